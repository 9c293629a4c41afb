"""Whether an objection is in time, may be taken up, and which step may be taken.

Source: plan 二(一)3; state table 5.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from ipcontact.acts.rules import Problem, wrong_state
from registry.objections.choices import (
    Conclusion,
    ItemOutcome,
    LeadGround,
    ObjectionAction,
    ObjectionActor,
    ObjectionState,
)

S, A = ObjectionState, ObjectionAction
HANDLER, NAMED = ObjectionActor.HANDLER, ObjectionActor.NAMED
DECIDER, OBJECTOR = ObjectionActor.DECIDER, ObjectionActor.OBJECTOR
_OPEN = (S.RECEIVED, S.SUPPLEMENT, S.INVESTIGATING)


@dataclass(frozen=True)
class Move:
    """One step of state table 5: the states it may be done in, the state afterwards (None: it
    stays), who may do it, whether it needs a reason (®)."""

    action: ObjectionAction
    sources: tuple[ObjectionState, ...]
    target: ObjectionState | None
    actors: tuple[ObjectionActor, ...]
    needs_reason: bool = False


MOVES: dict[ObjectionAction, Move] = {
    move.action: move
    for move in (
        Move(A.TAKE_OVER, (*_OPEN, S.CONCLUDED, S.WITHDRAWN), None, (HANDLER,)),
        Move(A.TAKE_UP, (S.RECEIVED, S.SUPPLEMENT), S.INVESTIGATING, (NAMED,)),
        Move(A.ASK, (S.RECEIVED,), S.SUPPLEMENT, (NAMED,), True),
        Move(A.COMPLETE, (S.SUPPLEMENT,), S.RECEIVED, (NAMED, OBJECTOR)),
        Move(A.LEAD, (S.RECEIVED, S.SUPPLEMENT), S.LEAD_ONLY, (NAMED,), True),
        Move(A.PROPOSE, (S.INVESTIGATING,), None, (NAMED,), True),
        Move(A.RETURN, (S.INVESTIGATING,), None, (DECIDER,), True),
        Move(A.DECIDE, (S.INVESTIGATING,), S.CONCLUDED, (DECIDER,), True),
        Move(A.ANSWER, (S.CONCLUDED,), S.ANSWERED, (NAMED,)),
        Move(A.WITHDRAW, _OPEN, S.WITHDRAWN, (NAMED, OBJECTOR), True),
        Move(A.SETTLE, (S.WITHDRAWN,), None, (NAMED,), True),
    )
}


def move_problems(
    action: ObjectionAction,
    *,
    state: str,
    actors: Collection[ObjectionActor],
    reason: str = "",
    is_unsettled: bool = False,
) -> list[Problem]:
    """Why a step cannot be taken now; empty when it can.

    Args: actors: as whom the person may act on this objection; reason: what the person wrote;
        is_unsettled: it was withdrawn and still holds its unit, see `ObjectionQuerySet.unsettled`;
        nothing follows on any other withdrawal.
    """
    move, state = MOVES[action], ObjectionState(state)
    found = []
    if state not in move.sources or (state == S.WITHDRAWN and not is_unsettled):
        found.append(wrong_state("这件异议", state, action, move.sources))
    elif not set(move.actors) & set(actors):
        words = "或".join(actor.label for actor in move.actors)
        hint = "请先接办。" if NAMED in move.actors and HANDLER in actors else ""
        found.append(("wrong_actor", f"“{action.label}”须由{words}办理。{hint}"))
    if move.needs_reason and not reason.strip():
        found.append(("reason_missing", f"请写明{action.label}的理由。"))
    return found


def moves_from(
    state: str,
    actors: Collection[ObjectionActor],
    *,
    is_proposed: bool,
    is_unsettled: bool = False,
) -> list[ObjectionAction]:
    """What these actors may do, in the order of the table.

    Args: is_proposed: a conclusion waits for the leader; then only the leader goes on;
        is_unsettled: as in `move_problems`.
    """
    waiting = {A.RETURN, A.DECIDE}
    return [
        action
        for action, move in MOVES.items()
        if state in move.sources
        and (state != S.WITHDRAWN or is_unsettled)
        and set(move.actors) & set(actors)
        and not (action in waiting and not is_proposed)
        and not (action == A.PROPOSE and is_proposed)
    ]


def is_in_window(
    received_on: date,
    *,
    published_on: date | None,
    ends_on: date | None,
    stopped_on: date | None = None,
) -> bool:
    """Whether it came while the notice was shown; the last day counts to its end.

    Args: stopped_on: the window stands still since then; None once it has begun anew, and then
        what came meanwhile is in time.
    """
    if published_on is None or ends_on is None:
        return False
    if stopped_on is not None and received_on >= stopped_on:
        return False
    return published_on <= received_on <= ends_on


@dataclass(frozen=True)
class Received:
    """What is known of an objection when it is to be taken up."""

    has_name: bool
    has_contact: bool
    has_reason: bool
    is_in_window: bool
    is_on_list: bool = True


def take_up_problems(facts: Received) -> list[Problem]:
    """Why it cannot be taken up: it needs name, reason and contact, within the window."""
    found = []
    if not facts.has_name:
        found.append(("anonymous", "没有异议人的姓名或者单位。请补充后再立项，或者转为线索。"))
    if not facts.has_contact:
        found.append(("contact_missing", "没有异议人的联系方式。请补充后再立项，或者转为线索。"))
    if not facts.has_reason:
        found.append(("substance_missing", "没有异议的理由。请补充后再立项，或者转为线索。"))
    if not facts.is_in_window:
        found.append(("out_of_window", "不在公示期内提出，只能转为线索。"))
    if not facts.is_on_list:
        found.append(("off_list", "这家单位已公布或者不在公示名单上，只能转为线索。"))
    return found


def lead_problems(ground: str, facts: Received, *, is_overdue: bool) -> list[Problem]:
    """Why it cannot be kept as a lead on this ground; the ground must be true.

    Args: is_overdue: what was asked for has not come in time.
    """
    is_true = {
        LeadGround.ANONYMOUS: not (facts.has_name and facts.has_contact),
        LeadGround.LATE: not facts.is_in_window,
        LeadGround.IRRELEVANT: True,
        LeadGround.INCOMPLETE: is_overdue,
        LeadGround.OFF_LIST: not facts.is_on_list,
    }
    if ground not in is_true:
        return [("ground_unknown", "请选择转为线索的原因。")]
    if is_true[LeadGround(ground)]:
        return []
    words = LeadGround(ground).label
    return [("ground_untrue", f"登记的内容与“{words}”不符，请核对后选择实际的原因。")]


def conclusion_problems(conclusion: str, outcome: str, *, is_second_person: bool) -> list[Problem]:
    """Why a conclusion cannot be decided.

    Args: outcome: what becomes of the unit, asked only when partly upheld; is_second_person:
        somebody else has proposed and registered it.
    """
    if not is_second_person:
        return [
            ("second_person", "提出定性建议、登记或者经办这件异议的人不能定性，请另一位领导办理。")
        ]
    if conclusion not in Conclusion.values:
        return [("conclusion_unknown", "请选择定性结论。")]
    if conclusion == Conclusion.PARTLY_UPHELD and outcome not in ItemOutcome.values:
        return [("outcome_missing", "部分成立的，请选择单位保留在名单上还是移出。")]
    return []


def leaves_list(conclusion: str, outcome: str) -> bool:
    """Whether the unit is taken out: upheld always, partly upheld when the leader chose so."""
    if conclusion == Conclusion.PARTLY_UPHELD:
        return outcome == ItemOutcome.TAKE_OUT
    return conclusion == Conclusion.UPHELD
