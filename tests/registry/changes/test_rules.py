"""What a change needs before anybody looks at it."""

from datetime import date, timedelta

import pytest

from registry.changes.rules import ProposalFacts, check_problems, is_due, proposal_problems

TODAY = date(2026, 9, 18)
GOOD = {
    "kind": "rename", "effective_on": TODAY, "now": "旧", "then": "新", "is_alliance": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({}, []),
        ({"effective_on": TODAY - timedelta(days=900)}, []),
        ({"effective_on": TODAY + timedelta(days=366)}, []),
        ({"effective_on": TODAY + timedelta(days=367)}, ["too_far"]),
        ({"effective_on": date(1989, 12, 31)}, ["too_early"]),
        ({"then": "旧"}, ["same_value"]),
        ({"kind": "lead_unit", "has_related": True}, ["no_alliance"]),
        ({"kind": "lead_unit", "is_alliance": True}, ["related_missing"]),
        ({"kind": "merged_into"}, ["related_missing"]),
        ({"kind": "merged_into", "has_related": True, "is_itself": True}, ["related_itself"]),
        ({"kind": "split"}, []),
    ],
)
def test_proposal_when_judged_then_every_problem_is_named(facts, codes):
    found = proposal_problems(ProposalFacts(**{**GOOD, **facts}), today=TODAY)

    assert [code for code, _ in found] == codes


@pytest.mark.parametrize(
    ("own", "has", "needs", "codes"),
    [
        (False, True, True, []),
        (False, False, False, []),
        (False, False, True, ["evidence_missing"]),
        (True, True, True, ["second_person"]),
        (True, False, True, ["second_person", "evidence_missing"]),
    ],
)
def test_check_when_judged_then_asks_for_another_person_and_the_paper(own, has, needs, codes):
    found = check_problems(is_proposer=own, has_evidence=has, needs_evidence=needs)

    assert [code for code, _ in found] == codes


@pytest.mark.parametrize(("days", "due"), [(-30, True), (0, True), (1, False)])
def test_effect_when_the_day_has_come_then_it_is_due(days, due):
    assert is_due(TODAY + timedelta(days=days), today=TODAY) is due
