"""The board of a unit or of an application: one row for each condition, whatever was claimed."""

import pytest

from registry.criteria.board import board_of, board_of_unit, detail_of
from registry.criteria.choices import CriterionState, ProofKind
from registry.criteria.models import Evidence
from registry.criteria.services import check_evidence, criteria_on
from tests.factories import TODAY
from tests.filing import draft
from tests.registry.criteria.proofs import criterion

pytestmark = pytest.mark.django_db


def test_board_when_of_a_unit_then_has_nine_rows_with_claimed_ones_apart(unit, handler, put):
    check_evidence(put(unit), accept=True, by=handler, today=TODAY)

    board = board_of_unit(unit, today=TODAY)

    assert [row.criterion.code for row in board.claimed] == ["1"]
    assert [row.criterion.code for row in board.rest] == list("23456789")
    assert board.verdict.qualifies
    assert board.claimed[0].detail == "高新技术企业证书，GR202412000000"
    assert [file.original_name for file in board.claimed[0].files] == ["证书.pdf"]


def test_board_when_of_an_application_then_its_claims_are_the_rows(today):
    application = draft()

    board = board_of(
        criteria_on(TODAY),
        application.claims.select_related("checked_by"),
        unit_kind=application.unit_kind,
        unit_name=application.unit_name,
        today=TODAY,
    )

    [row] = board.claimed
    assert (row.criterion.code, row.assessment.state) == ("9", CriterionState.CLAIMED)
    assert [gap.name for gap in row.assessment.gaps] == ["endorsement"]
    assert [file.original_name for file in row.files] == ["证明.pdf"]
    assert board.verdict.words == "申报 1 项，已证明 0 项，还没有一项得到证明"


def test_board_when_a_condition_is_not_for_such_units_then_says_so(unit):
    words = {row.criterion.code: row.word for row in board_of_unit(unit, today=TODAY).rest}

    assert words["6"] == words["7"] == "不适用于企业"
    assert words["1"] == "未申报"


def test_board_when_the_centre_has_to_look_then_says_so(unit, put):
    put(unit, "8", {"document_no": "BA000001"})

    [row] = board_of_unit(unit, today=TODAY).claimed

    assert row.waits_for_center


def test_board_when_asked_then_costs_three_queries(unit, put, django_assert_num_queries):
    put(unit)
    put(unit, "8", {"document_no": "BA000001"})

    with django_assert_num_queries(3):  # conditions, proofs, files
        board_of_unit(unit, today=TODAY)


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        (ProofKind.PATENTS, {"variant": "patents_held", "figure": 34}, "拥有量，34 件"),
        (
            ProofKind.PLATFORM_REVENUE,
            {"variant": "unit_income", "year": 2025, "figure": "620.50"},
            "单位收入，2025 年度，620.5 万元",
        ),
        (ProofKind.FREE_REASON, {"statement": "出口多"}, ""),
    ],
)
def test_detail_when_written_then_names_the_particulars(unit, put, kind, values, words):
    code = {ProofKind.PATENTS: "3", ProofKind.PLATFORM_REVENUE: "6"}.get(kind, "9")
    put(unit, code, values, scan=False)

    proof = Evidence.objects.get(criterion=criterion(code))

    assert detail_of(proof, kind) == words
