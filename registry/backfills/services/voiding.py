"""作废补录: what was entered wrongly is struck out by somebody else than who entered it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from ipcontact.accounts.rights import refusal, require
from ipcontact.acts.models import Act
from ipcontact.acts.services import last_step_words, refuse_outdated
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.applications.services import discard_past, locked
from registry.backfills.rules import Problem
from registry.backfills.services.entering import ENDS
from registry.batches.services import drop_past_item
from registry.recommendations.services import drop_past_opinions

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

VOID, CONFIRM = "application.backfill_void", "offline.confirm"


def void(
    application: Application, *, reason: str, by: User, today: date, version: int | None = None
) -> Application:
    """作废补录: what was entered wrongly no longer counts, and the right one can be entered.

    It takes somebody else than who entered it. What has gone on since in this system stays.

    Raises: RuleViolation `not_backfilled`, `wrong_state`, `own_backfill`, `reason_missing`,
    `stale`. PermissionDenied.
    """
    require(by, CONFIRM)
    if not Application.objects.visible_to(by).filter(pk=application.pk).exists():
        raise PermissionDenied(refusal(by, CONFIRM))
    with act("作废补录", by=by, reason=reason):
        current = locked(application)
        refuse_outdated(current, version)
        refuse_first(void_problems(current, entry_of(current), by=by))
        if not reason.strip():
            raise RuleViolation("reason_missing", "请写明哪里与原件不符。")
        drop_past_item(current, reason=reason, by=by, today=today)
        drop_past_opinions(current, reason=reason)
        return discard_past(current, code=VOID, words="作废补录", reason=reason, by=by, today=today)


def void_problems(application: Application, first: Act | None, *, by: User) -> list[Problem]:
    """Why this person cannot void it now; empty when they can. Args: first: its `entry_of`."""
    if first is None:
        return [("not_backfilled", "这件申报不是补录的，不能作废。")]
    if application.state == ApplicationState.DISCARDED:
        return [("wrong_state", f"{last_step_words(application)}已经作废，无须再办。")]
    moved = Act.objects.of(application).filter(is_backfill=False, taken_back_at=None)
    if moved.exists() or application.state not in [state for state, _ in ENDS.values()]:
        words = "补录之后已在本系统继续办理，不能作废。"
        return [("wrong_state", f"{last_step_words(application)}{words}")]
    if by.pk == first.entered_by_id:
        return [("own_backfill", "这件由您填报，须由另一人作废。请交同事核对原件后办理。")]
    return []


def entry_of(application: Application) -> Act | None:
    """The first step of a backfilled file; nothing of other files."""
    steps = Act.objects.of(application).filter(is_backfill=True).order_by("pk")
    return steps.select_related("entered_by", "confirmed_by", "scan").first()
