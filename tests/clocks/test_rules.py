"""When limits end: every unit, pauses, extension, rest days, unpublished years."""

import random
from datetime import date, datetime, timedelta

import pytest

from ipcontact.clocks.rules import (
    PAUSED,
    ROLLED,
    Limit,
    Pause,
    add_months,
    due,
    extension_until,
    left,
    left_words,
)
from ipcontact.workdays.clock import SHANGHAI
from ipcontact.workdays.rules import WorkCalendar, add_workdays

OFF_2026 = {
    **{date(2026, 2, 15) + timedelta(days=i): "春节" for i in range(9)},
    **{date(2026, 9, 25) + timedelta(days=i): "中秋节" for i in range(3)},
    **{date(2026, 10, 1) + timedelta(days=i): "国庆节" for i in range(7)},
}
MAKEUP_2026 = {
    day: "春节" if day.month == 2 else "国庆节"
    for day in (date(2026, 2, 14), date(2026, 2, 28), date(2026, 9, 20), date(2026, 10, 10))
}
CALENDAR = WorkCalendar(OFF_2026, MAKEUP_2026, {2026})
WORK, DAYS, MONTHS, HOURS = "working_day", "calendar_day", "month", "hour"


def found(start, n, unit, pauses=(), extension=0):
    return due(start, Limit(n, unit), pauses, extension, CALENDAR)


@pytest.mark.parametrize(
    ("start", "n", "unit", "expected"),
    [
        (date(2026, 9, 18), 5, WORK, date(2026, 9, 24)),
        (date(2026, 2, 13), 15, WORK, date(2026, 3, 12)),
        (date(2026, 9, 24), 15, WORK, date(2026, 10, 22)),
        (date(2026, 3, 2), 7, DAYS, date(2026, 3, 9)),
        (date(2026, 9, 21), 5, DAYS, date(2026, 9, 28)),  # ends in 中秋节, first working day after
        (date(2026, 9, 10), 10, DAYS, date(2026, 9, 20)),  # a Sunday that is worked
        (date(2026, 1, 31), 1, MONTHS, date(2026, 2, 28)),  # no 31st: last of the month, worked
        (date(2026, 6, 5), 4, MONTHS, date(2026, 10, 8)),  # 5 October is a holiday
        (date(2026, 8, 30), 3, MONTHS, date(2026, 11, 30)),
    ],
)
def test_due_when_unit_and_days_vary_then_the_legal_day(start, n, unit, expected):
    assert found(start, n, unit).due == expected


@pytest.mark.parametrize("seed", range(30))
def test_due_when_in_working_days_without_pause_then_as_the_calendar_counts(seed):
    rng = random.Random(seed)
    start, n = date(2026, 1, 1) + timedelta(days=rng.randrange(300)), rng.randrange(1, 60)

    assert found(start, n, WORK).due == add_workdays(start, n, CALENDAR).due


def test_due_when_moved_off_a_rest_day_then_the_nominal_day_is_told():
    computed = found(date(2026, 9, 21), 5, DAYS)

    assert computed.nominal == date(2026, 9, 26)
    assert [step.kind for step in computed.steps[-2:]] == [ROLLED, ROLLED]


def test_due_when_paused_then_the_days_do_not_count():
    pause = Pause(date(2026, 11, 11), date(2026, 11, 12), "等单位补正")

    computed = found(date(2026, 10, 29), 15, WORK, [pause])

    assert computed.due == date(2026, 11, 23)
    assert [s.date.day for s in computed.steps if s.kind == PAUSED] == [11, 12]


@pytest.mark.parametrize(
    ("unit", "n", "expected"),
    [(DAYS, 30, date(2026, 4, 13)), (MONTHS, 1, date(2026, 4, 13))],
)
def test_due_when_paused_over_ten_days_then_ten_days_later(unit, n, expected):
    pause = Pause(date(2026, 3, 11), date(2026, 3, 20))

    assert found(date(2026, 3, 3), n, unit, [pause]).due == expected


def test_due_when_pause_has_no_end_then_there_is_no_due_day():
    computed = found(date(2026, 11, 2), 10, WORK, [Pause(date(2026, 11, 5), None, "鉴定")])

    assert (computed.due, computed.counted) == (None, 2)


def test_due_when_pause_begins_after_the_last_day_then_it_does_not_matter():
    assert found(date(2026, 11, 2), 2, WORK, [Pause(date(2026, 11, 5), None)]).due == date(
        2026, 11, 4
    )


def test_due_when_pause_ended_on_the_day_it_began_then_nothing_moves():
    empty = Pause(date(2026, 11, 5), date(2026, 11, 4))

    assert found(date(2026, 11, 2), 5, WORK, [empty]).due == date(2026, 11, 9)


