"""Judgement about a removal: may it be decided, by whom, and what is missing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from ipcontact.acts.rules import Problem
from registry.removals.choices import Approver, Outcome, RemovalState
from registry.roster.choices import ExitGround
from registry.units.choices import RegistrationState

TOLD = "已经告知单位，由领导决定移出或者继续在库；不移出的，请领导选“继续在库”。"
NOT_SERVED = (
    "单位没有陈述意见，也没有送达的凭据。请先把《关于听取移出名录意见的函》签批、用印、发出，"
    "再决定移出；继续在库的不受影响。"
)
BEFORE = "那一天单位才被告知、陈述意见或者申请退出。请核对决定日期。"
LONGEST_REASON = 300  # kept with the departure on the roster
# The ground that follows from a state in law, for the form that proposes.
GROUND_OF: dict[str, ExitGround] = {
    RegistrationState.CANCELLED: ExitGround.DISSOLVED,
    RegistrationState.REVOKED: ExitGround.REVOKED,
    RegistrationState.MOVED_OUT: ExitGround.MOVED_OUT,
    RegistrationState.MERGED_INTO: ExitGround.MERGED,
    RegistrationState.BANKRUPT: ExitGround.CRITERIA_LOST,
    RegistrationState.SPLIT: ExitGround.CRITERIA_LOST,
}


@dataclass(frozen=True)
class DecisionFacts:
    """What is asked before a decision.

    Attributes:
        state: of the removal; due_on: last day for the unit's statement, None when nothing runs.
        since: the day of what must come before: the statement, the telling, the unit's own wish.
        ground: an `ExitGround`; approver: who decides on it.
        outcome, reason, minutes_no: the decision.
        is_told_on_paper: the unit's silence means something: the letter has gone out, or a receipt
            says that it was handed over.
        involved: keys of those who proposed it or told the unit; deciders: keys of the decider
            and of the leader in whose name they decide.
    """

    state: str
    due_on: date | None
    since: date | None
    ground: str
    approver: str
    outcome: str
    reason: str
    minutes_no: str
    is_told_on_paper: bool
    involved: Collection[int]
    deciders: Collection[int]


def state_problem(state: str, due_on: date | None, *, today: date) -> Problem | None:
    """Why it is too early or too late to decide: the unit is heard first (states 6).

    The statement may come until the end of the last day; with it, or after that day, it can be
    decided.
    """
    if state == RemovalState.READY:
        return None
    if state == RemovalState.HEARING:
        if due_on is not None and today <= due_on:
            return (
                "hearing_runs",
                f"单位可以陈述意见到 {due_on:%Y-%m-%d}，收到意见或期满后才能决定。",
            )
        return None
    if state == RemovalState.PROPOSED:
        return ("not_told", "还没有告知单位，请先告知并听取陈述。")
    if state == RemovalState.REQUESTED:
        return ("not_confirmed", "单位的退出申请还没有核对，请先由经办确认。")
    return ("wrong_state", f"这件现在是“{RemovalState(state).label}”，不能再决定。")


def decision_problems(facts: DecisionFacts, *, today: date) -> list[Problem]:
    """Everything that stands against this decision. Nobody decides what they proposed."""
    found = []
    early = state_problem(facts.state, facts.due_on, today=today)
    if early:
        found.append(early)
    elif facts.since is not None and today < facts.since:
        found.append(("decided_early", f"决定日期早于 {facts.since:%Y-%m-%d}，{BEFORE}"))
    is_silent = facts.state == RemovalState.HEARING and not early
    if is_silent and facts.outcome == Outcome.REMOVE and not facts.is_told_on_paper:
        found.append(("not_served", NOT_SERVED))
    if set(facts.involved) & set(facts.deciders):
        found.append(("own_proposal", "提出移出或者告知单位的人不能决定，请由另一位领导决定。"))
    if facts.outcome == Outcome.KEEP and not facts.reason.strip():
        found.append(("reason_missing", "继续在库的，请写明理由。"))
    if facts.approver == Approver.MEETING and not facts.minutes_no.strip():
        found.append(("minutes_missing", "这项事由由局长办公会决定，请填写会议纪要号。"))
    return found


def proposal_problems(*, ground: str, reason: str, has_evidence: bool) -> list[Problem]:
    """What is missing of a proposal; 自愿退出 has a way of its own."""
    found = []
    if ground in (ExitGround.OWN_WISH, ExitGround.NOT_IN_EDITION):
        found.append(("not_a_ground", "请选择移出事由；单位自愿退出的，请用“登记退出申请”。"))
    if not reason.strip():
        found.append(("reason_missing", "请写明事实和理由，单位会看到。"))
    if len(reason) > 1000:
        found.append(("too_long", "理由不超过 1000 字，请摘要填写。"))
    if not has_evidence:
        found.append(("evidence_missing", "请附上证明材料。"))
    return found
