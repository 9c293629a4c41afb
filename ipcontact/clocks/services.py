"""What is done with clocks: start, stop, go on, extend, end, and recompute with the calendar.

A room's service starts and ends the clocks of its records inside its own act; nobody counts days
anywhere else, and a record entered afterwards (补录) has none:

    limit = Limit(15, LimitUnit.WORKING_DAY, "区局内部时限，第4条")
    start(application, name="综合考察", limit=limit, on=today, by=by, holder=name_of(handler))
    pause(clock, on=today, reason="等单位补正", by=by)
    end(Clock.objects.open_for(application).get(name="综合考察"), on=today, by=by)
    end_all(application, on=today, by=by)  # withdrawn, closed

Pages show them with `{% load clocks %}`: `{% open_clocks record %}` on the record,
`{% due_line clock %}` in a list; lists sort and filter by `Clock.due_on`. The record's manager
has `visible_to(user)`, which also decides who may take the due date into a calendar (.ics). Who
may stop and extend a limit from there the part says with `clocks.access.register`; that is a step
on the record, taken by `acts.services.pause_limit`, `resume_limit` and `extend_limit`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, models, transaction

from ipcontact.accounts.models import User
from ipcontact.audit.services import act
from ipcontact.audit.wording import table_label
from ipcontact.clocks import rules, subjects
from ipcontact.clocks.choices import LimitUnit
from ipcontact.clocks.models import Clock, ClockPause
from ipcontact.clocks.rules import Limit
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.clock import SHANGHAI
from ipcontact.workdays.rules import WorkCalendar
from ipcontact.workdays.services import MovedDate, current_calendar


@dataclass(frozen=True)
class Moved:
    """A clock whose due day changed with the calendar."""

    clock: Clock
    before: date | None
    after: date | None


def start(
    subject: models.Model,
    *,
    name: str,
    limit: Limit,
    on: date | datetime,
    by: User | None,
    holder: str = "",
) -> Clock:
    """Start a limit of a record.

    Args:
        subject: the record, which must be stored.
        name: what the limit is for; one open clock per record and name.
        limit: length, unit and ground.
        on: day of the event, not counted; for hours the moment (aware).
        by: who acts, None for the system.
        holder: who has it in hand, in words.
    Raises:
        RuleViolation: `clock_running`, `clock_range`.
    """
    table, key = subjects.reference(subject)
    moment = on.astimezone(SHANGHAI) if isinstance(on, datetime) else None
    clock = Clock(
        subject_table=table,
        subject_key=key,
        name=name,
        holder=holder,
        start_on=moment.date() if moment else on,
        start_at=moment if limit.unit == LimitUnit.HOUR else None,
        n=limit.n,
        unit=limit.unit,
        basis=limit.basis,
    )
    with act("开始计时", by=by):
        _compute(clock, [], current_calendar())
        try:
            with transaction.atomic():
                clock.save()
        except IntegrityError as error:
            if "clock_one_open_per_name" not in str(error):
                raise
            raise RuleViolation("clock_running", f"“{name}”已在计时，不能再次开始。") from error
    return clock


def pause(clock: Clock, *, on: date, reason: str, by: User | None) -> Clock:
    """Let the clock stand still from the day after `on`, the day of the event.

    Raises: RuleViolation `clock_ended`, `clock_paused`, `clock_before`, `clock_over`,
    `reason_missing`.
    """
    _need_reason(reason, "停表")
    with act("停表", by=by, reason=reason):
        clock = _open(clock)
        last = clock.pauses.last()
        if last and last.until_on is None:
            raise RuleViolation("clock_paused", "这项时限已经停表，恢复计时后才能再次停表。")
        earliest = max(clock.start_on, last.until_on) if last else clock.start_on
        if on < earliest:
            raise RuleViolation("clock_before", f"停表日期不能早于 {earliest}，请核对。")
        if on >= clock.due_on:
            raise RuleViolation(
                "clock_over", f"时限已于 {clock.due_on} 到期，之后停表不起作用，需要时请延长。"
            )
        ClockPause.objects.create(clock=clock, from_on=on + timedelta(days=1), reason=reason)
        return _refresh(clock)


def resume(clock: Clock, *, on: date, by: User | None) -> Clock:
    """Let the clock go on from the day after `on`, the day of the event.

    Raises: RuleViolation `clock_ended`, `clock_not_paused`, `clock_before`.
    """
    with act("恢复计时", by=by):
        clock = _open(clock)
        running = clock.pauses.filter(until_on=None).first()
        if running is None:
            raise RuleViolation("clock_not_paused", "这项时限没有停表，无须恢复。")
        stopped_on = running.from_on - timedelta(days=1)
        if on < stopped_on:
            raise RuleViolation("clock_before", f"恢复日期不能早于停表日期 {stopped_on}，请核对。")
        running.until_on = on
        running.save(update_fields=["until_on"])
        return _refresh(clock)


def extend(clock: Clock, *, n: int, reason: str, by: User | None) -> Clock:
    """Grant `n` more of the limit's own unit; a further extension adds to the first.

    Raises: RuleViolation `clock_ended`, `clock_range`, `reason_missing`.
    """
    _need_reason(reason, "延长")
    if n < 1:
        raise RuleViolation("clock_range", "延长的数量应大于零，请核对。")
    with act("延长时限", by=by, reason=reason):
        clock = _open(clock)
        clock.extension_n += n
        clock.extended_reason = reason[:200]
        return _refresh(clock, "extension_n", "extended_reason")


def extension_until(clock: Clock, until: date) -> int:
    """How much more, in the limit's own unit, makes it end on a day.

    Raises: RuleViolation `clock_paused`, `extension_day`, when it cannot end on that very day.
    """
    if clock.due_on is None:
        raise RuleViolation(
            "clock_paused", "这项时限停表中，还没有到期日。请填写延长多少，或者恢复计时后再办。"
        )
    try:
        pauses = [pause.rule for pause in clock.pauses.all()]
        return rules.extension_until(
            clock.start, clock.limit, pauses, clock.extension_n, current_calendar(), until
        )
    except ValueError as error:
        raise RuleViolation("extension_day", f"{error}。") from error


def end(clock: Clock, *, on: date, by: User | None, reason: str = "") -> Clock:
    """End the clock: what it was for is done, or no longer asked for.

    Raises: RuleViolation `clock_ended`, `clock_before`.
    """
    with act("停止计时", by=by, reason=reason):
        clock = _open(clock)
        if on < clock.start_on:
            raise RuleViolation(
                "clock_before", f"结束日期不能早于起算日 {clock.start_on}，请核对。"
            )
        clock.ended_on, clock.ended_reason = on, reason[:200]
        return _refresh(clock, "ended_on", "ended_reason")


def end_all(subject: models.Model, *, on: date, by: User | None, reason: str = "") -> int:
    """End every open clock of a record. Returns how many there were."""
    clocks = list(Clock.objects.open_for(subject))
    for clock in clocks:
        end(clock, on=max(on, clock.start_on), by=by, reason=reason)
    return len(clocks)


def reopen(clock: Clock, *, by: User | None, reason: str) -> Clock:
    """Let an ended clock run on as if it had never ended, when the ending act is taken back.

    Raises: RuleViolation `clock_running` when it runs, or another of that name does.
    """
    with act("恢复已停止的计时", by=by, reason=reason):
        clock = Clock.objects.select_for_update().get(pk=clock.pk)
        same = {"subject_table", "subject_key", "name"}
        twin = Clock.objects.open().filter(**{field: getattr(clock, field) for field in same})
        if clock.ended_on is None or twin.exists():
            raise RuleViolation("clock_running", f"“{clock.name}”正在计时，无须恢复。")
        clock.ended_on, clock.ended_reason = None, ""
        return _refresh(clock, "ended_on", "ended_reason")


def hand_over(clock: Clock, *, holder: str, by: User | None) -> Clock:
    """Say who has it in hand now."""
    with act("移交时限", by=by):
        clock = _open(clock)
        clock.holder = holder[:80]
        return _refresh(clock, "holder")


def recompute_open(*, by: User | None) -> list[Moved]:
    """Bring every open clock in line with the calendar. Returns those whose due day moved."""
    moved = []
    with act("按工作日历重算时限", by=by):
        calendar = current_calendar()
        clocks = Clock.objects.open().select_for_update().prefetch_related("pauses")
        for clock in clocks.order_by("pk"):
            before = clock.due_on, clock.is_provisional
            _compute(clock, clock.pauses.all(), calendar)
            if (clock.due_on, clock.is_provisional) == before:
                continue
            _store(clock, "due_on", "is_provisional")
            if clock.due_on != before[0]:
                moved.append(Moved(clock, before[0], clock.due_on))
    return moved


def follow_calendar(*, by: User | None) -> list[MovedDate]:
    """Recompute and say what moved, without naming records the asker may not know."""
    return [
        MovedDate(
            f"{moved.clock.name}（{table_label(moved.clock.subject_table)}"
            f"第 {moved.clock.subject_key} 号）",
            moved.before,
            moved.after,
        )
        for moved in recompute_open(by=by)
    ]


def _need_reason(reason: str, deed: str) -> None:
    if not reason.strip():
        raise RuleViolation("reason_missing", f"请写明{deed}的理由。")


def _open(clock: Clock) -> Clock:
    locked = Clock.objects.select_for_update().get(pk=clock.pk)
    if locked.ended_on is not None:
        raise RuleViolation(
            "clock_ended", f"“{locked.name}”已于 {locked.ended_on} 停止计时，不能再更改。"
        )
    return locked


def _compute(clock: Clock, pauses: Iterable[ClockPause], calendar: WorkCalendar) -> None:
    try:
        found = clock.computed(calendar, pauses)
    except ValueError as error:
        raise RuleViolation("clock_range", f"{error}。") from error
    clock.due_on, clock.is_provisional = found.due, found.provisional


def _refresh(clock: Clock, *fields: str) -> Clock:
    _compute(clock, clock.pauses.all(), current_calendar())
    return _store(clock, *fields, "due_on", "is_provisional")


def _store(clock: Clock, *fields: str) -> Clock:
    clock.version += 1
    clock.save(update_fields=[*fields, "version", "updated_at"])
    return clock
