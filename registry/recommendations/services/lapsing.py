"""Invitations nobody answered in time are closed, and the agency is told."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from ipcontact.audit.services import act
from ipcontact.clocks.models import Clock
from ipcontact.notifications.services import revoke_links
from ipcontact.ui.errors import RuleViolation
from registry.applications.choices import Actor, ApplicationAction, ApplicationState
from registry.applications.models import Application
from registry.applications.services import advance, locked
from registry.recommendations.services.caring import care_no_more
from registry.recommendations.services.confirming import inviter_of
from registry.recommendations.services.inviting import PURPOSE, tell_agency

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

REASON = "单位逾期未确认推荐"


def lapse_unconfirmed(*, today: date, by: User | None = None) -> int:
    """Close every file whose unit did not confirm in time; called by the nightly job.

    Args: today: files due before this day; by: None, the system.
    Returns: how many were closed. A file somebody moved meanwhile, or whose time was extended, is
        left alone.
    """
    keys = list(_overdue(today).order_by("pk").values_list("pk", flat=True))
    return sum(_lapse(pk, today=today, by=by) for pk in keys)


def _overdue(today: date) -> QuerySet[Application]:
    table = Application._meta.db_table
    late = Clock.objects.open().filter(subject_table=table, due_on__lt=today)
    waiting = Application.objects.filter(state=ApplicationState.AWAITING_UNIT)
    keyed = waiting.annotate(text_key=Cast("pk", CharField()))
    return keyed.filter(text_key__in=late.values("subject_key"))


def _lapse(pk: int, *, today: date, by: User | None) -> int:
    with act("逾期关闭", by=by, reason=REASON):
        application = locked(Application.objects.get(pk=pk))
        if not _overdue(today).filter(pk=pk).exists():
            return 0
        try:
            application = advance(
                application,
                action=ApplicationAction.LAPSE,
                actor=Actor.SYSTEM,
                by=by,
                today=today,
                reason=REASON,
            )
        except RuleViolation:
            return 0
        follow_closing(application, by=by, today=today)
    return 1


def follow_closing(application: Application, *, by: User | None, today: date) -> None:
    """A file whose unit did not confirm is closed, by the job or by somebody: its links are
    useless, the station no longer answers for the unit by its signature, and learns of it.
    Other files: nothing to do."""
    if application.returned_from != ApplicationState.AWAITING_UNIT:
        return
    revoke_links(purpose=PURPOSE, subject=application, by=by)
    care_no_more(application.unit, application, today=today)
    inviter = inviter_of(application)
    if inviter is not None:
        tell_agency(
            inviter,
            title=f"单位逾期未确认，已关闭：{application.unit_name}",
            body="申报还没有截止的，可以请区局重新打开，或者另行推荐。",
            by=by,
        )
