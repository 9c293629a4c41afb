"""Taking a step back: the file stands again where it stood, and its clock runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from ipcontact.acts.models import Act
from ipcontact.acts.services import last_step_words
from ipcontact.acts.services.records import store
from ipcontact.clocks.models import Clock
from ipcontact.clocks.services import end_all, reopen
from ipcontact.ui.errors import RuleViolation
from registry.applications.choices import ApplicationAction
from registry.applications.models import Application
from registry.applications.rules import MOVES
from registry.applications.services.steps import locked, start_clock

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

PREFIX = "application."
# Steps that stay inside the office and come from one state only.
TAKEN_BACK = (
    ApplicationAction.PASS,
    ApplicationAction.PROPOSE_EXCLUDE,
    ApplicationAction.INSPECTED,
    ApplicationAction.SEND_BACK,
)
_MOVING = [f"{PREFIX}{action}" for action, move in MOVES.items() if move.target or move.goes_back]


def undo(application: Application, step: Act, *, by: User) -> Application:
    """Bring back the state before a step; the person who took it has the file in hand again.

    Called by `acts.services.take_back`, which has asked whether it may.

    Raises: RuleViolation `wrong_state` when the file has moved on.
    """
    move = MOVES[ApplicationAction(step.code.removeprefix(PREFIX))]
    current = locked(application)
    if current.state != move.target:
        raise RuleViolation("wrong_state", f"{last_step_words(current)}不能再撤回。")
    before = _step_before(current, step)
    is_exclusion = before is not None and before.code == f"{PREFIX}propose_exclude"
    store(
        current,
        state=move.sources[0],
        state_since=before.entered_at if before else timezone.now(),
        holder=by,
        held_since=timezone.now(),
        proposal=before.reason[:500] if is_exclusion else "",
    )
    words = f"撤回{step.action}"
    ended = _clock_ended_by(current, step)
    end_all(current, on=step.event_on, by=by, reason=words)
    if ended is not None:
        reopen(ended, by=by, reason=words)
    else:
        start_clock(current, on=step.event_on, by=by)
    return current


def _step_before(application: Application, step: Act) -> Act | None:
    """What brought the file to where it stood before this step."""
    earlier = Act.objects.of(application).filter(
        pk__lt=step.pk, taken_back_at=None, code__in=_MOVING
    )
    return earlier.order_by("-pk").first()


def _clock_ended_by(application: Application, step: Act) -> Clock | None:
    label = ApplicationAction(step.code.removeprefix(PREFIX)).label
    ended = Clock.objects.of(application).filter(ended_reason=label, ended_on__gte=step.event_on)
    return ended.order_by("-pk").first()
