"""The one way an application moves: lock, judge, change, record, clocks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.clocks.choices import LimitUnit
from ipcontact.clocks.rules import Limit
from ipcontact.clocks.services import end_all, start
from ipcontact.notifications.services import revoke_links
from ipcontact.ui.errors import RuleViolation
from registry.applications.choices import OPEN, Actor, ApplicationAction, ApplicationState
from registry.applications.models import Application
from registry.applications.rules import is_final, is_open, move_verdict

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

STALE = "您打开之后，这件申报已由别人办理或修改。请刷新页面核对后再办；您填写的内容已保留。"
PROMISE = "申报通知（服务承诺）"
SPEAKS = "application.speaks"  # a rival in the place of the file that spoke for the unit
CORRECTION_LINK = "application.correct"  # purpose of the one-time link a returned file's unit gets
# States whose leaving notes where the application came from, so that it can go back.
_KEEPS_ORIGIN = (ApplicationAction.RETURN, ApplicationAction.LAPSE)
# Of two files between which the staff decide, the one that stays is named there; who lists a unit
# closes its other files.
_WITHOUT_SUCCESSOR = (
    ApplicationAction.DISPLACE,
    ApplicationAction.LIST,
    ApplicationAction.SUPERSEDE,
)
# Between question and answer the file stays with the reviewer who asked.
_KEEPS_HOLDER = (ApplicationAction.RETURN, ApplicationAction.RESUBMIT)


def advance(
    application: Application,
    *,
    action: ApplicationAction,
    actor: Actor,
    by: User | None,
    today: date,
    reason: str = "",
    version: int | None = None,
    changes: dict[str, Any] | None = None,
    note: str = "",
    acted_by: User | None = None,
    **how: Any,
) -> Application:
    """Take one step of the state table; every service that moves an application calls this.

    The caller has asked for the person's right (`access.require_actor`, `require_own`).

    Args:
        application: the file; it is locked and read again.
        action: the step; actor: as whom the person acts.
        by: who acts; None for the system, a person without account (`actor_name` in `how`), or
            inside the confirmation of an offline result, whose decider is `acted_by`.
        reason: ® of the table; also kept with the step.
        version: what the page was based on; an older one is refused.
        changes: further fields to set in the same write.
        note: words of the step in the history, default the action's label.
        how: for `acts.services.record`: channel, event_on, entered_by, confirmed_by, scan, …
    Returns:
        the application as stored.
    Raises:
        RuleViolation: `stale`, `wrong_state`, `wrong_actor`, `reason_missing`, or of `record`.
    """
    with act(action.label, by=by, reason=reason):
        application = locked(application, version)
        verdict = move_verdict(
            action,
            state=application.state,
            actor=actor,
            returned_from=application.returned_from,
            reason=reason,
        )
        if not verdict.is_allowed:
            code = verdict.reasons[0][0]
            raise RuleViolation(code, "".join(message for _, message in verdict.reasons))
        before, values = application.state, dict(changes or {})
        if verdict.target != before:
            values["state_since"] = timezone.now()
            if action not in _KEEPS_HOLDER:
                values |= {"holder": None, "held_since": None}
            if action in _KEEPS_ORIGIN and before != ApplicationState.RETURNED:
                values["returned_from"] = before
        store(application, state=verdict.target, **values)
        if verdict.target != before:
            end_all(application, on=today, by=by, reason=action.label)
            start_clock(application, on=today, by=by)
            if before == ApplicationState.RETURNED:  # the link was for the answer alone
                revoke_links(purpose=CORRECTION_LINK, subject=application, by=by)
        record(
            application,
            code=f"application.{action}",
            action=note or action.label,
            by=acted_by or by,
            reason=reason,
            today=today,
            **how,
        )
        is_ended = is_open(before) and is_final(application.state)
        if is_ended and action not in _WITHOUT_SUCCESSOR:
            let_next_speak(application.unit_id, today=today)
    return application


def let_next_speak(unit: int | None, *, today: date) -> None:
    """The earliest rival speaks for a unit when no file does any more; else nobody could go on
    with what the unit itself has handed in.

    Args: unit: its key; the file that spoke for it has ended, or has become a draft again.
    """
    files = Application.objects.open().filter(unit=unit).order_by("pk")
    found = list(files.select_for_update(of=("self",)))
    if found and all(file.is_rival for file in found):
        following = store(found[0], is_rival=False)
        words = "另一件已不在办理，由本件代表单位"
        record(following, code=SPEAKS, action=words, by=None, today=today)


def locked(application: Application, version: int | None = None) -> Application:
    """The application, locked and as it is now.

    The other open files of its unit are locked with it, in one order by everybody: the end of one
    lets another speak for the unit, and who settles between two must not wait crosswise for that.

    Raises: RuleViolation `stale` when the caller looked at an older one.
    """
    wanted = Q(pk=application.pk)
    if application.unit_id is not None:
        wanted |= Q(unit=application.unit_id, state__in=OPEN)
    rows = Application.objects.filter(wanted).order_by("pk")
    for current in rows.select_for_update(of=("self",)):
        if current.pk == application.pk:
            refuse_stale(current, version)
            return current
    raise Application.DoesNotExist


def lock_all(applications: Iterable[Application]) -> None:
    """Lock these and the other open files of their units, in the order `locked` takes them: what
    moves several in one act does this before the first."""
    rows = Application.objects.filter(pk__in=[each.pk for each in applications]).with_rivals()
    list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def refuse_stale(current: Application, version: int | None) -> None:
    """Refuse a step whose page was drawn before somebody else's. Raises: RuleViolation `stale`."""
    if version is not None and current.version != version:
        raise RuleViolation("stale", STALE)


def start_clock(application: Application, *, on: date, by: User | None) -> None:
    """Start the limit of the state the application has just entered; some states have none."""
    limits = {
        ApplicationState.AWAITING_UNIT: ("单位确认推荐", "confirm_days", LimitUnit.CALENDAR_DAY),
        ApplicationState.AGENCY_REVIEW: (
            "推荐单位初审",
            "agency_review_days",
            LimitUnit.WORKING_DAY,
        ),
        ApplicationState.RETURNED: ("单位补充材料", "correction_days", LimitUnit.WORKING_DAY),
        ApplicationState.BUREAU_REVIEW: (
            "区局复核",
            "bureau_review_days",
            LimitUnit.WORKING_DAY,
        ),
    }
    if application.state not in limits:
        return
    name, field, unit = limits[application.state]
    days = getattr(application.round, field)
    start(application, name=name, limit=Limit(days, unit, PROMISE, name), on=on, by=by)
