"""Judging a condition: every state with its reasons, every particular that may lack."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from registry.criteria.choices import CheckState, CriterionState, ProofKind, Variant
from registry.criteria.particulars import FILE, PARTICULARS, variants_of
from registry.criteria.rules import (
    CriterionFacts,
    ProofFacts,
    amount,
    assess,
    gaps,
    judge,
    last_day,
)

TODAY = date(2026, 9, 18)
HIGH_TECH = CriterionFacts(
    code="1", short_name="高新技术企业", proof_kind=ProofKind.HIGH_TECH, validity_months=36
)
PATENTS = CriterionFacts(
    code="3",
    short_name="专利30件以上",
    proof_kind=ProofKind.PATENTS,
    threshold=Decimal(30),
    threshold_unit="件",
)
REVENUE = CriterionFacts(
    code="6",
    short_name="平台",
    proof_kind=ProofKind.PLATFORM_REVENUE,
    unit_kinds=("platform",),
    threshold=Decimal(500),
    threshold_unit="万元",
)
REASON = CriterionFacts(code="9", short_name="其他", proof_kind=ProofKind.FREE_REASON)
CERTIFICATE = ProofFacts(
    variant=Variant.CERTIFICATE,
    document_no="GR202412000000",
    issued_on=date(2024, 10, 31),
    has_file=True,
    state=CheckState.ACCEPTED,
)
HELD = ProofFacts(
    variant=Variant.PATENTS_HELD,
    counted_on=date(2026, 8, 31),
    entries=({"number": "202010000001.1"},),
    figure=Decimal(34),
    state=CheckState.ACCEPTED,
)
INCOME = ProofFacts(
    variant=Variant.PLATFORM_INCOME,
    year=2025,
    figure=Decimal("620.50"),
    has_file=True,
    state=CheckState.ACCEPTED,
)


def judged(criterion, proof, unit_kind="enterprise"):
    found = assess(criterion, proof, unit_kind=unit_kind, today=TODAY)
    return found.state, found.reasons


CASES = [
    (HIGH_TECH, None, CriterionState.NOT_CLAIMED, ("没有申报这一项。",)),
    (HIGH_TECH, CERTIFICATE, CriterionState.PROVEN, ("材料已核实。",)),
    (
        HIGH_TECH,
        replace(CERTIFICATE, state=CheckState.UNCHECKED),
        CriterionState.CLAIMED,
        ("材料还没有核对。",),
    ),
    (
        HIGH_TECH,
        replace(CERTIFICATE, document_no="", has_file=False),
        CriterionState.CLAIMED,
        ("还没有填写证书编号。", "还没有上传证书扫描件。"),
    ),
    (
        HIGH_TECH,
        replace(CERTIFICATE, expires_on=date(2026, 12, 17)),
        CriterionState.EXPIRING,
        ("证明还有 90 天到期，请提前准备新的证明。",),
    ),
    (
        HIGH_TECH,
        replace(CERTIFICATE, expires_on=date(2026, 12, 18)),
        CriterionState.PROVEN,
        ("材料已核实。",),
    ),
    (
        HIGH_TECH,
        replace(CERTIFICATE, expires_on=TODAY),
        CriterionState.EXPIRING,
        ("证明今天到期，请提前准备新的证明。",),
    ),
    (
        HIGH_TECH,
        replace(CERTIFICATE, expires_on=date(2026, 9, 17)),
        CriterionState.EXPIRED,
        ("证明已于 2026-09-17 到期，请提交新的证明。",),
    ),
    (
        HIGH_TECH,
        replace(CERTIFICATE, issued_on=date(2022, 1, 1), state=CheckState.UNCHECKED),
        CriterionState.EXPIRED,
        ("证明已于 2024-12-31 到期，请提交新的证明。", "材料还没有核对。"),
    ),
    (
        HIGH_TECH,
        replace(CERTIFICATE, state=CheckState.REJECTED, check_note="编号与登记不符。"),
        CriterionState.NOT_MET,
        ("核对未通过：编号与登记不符。",),
    ),
    (
        HIGH_TECH,
        replace(CERTIFICATE, state=CheckState.REJECTED),
        CriterionState.NOT_MET,
        ("核对未通过：没有写明理由。",),
    ),
    (
        HIGH_TECH,
        ProofFacts(variant=Variant.NEW_ECONOMY, statement="新业态", state=CheckState.ACCEPTED),
        CriterionState.PROVEN,
        ("材料已核实，没有到期日。",),
    ),
    (
        PATENTS,
        HELD,
        CriterionState.PROVEN,
        ("拥有量 34 件，统计至 2026-08-31，达到 30 件。", "材料已核实，没有到期日。"),
    ),
    (
        PATENTS,
        replace(HELD, figure=Decimal(30)),
        CriterionState.PROVEN,
        ("拥有量 30 件，统计至 2026-08-31，达到 30 件。", "材料已核实，没有到期日。"),
    ),
    (
        PATENTS,
        replace(HELD, figure=Decimal(29), variant=Variant.PATENTS_FILED),
        CriterionState.NOT_MET,
        ("申请量 29 件，统计至 2026-08-31，未达到 30 件。",),
    ),
    (
        PATENTS,
        replace(HELD, figure=Decimal(29), variant="", state=CheckState.UNCHECKED),
        CriterionState.NOT_MET,
        (
            "数量 29 件，统计至 2026-08-31，未达到 30 件。",
            "还没有选择统计口径。",
            "材料还没有核对。",
        ),
    ),
    (
        REASON,
        ProofFacts(statement="涉外纠纷多", state=CheckState.ACCEPTED),
        CriterionState.CLAIMED,
        ("还没有填写推荐单位说明。",),
    ),
    (
        REASON,
        ProofFacts(statement="涉外纠纷多", endorsement="属实", state=CheckState.ACCEPTED),
        CriterionState.PROVEN,
        ("材料已核实，没有到期日。",),
    ),
]


@pytest.mark.parametrize(("criterion", "proof", "state", "reasons"), CASES)
def test_assess_when_proof_is_given_then_says_where_it_stands_and_why(
    criterion, proof, state, reasons
):
    assert judged(criterion, proof) == (state, reasons)


@pytest.mark.parametrize(
    ("proof", "state", "reasons"),
    [
        (
            INCOME,
            CriterionState.PROVEN,
            ("平台收入 620.5 万元，2025 年度，达到 500 万元。", "材料已核实，没有到期日。"),
        ),
        (
            replace(INCOME, variant=Variant.UNIT_INCOME, figure=Decimal("499.99")),
            CriterionState.NOT_MET,
            ("单位收入 499.99 万元，2025 年度，未达到 500 万元。",),
        ),
        (
            replace(INCOME, year=2026),
            CriterionState.NOT_MET,
            ("2026 年度还没有结束，请填写最近一个完整的年度。",),
        ),
    ],
)
def test_assess_when_revenue_is_given_then_compares_it_by_its_rule(proof, state, reasons):
    assert judged(REVENUE, proof, "platform") == (state, reasons)


def test_assess_when_condition_is_for_other_units_then_says_for_which():
    nothing = assess(REVENUE, None, unit_kind="enterprise", today=TODAY)
    claimed = assess(REVENUE, INCOME, unit_kind="enterprise", today=TODAY)

    reason = "这一项适用于电子商务平台，不适用于企业。"
    assert (nothing.state, nothing.reasons, nothing.applies) == (
        CriterionState.NOT_CLAIMED, (reason,), False,
    )  # fmt: skip
    assert (claimed.state, claimed.reasons) == (CriterionState.NOT_MET, (reason,))


@pytest.mark.parametrize(
    ("issued", "months", "end"),
    [
        (date(2024, 10, 31), 36, date(2027, 10, 30)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2024, 1, 1), 36, date(2026, 12, 31)),
        (date(2024, 1, 1), None, None),
        (None, 36, None),
    ],
)
def test_last_day_when_not_written_then_is_counted_from_the_issue(issued, months, end):
    criterion = replace(HIGH_TECH, validity_months=months)

    assert last_day(criterion, ProofFacts(issued_on=issued)) == end


def test_last_day_when_written_then_is_what_is_written():
    written = replace(CERTIFICATE, expires_on=date(2025, 1, 1))

    assert last_day(HIGH_TECH, written) == date(2025, 1, 1)


COMPLETE = ProofFacts(
    issuer="示例局",
    document_no="示〔2024〕1号",
    issued_on=date(2024, 1, 1),
    expires_on=date(2028, 1, 1),
    counted_on=date(2026, 1, 1),
    figure=Decimal(900),
    year=2025,
    entries=({},),
    statement="说明",
    endorsement="属实",
    has_file=True,
)


@pytest.mark.parametrize("kind", ProofKind.values)
def test_gaps_when_everything_is_there_then_there_are_none(kind):
    for variant in variants_of(kind) or ("",):
        assert gaps(kind, replace(COMPLETE, variant=variant)) == ()


@pytest.mark.parametrize(
    ("kind", "item"),
    [(kind, item) for kind, items in PARTICULARS.items() for item in items],
    ids=lambda value: getattr(value, "name", value),
)
def test_gaps_when_one_particular_lacks_then_it_is_named_exactly_if_required(kind, item):
    empty = {FILE: {"has_file": False}, "entries": {"entries": ()}}.get(
        item.name, {item.name: type(getattr(COMPLETE, item.name, ""))() if item.name in (
            "variant", "issuer", "document_no", "statement", "endorsement") else None},
    )  # fmt: skip

    for variant in variants_of(kind) or ("",):
        proof = replace(COMPLETE, variant=variant)
        lacking = gaps(kind, replace(proof, **empty))
        names = [gap.name for gap in lacking]
        if item.name == "variant":
            assert names[:1] == ["variant"]
        else:
            assert names == ([item.name] if item.is_required_with(variant) else [])


def test_gaps_when_only_the_unit_is_asked_then_the_agencys_part_is_left_out():
    proof = ProofFacts(statement="涉外纠纷多")

    assert gaps(ProofKind.FREE_REASON, proof, by_unit_only=True) == ()
    assert [gap.is_of_agency for gap in gaps(ProofKind.FREE_REASON, proof)] == [True]


def test_verdict_when_one_is_proven_then_the_unit_qualifies():
    proofs = {"1": CERTIFICATE, "3": replace(HELD, figure=Decimal(7))}

    verdict = judge([HIGH_TECH, PATENTS, REASON], proofs, unit_kind="enterprise", today=TODAY)

    assert verdict.qualifies
    assert verdict.words == "申报 2 项，已证明 1 项，符合入库条件"
    assert verdict.reasons == ()


def test_verdict_when_a_proof_ends_soon_then_the_unit_still_qualifies():
    soon = {"1": replace(CERTIFICATE, expires_on=date(2026, 10, 1))}

    assert judge([HIGH_TECH], soon, unit_kind="enterprise", today=TODAY).qualifies


def test_verdict_when_none_is_proven_then_gives_every_reason():
    proofs = {"3": replace(HELD, figure=Decimal(7), state=CheckState.UNCHECKED)}

    verdict = judge([HIGH_TECH, PATENTS], proofs, unit_kind="enterprise", today=TODAY)

    assert verdict.words == "申报 1 项，已证明 0 项，还没有一项得到证明"
    assert verdict.reasons == (
        "（3）专利30件以上：拥有量 7 件，统计至 2026-08-31，未达到 30 件。",
        "（3）专利30件以上：材料还没有核对。",
    )


def test_verdict_when_nothing_was_claimed_then_says_so():
    verdict = judge([HIGH_TECH], {}, unit_kind="enterprise", today=TODAY)

    assert (verdict.qualifies, verdict.words) == (False, "还没有申报任何一项")


def test_amount_when_round_then_has_no_empty_decimals():
    assert [amount(Decimal(text), "万元") for text in ("500.00", "620.50", "1E+3")] == [
        "500 万元",
        "620.5 万元",
        "1000 万元",
    ]
