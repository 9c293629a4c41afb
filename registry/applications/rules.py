"""Which step may follow which, who may take it, and why not (state table 1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from registry.applications.choices import FINAL, OPEN, Actor, ApplicationAction, ApplicationState

S, A = ApplicationState, ApplicationAction


@dataclass(frozen=True)
class Move:
    """One step of the state table.

    Attributes:
        action: what is done.
        sources: states it may be done in.
        target: state afterwards; None: it stays, or returns to where it came from (`goes_back`).
        actors: who may do it.
        needs_reason: ® of the table.
        goes_back: the target is the state kept in `returned_from`.
    """

    action: ApplicationAction
    sources: tuple[ApplicationState, ...]
    target: ApplicationState | None
    actors: frozenset[Actor]
    needs_reason: bool = False
    goes_back: bool = False


def _move(action, sources, target, *actors, reason=False, goes_back=False) -> Move:
    sources = sources if isinstance(sources, tuple) else (sources,)
    return Move(action, sources, target, frozenset(actors), reason, goes_back)


UNIT, CLERK, HEAD = Actor.UNIT, Actor.CLERK, Actor.HEAD
HANDLER, DECIDER, SYSTEM = Actor.HANDLER, Actor.DECIDER, Actor.SYSTEM
# Until the leaders have decided, the unit may take its application back.
WITHDRAWABLE = (
    S.AGENCY_REVIEW,
    S.RETURNED,
    S.BUREAU_REVIEW,
    S.INSPECTION,
    S.READY,
    S.IN_BATCH,
    S.ON_NOTICE,
)
_BEFORE_READY = (S.AWAITING_UNIT, S.AGENCY_REVIEW, S.RETURNED, S.BUREAU_REVIEW)
# Where a file may stand that is not the one which speaks for its unit.
_OF_RIVALS = (*_BEFORE_READY, S.INSPECTION, S.READY)

MOVES: dict[ApplicationAction, Move] = {
    move.action: move
    for move in (
        _move(A.SUBMIT, S.DRAFT, S.AGENCY_REVIEW, UNIT),
        _move(A.RECOMMEND, S.DRAFT, S.AWAITING_UNIT, HEAD),
        _move(A.DISCARD, S.DRAFT, S.DISCARDED, UNIT, CLERK),
        _move(A.CONFIRM, S.AWAITING_UNIT, S.BUREAU_REVIEW, UNIT, CLERK),
        _move(A.DECLINE, S.AWAITING_UNIT, S.DECLINED, UNIT),
        _move(A.REVOKE, S.AWAITING_UNIT, S.DISCARDED, HEAD, reason=True),
        _move(A.LAPSE, (S.AWAITING_UNIT, S.RETURNED), S.LAPSED, SYSTEM, HANDLER, reason=True),
        _move(A.ENDORSE, S.AGENCY_REVIEW, S.BUREAU_REVIEW, HEAD),
        _move(A.NOT_ENDORSE, S.AGENCY_REVIEW, S.BUREAU_REVIEW, HEAD, reason=True),
        _move(A.BYPASS, S.AGENCY_REVIEW, S.BUREAU_REVIEW, HANDLER, reason=True),
        _move(A.FORWARD, S.AGENCY_REVIEW, None, CLERK, HANDLER, reason=True),
        _move(A.RETURN, S.AGENCY_REVIEW, S.RETURNED, CLERK),
        _move(A.RESUBMIT, S.RETURNED, None, UNIT, CLERK, goes_back=True),
        _move(A.WITHDRAW, WITHDRAWABLE, S.WITHDRAWN, UNIT),
        _move(A.PASS, S.BUREAU_REVIEW, S.INSPECTION, HANDLER),
        _move(A.PROPOSE_EXCLUDE, S.BUREAU_REVIEW, S.READY, HANDLER, reason=True),
        _move(A.INSPECTED, S.INSPECTION, S.READY, HANDLER),
        _move(A.SEND_BACK, S.READY, S.BUREAU_REVIEW, HANDLER, reason=True),
        _move(A.ADD_TO_BATCH, S.READY, S.IN_BATCH, HANDLER),
        _move(A.TAKE_OUT, S.IN_BATCH, S.READY, HANDLER),
        _move(A.INCLUDE, S.IN_BATCH, S.APPROVED, DECIDER),
        _move(A.EXCLUDE, S.IN_BATCH, S.NOT_SELECTED, DECIDER, reason=True),
        _move(A.DEFER, S.IN_BATCH, S.READY, DECIDER, reason=True),
        _move(
            A.RECONSIDER,
            (S.APPROVED, S.NOT_SELECTED, S.READY),
            S.IN_BATCH,
            DECIDER,
            reason=True,
        ),
        _move(A.ANNUL, S.APPROVED, S.NOT_SELECTED, DECIDER, reason=True),
        _move(A.PUT_ON_NOTICE, S.APPROVED, S.ON_NOTICE, HANDLER),
        _move(A.OFF_NOTICE, S.ON_NOTICE, S.APPROVED, DECIDER, reason=True),
        _move(A.LIST, S.ON_NOTICE, S.LISTED, SYSTEM),
        _move(A.TAKE_OFF_NOTICE, S.ON_NOTICE, S.NOT_SELECTED, DECIDER, reason=True),
        _move(A.REOPEN, S.LAPSED, None, HANDLER, reason=True, goes_back=True),
        _move(A.DISPLACE, _BEFORE_READY, S.DISCARDED, CLERK, HANDLER, reason=True),
        _move(A.SUPERSEDE, _OF_RIVALS, S.DISCARDED, SYSTEM, reason=True),
    )
}
# Steps that from these states the bureau alone takes. Its returns: the ® hangs on the second
# one, which the notice asks. Which of two files speaks for a unit can be settled until the meeting
# (a file on a list is taken out first), but not by a clerk about a file the bureau looks into.
_BUREAU_ALONE: dict[ApplicationAction, tuple[ApplicationState, ...]] = {
    A.RETURN: (S.BUREAU_REVIEW, S.INSPECTION),
    A.DISPLACE: (S.INSPECTION, S.READY),
}

_WORKERS = {
    S.AWAITING_UNIT: CLERK,
    S.AGENCY_REVIEW: CLERK,
    S.BUREAU_REVIEW: HANDLER,
    S.INSPECTION: HANDLER,
    S.READY: HANDLER,
}


@dataclass(frozen=True)
class MoveVerdict:
    """Whether a step may be taken: `reasons` why not (empty: it may), `target` afterwards."""

    reasons: tuple[tuple[str, str], ...]
    target: ApplicationState

    @property
    def is_allowed(self) -> bool:
        return not self.reasons


def move_verdict(
    action: ApplicationAction,
    *,
    state: ApplicationState,
    actor: Actor,
    returned_from: str = "",
    reason: str = "",
) -> MoveVerdict:
    """Judge one step.

    Args:
        action: what is to be done.
        state: where the application stands.
        actor: as whom the person acts.
        returned_from: the state before it was returned or closed, for steps that go back.
        reason: what the person wrote.
    Returns:
        the state afterwards, or every reason why not as (code, sentence).
    """
    move = MOVES[action]
    state = ApplicationState(state)
    sources, actors = (*move.sources, *_BUREAU_ALONE.get(action, ())), actors_for(action, state)
    reasons = []
    if state not in sources:
        reasons.append(
            (
                "wrong_state",
                f"这件申报现在是“{state.label}”，不能{move.action.label}。请刷新页面，看看别人是否已经办理。",
            )
        )
    if actor not in actors:
        who = "、".join(Actor(each).label for each in sorted(actors))
        reasons.append(("wrong_actor", f"“{move.action.label}”须由{who}办理。"))
    if move.needs_reason and not reason.strip():
        reasons.append(("reason_missing", f"请写明{move.action.label}的理由。"))
    if action == A.REOPEN:
        target = reopened_to(returned_from)
    elif move.goes_back:
        target = ApplicationState(returned_from or state)
    else:
        target = move.target or state
    return MoveVerdict(tuple(reasons), target)


def reopened_to(returned_from: str) -> ApplicationState:
    """Where a file that was closed unanswered stands once it is opened again: where it was closed.

    Args: returned_from: a file that was closed while it was to be mended keeps what it was
        returned from, so that the answer takes it there.
    """
    return S.AWAITING_UNIT if returned_from == S.AWAITING_UNIT else S.RETURNED


def moves_from(state: ApplicationState, actors: Collection[Actor]) -> list[ApplicationAction]:
    """What these actors may do in a state, in the order of the table."""
    found = []
    for action, move in MOVES.items():
        sources = (*move.sources, *_BUREAU_ALONE.get(action, ()))
        if state in sources and not actors_for(action, state).isdisjoint(actors):
            found.append(action)
    return found


def actors_for(action: ApplicationAction, state: ApplicationState) -> frozenset[Actor]:
    """As whom a step may be taken in a state; where it may not be taken at all: anywhere."""
    bureau = _BUREAU_ALONE.get(action, ())
    if state in bureau:
        return frozenset({HANDLER})
    actors = MOVES[action].actors
    return actors | {HANDLER} if bureau and state not in MOVES[action].sources else actors


def worker_of(state: str, returned_from: str = "") -> Actor | None:
    """Who on the staff has a file in hand in a state; of a returned one, whoever returned it."""
    state = returned_from if state == S.RETURNED else state
    return _WORKERS.get(ApplicationState(state)) if state else None


def is_open(state: str) -> bool:
    """Whether the file occupies its unit: neither a draft nor final."""
    return state in OPEN


def is_final(state: str) -> bool:
    """Whether nothing more happens with it."""
    return state in FINAL


# People the papers of an application name, by the key of the name: as what.
NAMED = {
    "legal_representative": "法定代表人",
    "group_leader": "联络小组负责人",
    "person": "代填人",
    "primary_name": "单位联络员",
    "deputy_name": "单位备用联络员",
}


def named_as(
    persons: Mapping[str, Mapping[str, Any]], *, name: str, mobile: str, email: str
) -> str:
    """As what the papers of an application name a person, in words; empty when they do not.

    The same name counts, as nobody should be judge of a namesake's papers by oversight; it does
    not where both mobile numbers are known and differ.

    Args:
        persons: personal answers by section, as an application keeps them.
        name, mobile, email: of the person; the last two may be empty.
    """
    for values in persons.values():
        for key, words in NAMED.items():
            prefix = key.removesuffix("_name")
            theirs = str(values.get(f"{prefix}_mobile") or "")
            same_name = values.get(key) == name and (not mobile or theirs in ("", mobile))
            same_mobile = bool(mobile) and theirs == mobile
            same_mail = bool(email) and values.get(f"{prefix}_email") == email
            if same_name or same_mobile or same_mail:
                return words
    return ""
