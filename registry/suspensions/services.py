"""暂停联系, 恢复联系: decided by a leader, online or on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, Unpack

from django.conf import settings
from django.core.exceptions import PermissionDenied

from ipcontact.accounts.rights import refusal
from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import OfflineFacts, enter_offline, record, require_authority
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.notifications.services import tell_colleagues
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.clock import today as current_day
from registry.changes.access import staff_of
from registry.roster.services import resume_member, suspend_member
from registry.suspensions.access import CODES, DECIDE
from registry.suspensions.choices import SuspensionAction
from registry.suspensions.rules import problems
from registry.units.models import Unit

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

A = SuspensionAction


def suspend(unit: Unit, *, reason: str, by: User, today: date) -> Unit:
    """暂停联系 ®: the unit stays on the roster, its agency is told.

    Raises: RuleViolation `switched_off`, `wrong_state`, `reason_missing`. PermissionDenied.
    """
    return _decide(unit, A.SUSPEND, reason=reason, by=by, today=today)


def resume(unit: Unit, *, reason: str, by: User, today: date) -> Unit:
    """恢复联系 ®, also after suspension was switched off.

    Raises: RuleViolation `wrong_state`, `reason_missing`. PermissionDenied.
    """
    return _decide(unit, A.RESUME, reason=reason, by=by, today=today)


def enter_decision(
    unit: Unit, *, action: SuspensionAction, by: User, today: date, **facts: Unpack[OfflineFacts]
) -> OfflineResult:
    """Enter what was decided on paper or in a meeting; a second person confirms it.

    Args: facts: as `OfflineForm.facts()` gives them.
    Raises: RuleViolation of the step, or of `enter_offline`. PermissionDenied.
    """
    unit = _seen(unit, by)
    return enter_offline(unit, code=CODES[action], payload={}, by=by, today=today, **facts)


def problems_of(unit: Unit, action: SuspensionAction) -> list[tuple[str, str]]:
    """Why a step cannot be taken on this unit now."""
    is_enabled = settings.SUSPENSION_ENABLED
    return problems(action, state=unit.membership_state, is_enabled=is_enabled)


def applied(action: SuspensionAction) -> Callable[[Unit, dict, dict], Act]:
    """What `confirm_offline` calls to let a step take effect."""

    def apply(unit: Unit, payload: dict, keywords: dict) -> Act:
        with act(action.label, by=None, reason=keywords["reason"]):
            return _carry_out(unit, action, how=keywords, teller=keywords["confirmed_by"])

    return apply


def checked(action: SuspensionAction) -> Callable[[Unit, dict, Any], None]:
    """What refuses an entry that could not have been decided online."""

    def check(unit: Unit, payload: dict, decider: User) -> None:
        refuse_first(problems_of(unit, action))

    return check


def described(action: SuspensionAction) -> Callable[[Unit, dict], list[str]]:
    """What was decided, in a sentence."""
    return lambda unit, payload: [f"{unit.name}：{action.label}"]


def _decide(unit: Unit, action: SuspensionAction, *, reason: str, by: User, today: date) -> Unit:
    leader = require_authority(by, CODES[action], today)
    unit = _seen(unit, by)
    with act(action.label, by=by, reason=reason):
        if not reason.strip():
            raise RuleViolation("reason_missing", f"请写明{action.label}的理由。")
        how = {"by": by, "on_behalf_of": leader, "reason": reason.strip()[:500]}
        _carry_out(unit, action, how=how, teller=by)
    unit.refresh_from_db()
    return unit


def _carry_out(
    unit: Unit, action: SuspensionAction, *, how: dict[str, Any], teller: User | None
) -> Act:
    """The mark itself is set behind the lock of the roster, which is taken before that of any
    unit and looks at the state again."""
    unit = Unit.objects.get(pk=unit.pk)
    refuse_first(problems_of(unit, action))
    change = suspend_member if action == A.SUSPEND else resume_member
    change(unit=unit, by=None)
    step = record(unit, code=CODES[action], action=action.label, today=current_day(), **how)
    tell_colleagues(
        unit,
        staff_of(unit.lead_agency, unit.co_agency),
        kind=CODES[action],
        title=f"{unit.name}：{action.label}",
        body=f"理由：{how['reason']}",
        by=teller,
    )
    return step


def _seen(unit: Unit, by: User) -> Unit:
    found = Unit.objects.visible_to(by).filter(pk=unit.pk).first()
    if found is None:
        raise PermissionDenied(refusal(by, DECIDE))
    return found
