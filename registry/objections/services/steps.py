"""What every step of an objection has in common: lock, judge, write, record."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from ipcontact.acts.services import last_step_words, record, refuse_outdated
from ipcontact.acts.services.records import store
from ipcontact.acts.services.steps import refuse_first
from ipcontact.notifications.services import tell
from ipcontact.ui.errors import RuleViolation
from registry.notices.services.steps import locked as locked_notice
from registry.objections.access import PREFIX, actors_of
from registry.objections.choices import ObjectionAction, ObjectionActor, ObjectionState
from registry.objections.models import Objection
from registry.objections.rules import MOVES, move_problems

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

CODES = {action: f"{PREFIX}{action}" for action in ObjectionAction}
OBJECTOR = "异议人"
NO_PROPOSAL = {"proposed": "", "proposal_reason": "", "proposed_by": None}


def locked(objection: Objection) -> Objection:
    """The objection, locked and as it is now.

    The notice is locked first: every step that touches the unit on the list waits there, so that
    two objections against one unit see each other's end.
    """
    locked_notice(objection.item.notice)
    rows = Objection.objects.select_for_update(of=("self",))
    return rows.select_related("item__application", "item__notice", "objector").get(pk=objection.pk)


def refuse_wrong(
    current: Objection,
    action: ObjectionAction,
    actors: Collection[ObjectionActor],
    *,
    reason: str = "",
    version: int | None = None,
) -> None:
    """Refuse a step that may not be taken; says who was quicker, and when.

    Args: current: the objection, locked; version: what the page was based on.
    Raises: RuleViolation `wrong_state`, `wrong_actor`, `reason_missing`, `stale`.
    """
    found = move_problems(
        action,
        state=current.state,
        actors=actors,
        reason=reason,
        is_unsettled=is_unsettled(current),
    )
    if found and found[0][0] == "wrong_state":
        found[0] = ("wrong_state", f"{last_step_words(current)}{found[0][1]}")
    refuse_first(found)
    refuse_outdated(current, version)


def is_unsettled(objection: Objection) -> bool:
    """Whether it was withdrawn and the bureau has yet to say what becomes of the unit it held."""
    is_withdrawn = objection.state == ObjectionState.WITHDRAWN
    return is_withdrawn and Objection.objects.unsettled().filter(pk=objection.pk).exists()


def refuse_objector(current: Objection, action: ObjectionAction) -> None:
    """Refuse a step of the objector's own, in the words to the objector, who is not told which of
    the staff did what.

    Raises: RuleViolation `wrong_state`.
    """
    actors = {ObjectionActor.OBJECTOR}
    if move_problems(action, state=current.state, actors=actors, reason="-"):
        raise RuleViolation(
            "wrong_state", f"这件异议现在是“{current.objector_word}”，不能再办。请看下面的进度。"
        )


def refuse_by(
    current: Objection,
    action: ObjectionAction,
    *,
    by: User,
    today: date,
    reason: str = "",
    version: int | None = None,
) -> None:
    """`refuse_wrong` for a person: as whom they may act is found out."""
    actors = actors_of(by, current, on=today)
    refuse_wrong(current, action, actors, reason=reason, version=version)


def take(
    objection: Objection,
    action: ObjectionAction,
    *,
    by: User | None,
    today: date,
    reason: str = "",
    values: dict[str, Any] | None = None,
    **how: Any,
) -> Any:
    """Move a locked objection and write the step into its history; returns the act."""
    target = MOVES[action].target
    moved = {"state": target} if target else {}
    store(objection, **{**moved, **(values or {})})
    how.setdefault("today", today)
    return record(objection, code=CODES[action], action=action.label, by=by, reason=reason, **how)


def tell_handler(objection: Objection, *, title: str, body: str, by: User | None) -> None:
    """Tell the person who has it in hand what somebody else did; `by` None is the objector."""
    handler = objection.handler
    if handler is None or not handler.is_active or handler == by:
        return
    tell(
        user=handler,
        subject=objection,
        kind="objection.moved",
        title=title,
        body=body,
        url=objection.get_absolute_url(),
        by=by,
    )