def test_due_when_pause_covers_the_day_of_rest_after_the_end_then_it_goes_on_after_it():
    pause = Pause(date(2026, 9, 27), date(2026, 9, 29))

    assert found(date(2026, 9, 21), 5, DAYS, [pause]).due == date(2026, 9, 30)


def test_due_when_extended_then_the_units_are_added_before_rest_days_are_looked_at():
    assert found(date(2026, 6, 5), 3, MONTHS, extension=1).due == date(2026, 10, 8)
    assert found(date(2026, 9, 18), 3, WORK, extension=2).due == date(2026, 9, 24)


def test_due_when_in_hours_then_nights_and_holidays_count():
    start = datetime(2026, 10, 1, 15, 30, tzinfo=SHANGHAI)

    computed = found(start, 24, HOURS)

    assert computed.due_at == datetime(2026, 10, 2, 15, 30, tzinfo=SHANGHAI)
    assert (computed.due, computed.provisional) == (date(2026, 10, 2), False)


def test_due_when_hours_are_paused_a_day_then_a_day_later():
    start = datetime(2026, 10, 1, 15, 30, tzinfo=SHANGHAI)
    pause = Pause(date(2026, 10, 2), date(2026, 10, 2))

    assert found(start, 24, HOURS, [pause]).due == date(2026, 10, 3)
    assert found(start, 24, HOURS, [Pause(date(2026, 10, 2), None)]).due is None


@pytest.mark.parametrize(
    ("start", "n", "unit", "expected"),
    [
        (date(2026, 12, 30), 5, WORK, True),
        (date(2026, 12, 20), 5, WORK, False),
        (date(2026, 12, 30), 2, DAYS, True),  # 1 January 2027: is it a day of rest?
        (date(2026, 12, 20), 5, DAYS, False),
        (date(2026, 12, 2), 2, MONTHS, True),
    ],
)
def test_due_when_year_is_not_published_then_provisional(start, n, unit, expected):
    assert found(start, n, unit).provisional is expected


@pytest.mark.parametrize(
    ("start", "limit", "extension"),
    [
        (date(2026, 9, 1), Limit(0, WORK), 0),
        (date(2026, 9, 1), Limit(5, WORK), -1),
        (date(2026, 9, 1), Limit(49, MONTHS), 0),
        (date(1800, 9, 1), Limit(5, DAYS), 0),
        (date(2026, 9, 1), Limit(24, HOURS), 0),
    ],
)
def test_due_when_out_of_range_then_refused_with_words(start, limit, extension):
    with pytest.raises(ValueError, match="[一-龥]"):
        due(start, limit, [], extension, CALENDAR)


@pytest.mark.parametrize(
    ("unit", "until", "more"),
    [
        (WORK, date(2026, 9, 24), 2),
        (WORK, date(2026, 10, 9), 7),  # over 中秋节 and 国庆节
        (DAYS, date(2026, 9, 28), 4),  # ends in 中秋节, so on the first working day after
    ],
)
def test_extension_until_when_a_day_is_wanted_then_the_least_that_ends_on_it(unit, until, more):
    start = date(2026, 9, 18)

    assert extension_until(start, Limit(3, unit), [], 0, CALENDAR, until) == more


@pytest.mark.parametrize(
    "until", [date(2026, 9, 22), date(2026, 9, 20), date(2026, 9, 26), date(2028, 9, 22)]
)
def test_extension_until_when_no_extension_ends_on_the_day_then_refused_with_words(until):
    with pytest.raises(ValueError, match="[一-龥]"):
        extension_until(date(2026, 9, 18), Limit(3, WORK), [], 0, CALENDAR, until)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 5, 15), 0, date(2026, 5, 15)),
    ],
)
def test_add_months_when_day_is_missing_then_last_of_month(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("today", "expected", "words", "tone"),
    [
        (date(2026, 9, 21), 3, "还剩3个工作日", ""),
        (date(2026, 9, 23), 1, "还剩1个工作日", "warn"),
        (date(2026, 9, 24), 0, "今天到期", "warn"),
        (date(2026, 9, 25), -1, "已超期", "bad"),  # a holiday: late, no working day gone
        (date(2026, 9, 28), -1, "超1个工作日", "bad"),
        (date(2026, 9, 29), -2, "超2个工作日", "bad"),
    ],
)
def test_left_when_the_day_comes_nearer_then_numbers_and_words_follow(today, expected, words, tone):
    last = date(2026, 9, 24)

    assert left(today, last, CALENDAR) == expected
    assert left_words(today, last, WORK, CALENDAR) == (words, tone)


def test_left_words_when_limit_is_in_days_then_counted_in_days():
    assert left_words(date(2026, 9, 18), date(2026, 9, 28), DAYS, CALENDAR) == ("还剩10日", "")
