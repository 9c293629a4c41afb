"""A limit stopped, resumed, extended by a person: a step on the record that it belongs to.

The parts start and end their clocks in their own steps (`clocks.services`); who changes one in
between does so from the record's page, as far as its part lets them (`clocks.access`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.core.exceptions import PermissionDenied

from ipcontact.accounts.models import User
from ipcontact.accounts.rights import require
from ipcontact.acts.services.steps import last_step_words, locked, record
from ipcontact.audit.services import act
from ipcontact.clocks import access, services, subjects
from ipcontact.clocks.models import Clock
from ipcontact.ui.errors import RuleViolation

PAUSE, RESUME, EXTEND = "clock.pause", "clock.resume", "clock.extend"
LABELS = {PAUSE: "停表", RESUME: "恢复计时", EXTEND: "延长时限"}
NO_PAUSE = "这项时限不能停表；确有必要的，请延长。"
NOT_YOURS = "这项时限不由您停表、恢复或者延长。需要改动的，请联系现在的办理人。"


def pause_limit(
    clock: Clock,
    *,
    on: date,
    reason: str,
    by: User,
    today: date,
    ground: str = "",
    version: int | None = None,
) -> Clock:
    """Let a limit stand still from the day after `on`.

    Args:
        on: the day of the event that stops it, today or earlier.
        reason: what happened, in the person's words.
        ground: one of the circumstances the part names, where it names any.
        version: of the clock as the page showed it.
    Raises:
        RuleViolation: `not_pausable`, `ground_unknown`, `reason_missing`, `event_future`,
            `clock_stale`, or of `clocks.services.pause`. PermissionDenied.
    """
    keeper = access.keeper_of(clock.subject_table)
    if keeper and not keeper.can_pause:
        raise RuleViolation("not_pausable", NO_PAUSE)
    if keeper and keeper.grounds and ground not in keeper.grounds:
        raise RuleViolation("ground_unknown", "请选择停表的情形，只有列出的情形可以停表。")
    words = f"{ground}：{reason}" if ground and reason.strip() else ground or reason
    return _change(
        clock,
        lambda current: services.pause(current, on=on, reason=words[:200], by=by),
        code=PAUSE,
        on=on,
        reason=words,
        by=by,
        today=today,
        version=version,
    )


def resume_limit(
    clock: Clock, *, on: date, by: User, today: date, reason: str = "", version: int | None = None
) -> Clock:
    """Let a limit go on from the day after `on`, the day of the event, today or earlier.

    Raises: RuleViolation `event_future`, `clock_stale`, or of `clocks.services.resume`.
    PermissionDenied.
    """
    return _change(
        clock,
        lambda current: services.resume(current, on=on, by=by),
        code=RESUME,
        on=on,
        reason=reason,
        by=by,
        today=today,
        version=version,
    )


def extend_limit(
    clock: Clock,
    *,
    reason: str,
    by: User,
    today: date,
    n: int | None = None,
    until: date | None = None,
    version: int | None = None,
) -> Clock:
    """Grant more time: `n` of the limit's own unit, or as much as makes it end on a day.

    Raises: RuleViolation `extension_unclear`, `extension_day`, `clock_stale`, or of
    `clocks.services.extend`. PermissionDenied.
    """
    if (n is None) == (until is None):
        raise RuleViolation("extension_unclear", "延长多少、延长到哪一天，请填写其中一项。")

    def change(current: Clock) -> Clock:
        more = services.extension_until(current, until) if until else n
        return services.extend(current, n=more, reason=reason, by=by)

    return _change(
        clock,
        change,
        code=EXTEND,
        on=today,
        reason=reason,
        by=by,
        today=today,
        version=version,
    )


def _change(
    clock: Clock,
    change: Callable[[Clock], Clock],
    *,
    code: str,
    on: date,
    reason: str,
    by: User,
    today: date,
    version: int | None,
) -> Clock:
    """Lock the record, then the clock, as the parts do; ask, change, record, tell the part."""
    require(by, access.VERB)
    table, key = clock.subject_table, clock.subject_key
    with act(LABELS[code], by=by, reason=reason):
        subject = subjects.resolve(table, key)
        if subject is None:
            raise RuleViolation("subject_gone", "原记录已不存在，这项时限不能再改动。")
        subject = locked(subject)
        if not access.may_change(by, table, key):
            raise PermissionDenied(NOT_YOURS)
        current = locked(clock)
        if version is not None and version != current.version:
            raise RuleViolation(
                "clock_stale",
                f"{last_step_words(subject)}您打开之后这项时限有了变动，没有办理。"
                "请对照现在的到期日再办；您填写的内容已保留。",
            )
        changed = change(current)
        record(
            subject,
            code=code,
            action=f"{LABELS[code]}：{clock.name}"[:60],
            by=by,
            event_on=on,
            reason=reason,
            today=today,
        )
        keeper = access.keeper_of(table)
        if keeper and keeper.moved:
            keeper.moved(subject, changed, by)
    return changed
