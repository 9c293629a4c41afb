"""Complete, ripe, barred: every branch of the judgements."""

from datetime import date
from decimal import Decimal

import pytest

from registry.applications.rules import named_as
from registry.reviews.choices import CreditResult
from registry.reviews.returns import result_of
from registry.reviews.rules import (
    Involvement,
    Look,
    ReviewFacts,
    Score,
    conflict_reasons,
    inspection_problems,
    readiness,
)

TODAY = date(2026, 9, 18)
COMPLETE = {
    "mode": "documents",
    "conclusion": "fit",
    "done_on": TODAY,
    "inspectors": 1,
    "remarks": "",
    "today": TODAY,
}
LOOK = Look("documents", "fit", TODAY, 1)
RIPE = {"looks": (LOOK,), "asked": 1, "credit": "clear"}


def item(points: str | None, maximum: str = "20") -> Score:
    return Score("制度", Decimal(maximum), None if points is None else Decimal(points))


def codes(problems) -> list[str]:
    return [code for code, _ in problems]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"inspectors": 0}, ["too_few_inspectors"]),
        ({"mode": "phone", "inspectors": 1}, []),
        ({"mode": "meeting", "inspectors": 0}, ["too_few_inspectors"]),
        ({"mode": "on_site", "inspectors": 1}, ["too_few_inspectors"]),
        ({"mode": "on_site", "inspectors": 2}, []),
        ({"done_on": date(2026, 9, 19)}, ["day_future"]),
        ({"done_on": date(26, 9, 18)}, ["day_range"]),
        ({"conclusion": "doubtful"}, ["remarks_missing"]),
        ({"conclusion": "unfit", "remarks": " "}, ["remarks_missing"]),
        ({"conclusion": "unfit", "remarks": "专利已失效"}, []),
        ({"scores": [item(None), item(None)]}, []),
        ({"scores": [item("0"), item("20")]}, []),
        ({"scores": [item("5"), item(None)]}, ["scores_gap"]),
        ({"scores": [item("20.5")]}, ["score_range"]),
        ({"scores": [item("-1")]}, ["score_range"]),
        (
            {"mode": "on_site", "conclusion": "unfit"},
            ["too_few_inspectors", "remarks_missing"],
        ),
    ],
)  # fmt: skip
def test_inspection_when_something_lacks_then_each_is_said(changed, expected):
    assert codes(inspection_problems(**{**COMPLETE, **changed})) == expected


@pytest.mark.parametrize(
    ("facts", "waived", "expected"),
    [
        (RIPE, {}, []),
        ({}, {}, ["not_inspected", "opinions_not_asked", "credit_unchecked"]),
        ({}, {"opinions_waived": True, "credit_waived": True}, ["not_inspected"]),
        ({**RIPE, "looks": (), "needs_look": False}, {}, []),
        ({**RIPE, "waiting": ("公安", "税务")}, {}, ["opinions_waiting"]),
        ({**RIPE, "waiting": ("公安",)}, {"opinions_waived": True}, []),
        ({**RIPE, "credit": ""}, {}, ["credit_unchecked"]),
        ({**RIPE, "credit": "serious"}, {}, []),
    ],
)
def test_readiness_when_facts_lack_then_each_reason_is_said(facts, waived, expected):
    verdict = readiness(ReviewFacts(**facts), **waived)

    assert codes(verdict.reasons) == expected
    assert verdict.is_ready == (not expected)


def test_readiness_when_clean_then_there_is_no_remark():
    assert readiness(ReviewFacts(**RIPE)).remarks == ()


def test_readiness_when_something_is_out_of_the_ordinary_then_it_is_remarked():
    facts = ReviewFacts(
        looks=(Look("on_site", "doubtful", TODAY, 2, "厂房已搬迁"), LOOK),
        asked=1,
        exceptions=(("公安", "在侦案件一件"),),
        credit="recorded",
        credit_detail="行政处罚1条",
        recused=("示例领导",),
    )

    assert readiness(facts).remarks == (
        "实地考察（2026-09-18）：存疑，厂房已搬迁",
        "公安：在侦案件一件",
        "信用核查：有记录，行政处罚1条",
        "申明回避：示例领导",
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"is_filer": True}, ["filed"]),
        ({"is_recommender": True}, ["recommended"]),
        ({"is_sole_inspector": True}, ["inspected_alone"]),
        ({"named_as": "法定代表人"}, ["named"]),
        ({"declared": "亲属任职"}, ["declared"]),
        ({"is_filer": True, "declared": "亲属任职"}, ["filed", "declared"]),
    ],
)
def test_conflict_when_involved_then_each_reason_is_said(values, expected):
    assert codes(conflict_reasons(Involvement(**values))) == expected


def test_conflict_when_declared_then_the_reason_itself_is_not_told():
    [(_, words)] = conflict_reasons(Involvement(declared="配偶在该单位任职"))

    assert "配偶" not in words


CONTACT = {"contacts": {"primary_name": "张三", "primary_mobile": "13900000001"}}


@pytest.mark.parametrize(
    ("persons", "person", "expected"),
    [
        (CONTACT, ("张三", "", ""), "单位联络员"),
        (CONTACT, ("张三", "13900000001", ""), "单位联络员"),
        (CONTACT, ("张三", "13900000002", ""), ""),  # a namesake with another number
        (CONTACT, ("李四", "13900000001", ""), "单位联络员"),
        (CONTACT, ("李四", "", ""), ""),
        ({"basic": {"legal_representative": "张三"}}, ("张三", "13900000002", ""), "法定代表人"),
        ({"contacts": {"deputy_email": "a@b.cn"}}, ("李四", "", "a@b.cn"), "单位备用联络员"),
        ({"contacts": {"primary_mobile": None, "primary_email": None}}, ("李四", "", ""), ""),
        ({}, ("张三", "", ""), ""),
    ],
)  # fmt: skip
def test_named_when_papers_are_read_then_says_as_what(persons, person, expected):
    name, mobile, email = person

    assert named_as(persons, name=name, mobile=mobile, email=email) == expected


CLEAR, RECORDED, SERIOUS = CreditResult.CLEAR, CreditResult.RECORDED, CreditResult.SERIOUS


@pytest.mark.parametrize(
    ("words", "asked", "expected"),
    [
        ("无不良记录", "", CLEAR),
        ("无", "", CLEAR),
        (" 无。", "", CLEAR),
        ("未发现失信记录", "", CLEAR),
        ("未列入经营异常名录和严重违法失信名单", "", CLEAR),
        ("信用良好，无行政处罚记录", "", CLEAR),
        ("正常", "", CLEAR),
        ("有记录", "", RECORDED),
        ("有", "", RECORDED),
        ("2025年行政处罚1条", "", RECORDED),
        ("列入经营异常名录", "", RECORDED),
        ("无严重失信，有行政处罚", "", RECORDED),
        ("严重违法失信", "", SERIOUS),
        ("列入严重违法失信名单", "", SERIOUS),
        ("否", "是否有不良记录", CLEAR),
        ("是", "是否有不良记录", RECORDED),
        ("否", "核查结果", None),  # no to what?
        ("无证经营处罚记录", "", None),  # begins like a denial and is none
        ("未按期缴纳税款", "", None),
        ("有待核实", "", None),
        ("见附件", "", None),
        ("", "", None),
    ],
)
def test_result_when_written_as_offices_do_then_understood_or_left_to_a_person(
    words, asked, expected
):
    assert result_of(words, asked=asked) == expected
