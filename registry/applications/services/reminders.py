"""Ringing those who have begun and not handed in, before the round closes (已电话催办)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ipcontact.accounts.rights import require
from ipcontact.acts.choices import Channel
from ipcontact.acts.models import Act
from ipcontact.acts.services import record
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.applications.choices import ApplicationState
from registry.applications.intake import REMINDED, drafts_to_ring, last_calls
from registry.applications.models import Application
from registry.applications.services.steps import locked

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

SAME_CALL = timedelta(minutes=5)  # a second tap within this is the same call


def log_reminder(application: Application, *, by: User, now: datetime) -> Act:
    """Note that the person filling in was rung; a second tap notes nothing new.

    Args: now: aware.
    Raises: RuleViolation `submitted`: handed in or given up meanwhile. PermissionDenied.
    """
    require(by, "applications.remind")
    with act("电话催办提交", by=by):
        application = locked(application)
        if application.state != ApplicationState.DRAFT:
            raise RuleViolation(
                "submitted", f"这件申报现在是“{application.get_state_display()}”，不必再催。"
            )
        if not drafts_to_ring(by, application.round).filter(pk=application.pk).exists():
            raise PermissionDenied("这件申报不在本机构的辖区内。")
        last = last_calls([application]).get(str(application.pk))
        if last and last.acted_by_id == by.pk and now - last.entered_at < SAME_CALL:
            return last
        return record(
            application,
            code=REMINDED,
            action="已电话催办",
            by=by,
            channel=Channel.PHONE,
            today=timezone.localtime(now).date(),
        )
