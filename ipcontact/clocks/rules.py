"""When a limit ends, with pauses and extension, explained day by day. Values in, verdict out."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ipcontact.clocks.choices import LimitUnit
from ipcontact.workdays.rules import (
    FIRST_YEAR,
    HOLIDAY,
    LAST_YEAR,
    MAKEUP,
    START,
    WEEKEND,
    WORKDAY,
    Step,
    WorkCalendar,
    workdays_between,
)

COUNTED, PAUSED, ROLLED = "counted", "paused", "rolled"
LONGEST = {
    LimitUnit.WORKING_DAY: 1000,
    LimitUnit.CALENDAR_DAY: 1500,
    LimitUnit.MONTH: 48,
    LimitUnit.HOUR: 24 * 60,
}
_DAY = timedelta(days=1)
# A limit with pauses of years is a mistake somewhere, not a limit.
_FARTHEST = 5000
_LONGEST_EXTENSION = timedelta(days=366)


@dataclass(frozen=True)
class Limit:
    """How long, in which unit, on what ground, and what the limit is called."""

    n: int
    unit: str
    basis: str = ""
    label: str = ""

    @property
    def words(self) -> str:
        """15个工作日."""
        return f"{self.n}{LimitUnit(self.unit).label}"


@dataclass(frozen=True)
class Pause:
    """Days that do not count, both included; without `until_on` the clock stands still."""

    from_on: date
    until_on: date | None
    reason: str = ""

    def holds(self, day: date) -> bool:
        """Whether the clock stands still on this day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True)
class Computed:
    """The verdict.

    Attributes:
        due: last day of the limit; None while the clock stands still.
        provisional: hangs on a year whose days off are not published (暂定).
        steps: the start and every day looked at: kind and note in words.
        counted: days counted up to the due day, or up to where the clock stands still.
        due_at: the moment, of a limit in hours.
        nominal: the due day before it was moved off a day of rest; None when it was not moved.
    """

    due: date | None
    provisional: bool
    steps: tuple[Step, ...]
    counted: int
    due_at: datetime | None = None
    nominal: date | None = None


def due(
    start: date | datetime,
    limit: Limit,
    pauses: Sequence[Pause],
    extension: int,
    calendar: WorkCalendar,
) -> Computed:
    """When a limit ends.

    The day of the event is not counted. A limit in 日 or 月 that would end on a day of rest ends
    on the first working day after it; one in 月 ends on the same-numbered day, or on the last of
    the month (市场监督管理行政处罚程序规定 期间条款; 民事诉讼法 85 条). Working days are those of
    行政处罚法 85 条. Hours run through nights and days of rest. A day on which the clock stands
    still lengthens the limit by one.

    Args:
        start: day of the event; of a limit in hours the moment (aware, local).
        limit: the limit.
        pauses: days that do not count; at most the last one without end.
        extension: granted in addition, in the limit's own unit.
        calendar: days off and make-up days.
    Raises:
        ValueError: in Chinese, for numbers or dates out of range or a start without a time.
    """
    total = limit.n + extension
    unit = LimitUnit(limit.unit)
    if limit.n < 1 or extension < 0 or total > LONGEST[unit]:
        raise ValueError(f"期限应在 1 到 {LONGEST[unit]}{unit.label}之间，现为 {total}")
    day = start.date() if isinstance(start, datetime) else start
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"起算日应在 {FIRST_YEAR} 年到 {LAST_YEAR} 年之间，现为 {day}")
    if unit == LimitUnit.HOUR:
        if not isinstance(start, datetime):
            raise ValueError("以小时计的期限须写明起算时刻，精确到分钟")
        return _hours(start, total, pauses)
    if unit == LimitUnit.MONTH:
        total = (add_months(day, total) - day).days
    return _days(day, total, unit == LimitUnit.WORKING_DAY, pauses, calendar)


def extension_until(
    start: date | datetime,
    limit: Limit,
    pauses: Sequence[Pause],
    extension: int,
    calendar: WorkCalendar,
    until: date,
) -> int:
    """How much more than the extension already granted makes a limit end on a day.

    Args: until: the day wanted; the others as of `due`.
    Raises:
        ValueError: in Chinese, when no extension ends on that very day; it names the next day on
            which one does.
    """
    last = due(start, limit, pauses, extension, calendar).due
    if last is None or until <= last:
        raise ValueError(f"新的到期日应晚于现在的到期日 {last}")
    if until - last > _LONGEST_EXTENSION:
        raise ValueError("一次最长延长一年，请核对日期")
    more = 0
    while last < until:
        more += 1
        last = due(start, limit, pauses, extension + more, calendar).due
    if last != until:
        raise ValueError(
            f"按“{LimitUnit(limit.unit).label}”延长不能恰好到 {until}，其后最近的是 {last}"
        )
    return more


