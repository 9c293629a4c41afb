"""What is done with the calendar: read it, preview and import a year."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import connection
from django.db.models import Q

from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.models import CalendarYear, Day
from ipcontact.workdays.plans import MovedDate, PlannedDay, YearChanges, YearPlan
from ipcontact.workdays.rules import WorkCalendar

_IMPORT_LOCK = 7_305_001  # key of the advisory lock: one import at a time

# What follows the calendar: called with `by=` in the transaction of every change of it, answers
# with the dates that moved. Rooms above fill it in their `ready()`.
after_calendar_change: list[Callable[..., list[MovedDate]]] = []


def current_calendar() -> WorkCalendar:
    """The calendar as it is now in the table; two queries."""
    days: dict[str, dict] = {Day.Kind.OFF: {}, Day.Kind.MAKEUP: {}}
    for day, kind, name in Day.objects.values_list("date", "kind", "name"):
        days[kind][day] = name
    years = frozenset(CalendarYear.objects.values_list("year", flat=True))
    return WorkCalendar(off=days[Day.Kind.OFF], makeup=days[Day.Kind.MAKEUP], published_years=years)


def planned(day: Day) -> PlannedDay:
    """A stored day in the form of a plan."""
    return PlannedDay(day.date, day.kind == Day.Kind.OFF, day.name)


def preview_year(plan: YearPlan) -> YearChanges:
    """What importing the plan would change. Writes nothing."""
    year = CalendarYear.objects.filter(year=plan.year).first()
    return _compare(plan, year, _stored_days(plan))


def import_year(
    *, plan: YearPlan, by: Any, reason: str = "", expected: YearChanges | None = None
) -> YearChanges:
    """Make the table say what the plan says for its year; harmless the second time.

    Args: plan: the whole year; by: the administrator, None for the system; reason: why;
    expected: the previewed changes, when a person has seen them.
    Returns: what was changed, and in `moved` the dates that follow the calendar and moved.
    Raises: RuleViolation when the table has changed since the preview.
    """
    with act(f"导入 {plan.year} 年放假安排", by=by, reason=reason):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_IMPORT_LOCK])
        year = CalendarYear.objects.filter(year=plan.year).first()
        stored = _stored_days(plan)
        changes = _compare(plan, year, stored)
        if changes.is_empty:
            return changes
        if expected is not None and changes != expected:
            raise RuleViolation(
                "calendar_stale", "预览之后日历有了变化，没有导入。请重新预览后再导入"
            )
        if year is None:
            year = CalendarYear(year=plan.year)
        year.source, year.papers = plan.source, list(plan.papers)
        year.save()
        gone = [day.date for day in changes.removed]
        Day.objects.filter(calendar_year=year, date__in=gone).delete()
        Day.objects.bulk_create([_row(day, year) for day in changes.added])
        for _, after in changes.changed:
            Day.objects.filter(date=after.date).update(
                kind=_kind(after), name=after.name, calendar_year=year
            )
        return replace(changes, moved=tuple(calendar_changed(by=by)))


def calendar_changed(*, by: Any) -> list[MovedDate]:
    """Let everything that follows the calendar follow it. Returns the dates that moved."""
    return [moved for follow in after_calendar_change for moved in follow(by=by)]


def _stored_days(plan: YearPlan) -> dict:
    """Stored days that the plan decides about, by date."""
    dates = [day.date for day in plan.days]
    days = Day.objects.filter(Q(calendar_year__year=plan.year) | Q(date__in=dates))
    return {day.date: planned(day) for day in days}


def _compare(plan: YearPlan, year: CalendarYear | None, stored: dict) -> YearChanges:
    wanted = {day.date: day for day in plan.days}
    both = sorted(wanted.keys() & stored.keys())
    changed = tuple((stored[d], wanted[d]) for d in both if stored[d] != wanted[d])
    source = (plan.source, list(plan.papers))
    return YearChanges(
        year=plan.year,
        is_new=year is None,
        added=tuple(wanted[d] for d in sorted(wanted.keys() - stored.keys())),
        removed=tuple(stored[d] for d in sorted(stored.keys() - wanted.keys())),
        changed=changed,
        unchanged=len(both) - len(changed),
        source_changed=year is not None and (year.source, year.papers) != source,
    )


def _kind(day: PlannedDay) -> str:
    return Day.Kind.OFF if day.is_off else Day.Kind.MAKEUP


def _row(day: PlannedDay, year: CalendarYear) -> Day:
    return Day(calendar_year=year, date=day.date, kind=_kind(day), name=day.name)
