"""A year's schedule read from a file, before it is in the table, and what it would change."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.rules import FIRST_YEAR, LAST_YEAR, weekday


@dataclass(frozen=True, order=True)
class PlannedDay:
    """A day off, or with `is_off` false a make-up day."""

    date: date
    is_off: bool
    name: str

    @property
    def word(self) -> str:
        return "休" if self.is_off else "班"

    @property
    def weekday(self) -> str:
        return weekday(self.date)


@dataclass(frozen=True)
class YearPlan:
    """All days off and make-up days of one year's notice, with its source in words and links."""

    year: int
    days: tuple[PlannedDay, ...]
    source: str
    papers: tuple[str, ...] = ()


@dataclass(frozen=True)
class MovedDate:
    """A stored date that changed with the calendar; None while it is not running."""

    label: str
    before: date | None
    after: date | None


@dataclass(frozen=True)
class YearChanges:
    """What an import would change or has changed. `changed` holds (before, after); `moved` the
    dates that followed, known only after the import."""

    year: int
    is_new: bool
    added: tuple[PlannedDay, ...] = ()
    removed: tuple[PlannedDay, ...] = ()
    changed: tuple[tuple[PlannedDay, PlannedDay], ...] = ()
    unchanged: int = 0
    source_changed: bool = False
    moved: tuple[MovedDate, ...] = field(default=(), compare=False)

    @property
    def is_empty(self) -> bool:
        return not (
            self.is_new or self.added or self.removed or self.changed or self.source_changed
        )


def checked_plan(
    year: int, days: list[PlannedDay], source: str, papers: tuple[str, ...]
) -> YearPlan:
    """A plan that can be the schedule of a whole year.

    A notice may also move days at the end of the year before (as that for 2019 did).
    Raises: RuleViolation naming every day that cannot be, or what is missing.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RuleViolation(
            "calendar_year", f"年份应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间，现为 {year}"
        )
    if not days:
        raise RuleViolation(
            "calendar_empty", f"文件里没有 {year} 年的放假日：该年安排可能尚未公布，请在公布后导入"
        )
    problems = []
    seen: dict[date, PlannedDay] = {}
    for day in days:
        if not date(year - 1, 12, 20) <= day.date <= date(year, 12, 31):
            problems.append(f"{day.date} 不在 {year} 年")
        elif day.date in seen and seen[day.date].is_off != day.is_off:
            problems.append(f"{day.date} 既写休又写班")
        elif not day.is_off and day.date.weekday() < 5:
            problems.append(f"{day.date} 是{day.weekday}，不会是调休上班日")
        seen.setdefault(day.date, day)
    missing = [f"{m} 月 {d} 日" for m, d in ((1, 1), (5, 1), (10, 1)) if not _off(seen, year, m, d)]
    if missing:
        problems.append(f"缺少{'、'.join(missing)}的放假，请导入全年安排")
    if problems:
        raise RuleViolation("calendar_days", "；".join(problems[:20]) + "。请改正文件后重新导入")
    return YearPlan(year, tuple(sorted(seen.values())), source[:200], papers)


def _off(days: dict[date, PlannedDay], year: int, month: int, day: int) -> bool:
    planned = days.get(date(year, month, day))
    return planned is not None and planned.is_off


def runs(days: list[PlannedDay]) -> list[list[PlannedDay]]:
    """Sorted days put together where they follow each other with the same kind and name."""
    groups: list[list[PlannedDay]] = []
    for day in sorted(days):
        last = groups[-1][-1] if groups else None
        if (
            last
            and last.is_off == day.is_off
            and last.name == day.name
            and day.date - last.date == timedelta(days=1)
        ):
            groups[-1].append(day)
        else:
            groups.append([day])
    return groups
