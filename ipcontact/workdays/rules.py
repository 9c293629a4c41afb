"""Arithmetic of legal working days, with its explanation. Values in, verdict out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from ipcontact.workdays.statutory import knows_lunar, statutory_days

MAX_WORKDAYS = 1000
FIRST_YEAR, LAST_YEAR = 1990, 2100
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

START, WORKDAY, MAKEUP, HOLIDAY, WEEKEND = "start", "workday", "makeup", "holiday", "weekend"


@dataclass(frozen=True)
class Step:
    """One day looked at: its kind (start, workday, makeup, holiday, weekend) and why, in words."""

    date: date
    kind: str
    note: str


@dataclass(frozen=True)
class DueDate:
    """The last day of a period, whether it hangs on an unpublished year, and how it was found."""

    due: date
    provisional: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class WorkCalendar:
    """Days off and make-up days (day → name, or plain sets), and the years that are published.

    In a year that is not published, weekends and the statutory holidays are taken as days off;
    what is found that way is provisional (暂定).
    """

    off: Mapping[date, str] | Collection[date]
    makeup: Mapping[date, str] | Collection[date]
    published_years: Collection[int]

    def kind(self, day: date) -> str:
        """workday, makeup, holiday or weekend."""
        if day in self.makeup:
            return MAKEUP
        if day in self.off or (self.is_provisional(day) and day in _statutory(day.year)):
            return HOLIDAY
        return WEEKEND if day.weekday() >= 5 else WORKDAY

    def is_workday(self, day: date) -> bool:
        return self.kind(day) in (WORKDAY, MAKEUP)

    def is_provisional(self, day: date) -> bool:
        """The schedule of the day's year is not in the table."""
        return day.year not in self.published_years

    def name(self, day: date) -> str:
        """Name of the holiday that a day off or make-up day belongs to; may be empty."""
        for days in (self.makeup, self.off):
            if day in days:
                return days[day] if isinstance(days, Mapping) else ""
        return _statutory(day.year).get(day, "") if self.is_provisional(day) else ""


@lru_cache(maxsize=64)
def _statutory(year: int) -> dict[date, str]:
    return statutory_days(year)


def add_workdays(start: date, n: int, calendar: WorkCalendar) -> DueDate:
    """The n-th working day after a day.

    Args: start: the day of the event, not counted (行政处罚法 85 条; 民事诉讼法 85 条: a period
    begins on the next day); n: working days, 0 to 1000; with 0 the start itself if it is a working
    day, else the first one after it.
    Returns: the due date with one step for every day looked at.
    Raises: ValueError with a Chinese message for an n or a start out of range.
    """
    if not 0 <= n <= MAX_WORKDAYS:
        raise ValueError(f"工作日数应在 0 到 {MAX_WORKDAYS} 之间，现为 {n}")
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise ValueError(
            f"起算日应在 {FIRST_YEAR} 年到 {LAST_YEAR} 年之间，现为 {start.isoformat()}"
        )
    first_note = "起算日，当日不计入" if n else "起算日，逢休息日顺延至其后第一个工作日"
    steps = [Step(start, START, first_note)]
    explained: set[int] = set()
    provisional = n == 0 and calendar.is_provisional(start)
    if n == 0 and calendar.is_workday(start):
        word = f"；{_provisional_note(start, explained)}" if provisional else ""
        return DueDate(start, provisional, (Step(start, START, f"起算日，为工作日{word}"),))
    day, counted = start, 0
    while counted < max(n, 1):
        day += timedelta(days=1)
        kind = calendar.kind(day)
        counted += kind in (WORKDAY, MAKEUP)
        note = _note(kind, calendar.name(day), counted, n)
        if calendar.is_provisional(day):
            provisional = True
            note += f"；{_provisional_note(day, explained)}"
        steps.append(Step(day, kind, note))
    return DueDate(day, provisional, tuple(steps))


def _note(kind: str, name: str, counted: int, n: int) -> str:
    if kind == HOLIDAY:
        return f"{name or '节假日'}放假，不计入"
    if kind == WEEKEND:
        return "周末，不计入"
    order = f"第 {counted} 个工作日" if n else "顺延至本日"
    return f"{name}调休上班，{order}" if kind == MAKEUP else order


def _provisional_note(day: date, explained: set[int]) -> str:
    """暂定, with the reason at the first day of each year."""
    if day.year in explained:
        return "暂定"
    explained.add(day.year)
    basis = "周末和法定节日" if knows_lunar(day.year) else "周末和公历法定节日（不含农历节日）"
    return f"暂定：{day.year} 年放假安排尚未公布或未录入，按{basis}推算，公布后重算"


def workdays_between(start: date, end: date, calendar: WorkCalendar) -> int:
    """Working days after `start` up to and including `end`; negative when `end` is earlier.

    `workdays_between(d, add_workdays(d, n, c).due, c) == n` for every n ≥ 1.
    """
    if end < start:
        return -workdays_between(end, start, calendar)
    return sum(
        calendar.is_workday(start + timedelta(days=shift))
        for shift in range(1, (end - start).days + 1)
    )


def weekday(day: date) -> str:
    """周一 … 周日."""
    return WEEKDAYS[day.weekday()]
