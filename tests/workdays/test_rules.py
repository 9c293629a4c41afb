"""Working days are counted as the law counts them, and every count explains itself."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipcontact.workdays.readers import read_year
from ipcontact.workdays.rules import (
    MAX_WORKDAYS,
    Step,
    WorkCalendar,
    add_workdays,
    workdays_between,
)
from ipcontact.workdays.statutory import statutory_days

FIXTURES = Path(__file__).parents[2] / "fixtures" / "days"


def published() -> WorkCalendar:
    plans = [read_year(path.read_bytes(), path.name) for path in sorted(FIXTURES.glob("*.json"))]
    days = [day for plan in plans for day in plan.days]
    return WorkCalendar(
        off={day.date: day.name for day in days if day.is_off},
        makeup={day.date: day.name for day in days if not day.is_off},
        published_years=frozenset(plan.year for plan in plans),
    )


CALENDAR = published()


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-02-13", 15, "2026-03-12"),
        ("2026-09-24", 15, "2026-10-22"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2025-09-30", 1, "2025-10-09"),
        ("2021-12-31", 1, "2022-01-04"),
        ("2022-12-30", 1, "2023-01-03"),
        ("2026-10-01", 0, "2026-10-08"),
        ("2026-10-10", 0, "2026-10-10"),
        ("2026-09-30", 1, "2026-10-08"),
    ],
)
def test_due_date_when_holidays_and_make_up_days_lie_between_is_the_legal_one(start, n, due):
    found = add_workdays(date.fromisoformat(start), n, CALENDAR)

    assert found.due == date.fromisoformat(due)
    assert not found.provisional


def test_steps_when_counted_over_a_holiday_explain_every_day():
    found = add_workdays(date(2026, 9, 18), 5, CALENDAR)

    assert found.steps == (
        Step(date(2026, 9, 18), "start", "起算日，当日不计入"),
        Step(date(2026, 9, 19), "weekend", "周末，不计入"),
        Step(date(2026, 9, 20), "makeup", "国庆节调休上班，第 1 个工作日"),
        Step(date(2026, 9, 21), "workday", "第 2 个工作日"),
        Step(date(2026, 9, 22), "workday", "第 3 个工作日"),
        Step(date(2026, 9, 23), "workday", "第 4 个工作日"),
        Step(date(2026, 9, 24), "workday", "第 5 个工作日"),
    )
    assert add_workdays(date(2026, 9, 24), 1, CALENDAR).steps[1].note == "中秋节放假，不计入"


def test_due_date_when_year_is_unpublished_is_provisional_and_says_so():
    found = add_workdays(date(2026, 12, 31), 1, CALENDAR)

    assert found.due == date(2027, 1, 4)
    assert found.provisional
    assert found.steps[1].kind == "holiday"
    assert found.steps[1].note == (
        "元旦放假，不计入；暂定：2027 年放假安排尚未公布或未录入，按周末和法定节日推算，公布后重算"
    )
    assert [step.note for step in found.steps[2:]] == [
        "周末，不计入；暂定", "周末，不计入；暂定", "第 1 个工作日；暂定",
    ]  # fmt: skip


def test_due_date_when_it_stays_in_a_published_year_is_firm():
    assert not add_workdays(date(2026, 12, 30), 1, CALENDAR).provisional
    assert not add_workdays(date(2020, 12, 31), 1, CALENDAR).provisional


def test_due_date_when_lunar_festivals_are_unknown_says_that_they_are_missing():
    found = add_workdays(date(2049, 12, 31), 1, CALENDAR)

    assert found.provisional
    assert "不含农历节日" in found.steps[1].note


def test_due_date_when_zero_days_from_an_unpublished_workday_is_provisional():
    found = add_workdays(date(2027, 3, 1), 0, CALENDAR)

    assert found.due == date(2027, 3, 1)
    assert found.provisional
    assert "暂定" in found.steps[0].note


def test_statutory_days_when_year_is_2027_are_the_thirteen_of_the_law():
    days = [f"{day:%m-%d}" for day in statutory_days(2027)]

    assert days == [
        "01-01", "02-05", "02-06", "02-07", "02-08", "04-05", "05-01", "05-02", "06-09", "09-15",
        "10-01", "10-02", "10-03",
    ]  # fmt: skip
    assert date(2024, 5, 2) not in statutory_days(2024)


@pytest.mark.parametrize("n", [-1, MAX_WORKDAYS + 1])
def test_due_date_when_number_is_out_of_range_is_refused(n):
    with pytest.raises(ValueError, match="工作日数应在 0 到 1000 之间"):
        add_workdays(date(2026, 1, 5), n, CALENDAR)


@pytest.mark.parametrize("year", [1, 1989, 2101, 9999])
def test_due_date_when_start_is_out_of_range_is_refused(year):
    with pytest.raises(ValueError, match="起算日应在 1990 年到 2100 年之间"):
        add_workdays(date(year, 1, 5), 1, CALENDAR)


def test_calendar_when_given_plain_sets_counts_the_same_without_names():
    plain = WorkCalendar(off=set(CALENDAR.off), makeup=set(CALENDAR.makeup), published_years={2026})

    found = add_workdays(date(2026, 9, 24), 15, plain)

    assert found.due == date(2026, 10, 22)
    assert found.steps[1].note == "节假日放假，不计入"


DAYS = st.dates(date(2019, 1, 1), date(2040, 12, 31))


@given(DAYS, st.integers(0, 120))
def test_due_date_when_counted_is_a_workday_and_steps_agree(start, n):
    found = add_workdays(start, n, CALENDAR)

    assert CALENDAR.is_workday(found.due)
    assert found.steps[0].date == start
    assert found.steps[-1].date == found.due
    assert [s.date for s in found.steps] == [
        start + timedelta(days=shift) for shift in range(len(found.steps))
    ]
    counted = [s for s in found.steps if s.kind in ("workday", "makeup")]
    assert len(counted) == (n or int(found.due != start))
    assert all(CALENDAR.is_workday(s.date) for s in counted)
    assert found.provisional == any("暂定" in s.note for s in found.steps)


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_due_date_when_days_or_start_grow_never_moves_back(start, n, more):
    due = add_workdays(start, n, CALENDAR).due

    assert add_workdays(start, n + more, CALENDAR).due >= due
    assert add_workdays(start + timedelta(days=more), n, CALENDAR).due >= due


@given(DAYS, st.integers(1, 60), st.integers(1, 60))
def test_due_date_when_counted_in_two_parts_is_the_same(start, first, second):
    middle = add_workdays(start, first, CALENDAR).due

    assert (
        add_workdays(middle, second, CALENDAR).due
        == add_workdays(start, first + second, CALENDAR).due
    )


@given(DAYS, st.integers(1, 60))
def test_workdays_between_when_counted_back_gives_the_number(start, n):
    due = add_workdays(start, n, CALENDAR).due

    assert workdays_between(start, due, CALENDAR) == n
    assert workdays_between(due, start, CALENDAR) == -n
