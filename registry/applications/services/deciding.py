"""Steps of the staff: who may take them, who has the file in hand, and who was quicker."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ipcontact.acts.services import last_step_words, refuse_outdated
from ipcontact.audit.context import name_of
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.applications.access import actors_of, has_filed
from registry.applications.choices import Actor, ApplicationAction, ApplicationState
from registry.applications.models import Application
from registry.applications.parts import conflict_judges
from registry.applications.rules import actors_for, moves_from
from registry.applications.services.steps import advance, locked

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

_NOT_STAFF = frozenset({Actor.UNIT, Actor.SYSTEM})


@dataclass
class Outcome:
    """What became of many applications: those done, and those refused with the reason."""

    done: list[Application] = field(default_factory=list)
    refused: list[tuple[Application, str]] = field(default_factory=list)


def decide(
    application: Application,
    *,
    action: ApplicationAction,
    by: User,
    today: date,
    reason: str = "",
    version: int | None = None,
    check: Callable[[Application], None] | None = None,
    **how: Any,
) -> Application:
    """Take one step of the state table as a person of the staff.

    Of two at once one is first; the other is told who was, and when.

    Args:
        action: the step; as whom `by` acts is found out.
        reason: ® of the table.
        version: what the page was based on.
        check: a further judgement of the locked application; raises RuleViolation.
        how: for `steps.advance`.
    Raises:
        RuleViolation: `wrong_state`, `wrong_actor`, `stale`, `held_by_other`,
            `own_application`, `stands_aside`, `reason_missing`, or of `check`. PermissionDenied.
    """
    with act(action.label, by=by, reason=reason):
        current = locked(application)
        actor = still_acting(current, action, by=by, seen=application)
        refuse_overtaken(current, action=action, version=version)
        refuse_held(current, by=by)
        refuse_involved(current, by=by)
        if check is not None:
            check(current)
        return advance(
            current, action=action, actor=actor, by=by, today=today, reason=reason, **how
        )


def for_each(applications: Iterable[Application], step: Callable[[Application], Any]) -> Outcome:
    """Take a step with each, in the order of their keys; one that is refused leaves the others
    done. Who calls it in one act locks them all before, see `steps.lock_all`."""
    outcome = Outcome()
    for application in sorted(applications, key=lambda each: each.pk):
        try:
            with transaction.atomic():
                step(application)
        except (RuleViolation, PermissionDenied) as refusal:
            outcome.refused.append((application, str(refusal)))
        else:
            outcome.done.append(application)
    return outcome


def acting_as(application: Application, action: ApplicationAction, *, by: User) -> Actor:
    """As whom this person of the staff takes a step. Raises: PermissionDenied."""
    wanted = actors_for(action, ApplicationState(application.state)) - _NOT_STAFF
    found = wanted & actors_of(by, application)
    if not found:
        who = "、".join(actor.label for actor in sorted(wanted))
        raise PermissionDenied(f"“{action.label}”须由{who}办理。")
    return min(found)


def still_acting(
    current: Application, action: ApplicationAction, *, by: User, seen: Application
) -> Actor:
    """As whom a person takes a step, judged on the locked application.

    Args: seen: the application as the page saw it.
    Raises: RuleViolation `wrong_actor`, when it was the person's then and is another's now; it
        says who moved it. PermissionDenied, when it never was.
    """
    try:
        return acting_as(current, action, by=by)
    except PermissionDenied as refusal:
        acting_as(seen, action, by=by)
        raise RuleViolation("wrong_actor", f"{last_step_words(current)}{refusal}") from refusal


def refuse_overtaken(
    current: Application, *, action: ApplicationAction | None = None, version: int | None = None
) -> None:
    """Say who was quicker. Raises: RuleViolation `wrong_state`, `stale`.

    Args: current: the application, locked; action: what is to be done; version: the page's.
    """
    state = ApplicationState(current.state)
    if action is not None and not _is_source(action, state):
        raise RuleViolation(
            "wrong_state",
            f"{last_step_words(current)}这件申报现在是“{state.label}”，不能再{action.label}。",
        )
    refuse_outdated(current, version)


def refuse_held(current: Application, *, by: User) -> None:
    """A colleague has it in hand. Raises: RuleViolation `held_by_other`."""
    if current.holder_id not in (None, by.pk):
        at = timezone.localtime(current.held_since)
        raise RuleViolation(
            "held_by_other",
            f"{name_of(current.holder)}已于 {at:%Y-%m-%d %H:%M} 接办，正在办理。"
            "需要由您办理的，请先移交给您。",
        )


def refuse_involved(current: Application, *, by: User) -> None:
    """Nobody reviews what they filled in or stand aside from.

    Raises: RuleViolation `own_application`, `stands_aside`.
    """
    if has_filed(current, by):
        raise RuleViolation(
            "own_application", "这件申报由您填报或代为录入，须由另一人审核。请移交给同事。"
        )
    refuse_aside(current, by=by)


def refuse_aside(current: Application, *, by: User) -> None:
    """Who has declared a conflict, or is named in the file, takes no step that judges it.

    Raises: RuleViolation `stands_aside`.
    """
    if why := reason_aside(current, by):
        raise RuleViolation("stands_aside", f"{why}，应当回避，不能办理这件申报。请移交给同事。")


def reason_aside(application: Application, person: User) -> str:
    """Why this person stands aside from a file, said to the person; empty: does not."""
    found = (judge.why(application, person) for judge in conflict_judges)
    return next(filter(None, found), "")


def _is_source(action: ApplicationAction, state: ApplicationState) -> bool:
    wanted = actors_for(action, state)
    return any(action in moves_from(state, {actor}) for actor in wanted)