def add_months(day: date, months: int) -> date:
    """The same-numbered day `months` later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def left(today: date, due_on: date, calendar: WorkCalendar) -> int:
    """Working days left after today; 0 on the last day, negative when late.

    A due day that passed over a weekend is late by one, though no working day has gone by.
    """
    days = workdays_between(today, due_on, calendar)
    return min(days, -1) if today > due_on else days


def left_words(today: date, due_on: date, unit: str, calendar: WorkCalendar) -> tuple[str, str]:
    """What is left as a reader says it, and its tone ("", warn or bad).

    Limits in 日, 月 and 小时 are counted in days, those in 工作日 in working days.
    """
    working = unit == LimitUnit.WORKING_DAY
    days = workdays_between(today, due_on, calendar) if working else (due_on - today).days
    word = "个工作日" if working else "日"
    if today > due_on:
        return (f"超{-days}{word}" if days else "已超期"), "bad"
    if today == due_on:
        return "今天到期", "warn"
    return f"还剩{days}{word}", "warn" if days <= 1 else ""


def _days(
    start: date, total: int, working: bool, pauses: Sequence[Pause], calendar: WorkCalendar
) -> Computed:
    steps = [Step(start, START, "起算日，当日不计入")]
    day, counted, provisional = start, 0, False
    while counted < total:
        day = _following(day, start)
        if pause := _pause_on(day, pauses):
            steps.append(_paused(day, pause))
            if pause.until_on is None:
                return Computed(None, provisional, tuple(steps), counted)
            continue
        kind = calendar.kind(day)
        counts = not working or kind in (WORKDAY, MAKEUP)
        counted += counts
        if working and calendar.is_provisional(day):
            provisional = True
        steps.append(Step(day, *_said(kind, counts, working, calendar.name(day), counted)))
    nominal = day
    while not working and not (_pause_on(day, pauses) is None and calendar.is_workday(day)):
        provisional = provisional or calendar.is_provisional(day)
        day = _following(day, start)
        pause = _pause_on(day, pauses)
        steps.append(_paused(day, pause) if pause else _rolled(day, calendar))
        if pause and pause.until_on is None:
            return Computed(None, provisional, tuple(steps), counted)
    provisional = provisional or (not working and calendar.is_provisional(day))
    moved = nominal if nominal != day else None
    return Computed(day, provisional, tuple(steps), counted, nominal=moved)


def _hours(start: datetime, total: int, pauses: Sequence[Pause]) -> Computed:
    end = start + timedelta(hours=total)
    steps = [Step(start.date(), START, f"{start:%H:%M} 起算")]
    day, counted = start.date(), 0
    while day < end.date():
        day = _following(day, start.date())
        if pause := _pause_on(day, pauses):
            steps.append(_paused(day, pause))
            if pause.until_on is None:
                return Computed(None, False, tuple(steps), counted)
            end += _DAY
            continue
        counted += 1
        steps.append(Step(day, COUNTED, "计入，不分昼夜和休息日"))
    return Computed(end.date(), False, tuple(steps), counted, due_at=end)


def _following(day: date, start: date) -> date:
    if (day - start).days > _FARTHEST or day.year > LAST_YEAR:
        raise ValueError("停表时间过长，算不出到期日，请核对停表的起止日期")
    return day + _DAY


def _pause_on(day: date, pauses: Sequence[Pause]) -> Pause | None:
    return next((pause for pause in pauses if pause.holds(day)), None)


def _paused(day: date, pause: Pause) -> Step:
    return Step(day, PAUSED, f"停表，不计入{f'：{pause.reason}' if pause.reason else ''}")


def _rolled(day: date, calendar: WorkCalendar) -> Step:
    why = "顺延至本日" if calendar.is_workday(day) else "休息日，顺延"
    return Step(day, ROLLED, why)


def _said(kind: str, counts: bool, working: bool, name: str, counted: int) -> tuple[str, str]:
    if not working:
        return COUNTED, f"第 {counted} 日"
    if kind == HOLIDAY:
        return HOLIDAY, f"{name or '节假日'}放假，不计入"
    if kind == WEEKEND:
        return WEEKEND, "周末，不计入"
    order = f"第 {counted} 个工作日"
    return kind, f"{name}调休上班，{order}" if kind == MAKEUP else order
