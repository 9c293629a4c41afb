"""When a removal can be decided, by whom; what a proposal needs."""

from datetime import date, timedelta

import pytest

from registry.removals.rules import DecisionFacts, decision_problems, proposal_problems

TODAY = date(2026, 9, 18)
GOOD = {
    "state": "ready", "due_on": None, "since": TODAY, "ground": "unreachable", "approver": "leader",
    "outcome": "remove", "reason": "", "minutes_no": "", "involved": {1, 2}, "deciders": {3},
    "is_told_on_paper": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({}, []),
        ({"since": TODAY + timedelta(days=1)}, ["decided_early"]),
        ({"since": None}, []),
        ({"state": "proposed"}, ["not_told"]),
        ({"state": "requested"}, ["not_confirmed"]),
        ({"state": "hearing", "due_on": TODAY}, ["hearing_runs"]),
        ({"state": "hearing", "due_on": TODAY - timedelta(days=1)}, []),
        ({"state": "hearing", "is_told_on_paper": False}, ["not_served"]),
        ({"state": "hearing", "is_told_on_paper": False, "outcome": "keep", "reason": "示例"}, []),
        ({"state": "ready", "is_told_on_paper": False}, []),
        ({"state": "removed"}, ["wrong_state"]),
        ({"state": "kept"}, ["wrong_state"]),
        ({"state": "cancelled"}, ["wrong_state"]),
        ({"deciders": {1}}, ["own_proposal"]),
        ({"deciders": {3, 2}}, ["own_proposal"]),
        ({"outcome": "keep"}, ["reason_missing"]),
        ({"outcome": "keep", "reason": "已恢复经营。"}, []),
        ({"approver": "meeting"}, ["minutes_missing"]),
        ({"approver": "meeting", "minutes_no": "〔2026〕3号"}, []),
    ],
)
def test_decision_when_judged_then_every_problem_is_named(facts, codes):
    found = decision_problems(DecisionFacts(**{**GOOD, **facts}), today=TODAY)

    assert [code for code, _ in found] == codes


@pytest.mark.parametrize(
    ("ground", "reason", "has", "codes"),
    [
        ("unreachable", "无人接听", True, []),
        ("own_wish", "无人接听", True, ["not_a_ground"]),
        ("not_in_edition", "无人接听", True, ["not_a_ground"]),
        ("other", " ", False, ["reason_missing", "evidence_missing"]),
        ("other", "长" * 1001, True, ["too_long"]),
    ],
)
def test_proposal_when_judged_then_every_problem_is_named(ground, reason, has, codes):
    found = proposal_problems(ground=ground, reason=reason, has_evidence=has)

    assert [code for code, _ in found] == codes
