"""延长, 中止, 恢复, 撤销: what a leader decides of a notice in public, online or on paper.

▤ of the state table: online the leader writes the public reason, which stands on the public page
and is frozen; that page is the paper. What was decided on paper, in the OA or in a meeting is
entered with its scan and takes effect when a second person has confirmed it (states 0).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, Unpack

from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import OfflineFacts, enter_offline, record
from ipcontact.acts.services.records import store
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.registry import notice_holds
from ipcontact.workdays.clock import today as current_day
from ipcontact.workdays.services import current_calendar
from registry.applications.choices import Actor, ApplicationAction, ApplicationState
from registry.applications.services import advance
from registry.batches.models import ReviewBatch
from registry.batches.services import put_back
from registry.notices.access import DECISIONS
from registry.notices.choices import NoticeAction, NoticeState
from registry.notices.models import NoticeExtension, PublicNotice
from registry.notices.rules import cancel_problems, extension_problems, window
from registry.notices.services.announcing import facts_of
from registry.notices.services.steps import (
    CODES,
    DECIDER,
    leader_for,
    lock_applications,
    lock_batch,
    locked,
    refuse_by,
    refuse_wrong,
)

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

A = NoticeAction
BY_LEADERS = (A.EXTEND, A.STOP, A.RESTART, A.CANCEL)
# Of how it was decided, what the step of each application says too.
_SHARED = ("on_behalf_of", "entered_by", "confirmed_by", "channel", "event_on")


def extend(
    notice: PublicNotice,
    *,
    ends_on: date,
    reason: str,
    by: User,
    today: date,
    version: int | None = None,
) -> PublicNotice:
    """延长公示 ® to a later day.

    Raises: RuleViolation `window_over`, `not_later`, `too_late`, `reason_missing`, `wrong_state`,
        `wrong_actor`, `stale`. PermissionDenied.
    """
    how = {"reason": reason, "by": by, "today": today, "version": version}
    return _decide(notice, A.EXTEND, ends_on=ends_on, **how)


def stop(
    notice: PublicNotice, *, reason: str, by: User, today: date, version: int | None = None
) -> PublicNotice:
    """中止公示 ®: the window stands still for all; it can only begin anew.

    Raises: RuleViolation `reason_missing`, `wrong_state`, `wrong_actor`, `stale`.
        PermissionDenied.
    """
    return _decide(notice, A.STOP, reason=reason, by=by, today=today, version=version)


def restart(
    notice: PublicNotice, *, reason: str, by: User, today: date, version: int | None = None
) -> PublicNotice:
    """恢复公示 ® with a full new window from today.

    Raises: RuleViolation `reason_missing`, `wrong_state`, `wrong_actor`, `stale`.
        PermissionDenied.
    """
    return _decide(notice, A.RESTART, reason=reason, by=by, today=today, version=version)


def cancel(
    notice: PublicNotice, *, reason: str, by: User, today: date, version: int | None = None
) -> PublicNotice:
    """撤销公示 ® ▤, said in public; what it showed is decided as before and may be shown again.

    Raises: RuleViolation `objections_open`, `reason_missing`, `wrong_state`, `wrong_actor`,
        `stale`. PermissionDenied.
    """
    return _decide(notice, A.CANCEL, reason=reason, by=by, today=today, version=version)


def enter_decision(
    notice: PublicNotice,
    *,
    action: NoticeAction,
    by: User,
    today: date,
    ends_on: date | None = None,
    **facts: Unpack[OfflineFacts],
) -> OfflineResult:
    """Enter one of these steps that was decided on paper; a second person confirms it.

    Args: facts: as `OfflineForm.facts()` gives them.
    Raises: RuleViolation `not_a_decision`, `end_missing`, of the step or of `enter_offline`.
    """
    if action not in BY_LEADERS:
        raise RuleViolation("not_a_decision", "请选择线下决定的事项。")
    payload = {"ends_on": ends_on.isoformat() if ends_on else ""}
    code = DECISIONS[action]
    return enter_offline(notice, code=code, payload=payload, by=by, today=today, **facts)


def applied(action: NoticeAction) -> Callable[[PublicNotice, dict, dict], Act]:
    """What `confirm_offline` calls to let a step take effect."""

    def apply(notice: PublicNotice, payload: dict, keywords: dict) -> Act:
        reason, today = keywords["reason"], current_day()
        with act(action.label, by=None, reason=reason):
            batch, current = _locked(notice, action)
            refuse_wrong(current, action, DECIDER, reason=reason)
            return _CARRIED_OUT[action](
                current,
                batch=batch,
                reason=reason,
                ends_on=_end_of(payload),
                by=None,
                today=today,
                how=keywords,
            )

    return apply


def checked(action: NoticeAction) -> Callable[[PublicNotice, dict, Any], None]:
    """What refuses an entry that could not have been decided online."""

    def check(notice: PublicNotice, payload: dict, decider: User) -> None:
        refuse_wrong(notice, action, DECIDER, reason="-")
        if action == A.EXTEND:
            _refuse_end(notice, _end_of(payload), current_day())
        if action == A.CANCEL:
            refuse_first(cancel_problems(facts_of(notice)))

    return check


def described(action: NoticeAction) -> Callable[[PublicNotice, dict], list[str]]:
    """What was decided, in a sentence."""

    def describe(notice: PublicNotice, payload: dict) -> list[str]:
        until = f"至 {payload['ends_on']}" if payload.get("ends_on") else ""
        return [f"{action.label}{until}：{notice.title}（{notice.number}）"]

    return describe


def _decide(
    notice: PublicNotice,
    action: NoticeAction,
    *,
    reason: str,
    by: User,
    today: date,
    version: int | None,
    ends_on: date | None = None,
) -> PublicNotice:
    leader = leader_for(action, by=by, today=today)
    with act(action.label, by=by, reason=reason):
        batch, current = _locked(notice, action)
        refuse_by(current, action, by=by, today=today, reason=reason, version=version)
        _CARRIED_OUT[action](
            current,
            batch=batch,
            reason=reason,
            ends_on=ends_on,
            by=by,
            today=today,
            how={"by": by, "reason": reason, "on_behalf_of": leader},
        )
    return current


def _locked(notice: PublicNotice, action: NoticeAction) -> tuple[ReviewBatch | None, PublicNotice]:
    """The notice, behind its batch where the step moves that too."""
    batch = None
    if action == A.CANCEL:
        batch = lock_batch(notice)
    return batch, locked(notice)


def _extend(
    current: PublicNotice,
    *,
    reason: str,
    ends_on: date | None,
    by: User | None,
    today: date,
    how: dict[str, Any],
    **_: Any,
) -> Act:
    _refuse_end(current, ends_on, today)
    NoticeExtension.objects.create(
        notice=current,
        ends_before=current.ends_on,
        ends_on=ends_on,
        reason=reason.strip()[:500],
        made_on=today,
    )
    store(current, ends_on=ends_on, is_provisional=False)  # a day that was set, not computed
    words = f"延长公示至 {ends_on:%Y-%m-%d}"
    step = record(current, code=CODES[A.EXTEND], action=words, today=today, **how)
    _tell_holds(current, by=by, today=today)
    return step


def _stop(current: PublicNotice, *, today: date, how: dict[str, Any], **_: Any) -> Act:
    store(current, state=NoticeState.STOPPED)
    return record(current, code=CODES[A.STOP], action=A.STOP.label, today=today, **how)


def _restart(
    current: PublicNotice,
    *,
    reason: str,
    by: User | None,
    today: date,
    how: dict[str, Any],
    **_: Any,
) -> Act:
    last = window(today, current.days, current_calendar())
    NoticeExtension.objects.create(
        notice=current,
        ends_before=current.ends_on,
        ends_on=last.due,
        reason=reason.strip()[:500],
        made_on=today,
        is_restart=True,
    )
    store(
        current,
        state=NoticeState.PUBLISHED,
        starts_on=today,
        ends_on=last.due,
        is_provisional=last.provisional,
    )
    step = record(current, code=CODES[A.RESTART], action=A.RESTART.label, today=today, **how)
    _tell_holds(current, by=by, today=today)
    return step


def _cancel(
    current: PublicNotice,
    *,
    batch: ReviewBatch,
    reason: str,
    by: User | None,
    today: date,
    how: dict[str, Any],
    **_: Any,
) -> Act:
    refuse_first(cancel_problems(facts_of(current)))
    shared = {name: how[name] for name in _SHARED if name in how and by is None}
    for application in lock_applications(current):
        if application.state == ApplicationState.ON_NOTICE:
            advance(
                application,
                action=ApplicationAction.OFF_NOTICE,
                actor=Actor.DECIDER,
                by=by,
                acted_by=how["by"],
                today=today,
                reason=reason,
                **shared,
            )
    store(current, state=NoticeState.CANCELLED, cancel_reason=reason.strip()[:500])
    put_back(batch, by=by, today=today)
    return record(current, code=CODES[A.CANCEL], action=A.CANCEL.label, today=today, **how)


_CARRIED_OUT: dict[NoticeAction, Callable[..., Act]] = {
    A.EXTEND: _extend,
    A.STOP: _stop,
    A.RESTART: _restart,
    A.CANCEL: _cancel,
}


def _end_of(payload: dict) -> date | None:
    return date.fromisoformat(payload["ends_on"]) if payload.get("ends_on") else None


def _refuse_end(notice: PublicNotice, ends_on: date | None, today: date) -> None:
    if ends_on is None:
        raise RuleViolation("end_missing", "请填写新的截止日期。")
    refuse_first(extension_problems(ends_on=notice.ends_on, new_end=ends_on, today=today))


def _tell_holds(notice: PublicNotice, *, by: User | None, today: date) -> None:
    for hold in notice_holds:
        hold.window_moved(notice, by=by, today=today)
