"""Clocks are started, stopped, extended and ended; the stored due day is the computed one."""

import random
from datetime import date, datetime, timedelta

import pytest

from ipcontact.audit.models import Change
from ipcontact.clocks import services
from ipcontact.clocks.models import Clock, ClockPause
from ipcontact.clocks.rules import Limit
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.clock import SHANGHAI
from ipcontact.workdays.models import Day
from ipcontact.workdays.plans import PlannedDay, checked_plan
from ipcontact.workdays.services import current_calendar, import_year
from tests.factories import make_unit, make_user

WEEK = Limit(5, "working_day", "区局内部时限", "复核")
MONDAY = date(2026, 11, 2)


def started(unit, *, name="复核", limit=WEEK, on=MONDAY, **values):
    return services.start(unit, name=name, limit=limit, on=on, by=None, **values)


def refused(code, call, *args, **kwargs):
    with pytest.raises(RuleViolation) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code


def test_start_when_asked_then_stored_with_due_day_and_history(unit):
    person = make_user()

    clock = services.start(unit, name="复核", limit=WEEK, on=MONDAY, by=person, holder="陈知远")

    assert clock.due_on == date(2026, 11, 9)
    assert list(Clock.objects.open_for(unit)) == [clock]
    change = Change.objects.filter(table_name="clocks_clock").get()
    assert (change.act, change.user_id) == ("开始计时", person.pk)


def test_start_when_one_of_that_name_runs_then_refused_and_another_name_not(unit):
    started(unit)

    refused("clock_running", started, unit)
    assert started(unit, name="初审").pk


def test_start_when_limit_is_in_hours_then_the_moment_is_kept(unit):
    at = datetime(2026, 11, 2, 15, 30, tzinfo=SHANGHAI)

    clock = started(unit, limit=Limit(24, "hour"), on=at)

    assert (clock.start_on, clock.start_at, clock.due_on) == (at.date(), at, date(2026, 11, 3))


@pytest.mark.parametrize("limit", [Limit(0, "working_day"), Limit(24, "hour")])
def test_start_when_limit_makes_no_sense_then_refused(unit, limit):
    refused("clock_range", started, unit, limit=limit)


def test_pause_and_resume_when_done_then_the_days_between_do_not_count(unit):
    clock = started(unit)

    paused = services.pause(clock, on=date(2026, 11, 4), reason="等单位补正", by=None)
    assert (paused.due_on, paused.is_paused) == (None, True)
    running = services.resume(clock, on=date(2026, 11, 6), by=None)

    assert running.due_on == date(2026, 11, 11)
    pause = ClockPause.objects.get()
    assert (pause.from_on, pause.until_on) == (date(2026, 11, 5), date(2026, 11, 6))


def test_pause_when_resumed_on_the_same_day_then_nothing_moves(unit):
    clock = started(unit)

    services.pause(clock, on=date(2026, 11, 4), reason="鉴定", by=None)

    assert services.resume(clock, on=date(2026, 11, 4), by=None).due_on == date(2026, 11, 9)


def test_pause_when_out_of_turn_then_refused(unit):
    clock = started(unit)

    refused("clock_not_paused", services.resume, clock, on=MONDAY, by=None)
    refused("reason_missing", services.pause, clock, on=MONDAY, reason=" ", by=None)
    refused("clock_before", services.pause, clock, on=date(2026, 11, 1), reason="x", by=None)
    refused("clock_over", services.pause, clock, on=date(2026, 11, 9), reason="x", by=None)
    services.pause(clock, on=date(2026, 11, 4), reason="鉴定", by=None)
    refused("clock_paused", services.pause, clock, on=date(2026, 11, 5), reason="x", by=None)
    refused("clock_before", services.resume, clock, on=MONDAY, by=None)


def test_extend_when_twice_then_both_add_up(unit):
    clock = started(unit)

    services.extend(clock, n=2, reason="案情复杂", by=None)
    clock = services.extend(clock, n=1, reason="仍未查清", by=None)

    assert (clock.extension_n, clock.due_on) == (3, date(2026, 11, 12))
    refused("reason_missing", services.extend, clock, n=1, reason="", by=None)
    refused("clock_range", services.extend, clock, n=0, reason="x", by=None)


def test_end_when_done_then_closed_for_every_change(unit):
    clock = services.end(started(unit), on=date(2026, 11, 5), by=None, reason="复核通过")

    assert list(Clock.objects.open_for(unit)) == []
    for call, values in (
        (services.end, {"on": MONDAY}),
        (services.pause, {"on": MONDAY, "reason": "x"}),
        (services.resume, {"on": MONDAY}),
        (services.extend, {"n": 1, "reason": "x"}),
        (services.hand_over, {"holder": "x"}),
    ):
        refused("clock_ended", call, clock, by=None, **values)


def test_end_when_before_the_start_then_refused(unit):
    refused("clock_before", services.end, started(unit), on=date(2026, 11, 1), by=None)


def test_end_all_when_several_run_then_all_end(unit):
    started(unit), started(unit, name="初审", on=date(2026, 11, 9))

    assert services.end_all(unit, on=date(2026, 11, 5), by=None) == 2
    assert not Clock.objects.open().exists()


def test_reopen_when_the_end_is_taken_back_then_it_runs_as_before(unit):
    clock = services.end(started(unit), on=date(2026, 11, 5), by=None)

    clock = services.reopen(clock, by=None, reason="撤回复核")

    assert (clock.ended_on, clock.due_on) == (None, date(2026, 11, 9))
    refused("clock_running", services.reopen, clock, by=None, reason="x")


def test_due_by_when_asked_then_only_what_is_open_and_not_standing_still(unit):
    late = started(unit)
    services.pause(started(unit, name="停"), on=MONDAY, reason="x", by=None)
    services.end(started(unit, name="完"), on=MONDAY, by=None)
    started(unit, name="远", limit=Limit(90, "calendar_day"))

    assert list(Clock.objects.due_by(date(2026, 11, 9))) == [late]


def _random_clock(unit, rng, number):
    unit_of_time = rng.choice(["working_day", "calendar_day", "month"])
    limit = Limit(rng.randrange(1, 6 if unit_of_time == "month" else 70), unit_of_time)
    day = date(2026, 1, 1) + timedelta(days=rng.randrange(500))
    clock = started(unit, name=f"时限{number}", limit=limit, on=day)
    for _ in range(rng.randrange(4)):
        day += timedelta(days=rng.randrange(12))
        deed = rng.choice(["pause", "extend"])
        if deed == "extend":
            services.extend(clock, n=rng.randrange(1, 4), reason="x", by=None)
        elif (clock := Clock.objects.get(pk=clock.pk)).due_on > day:
            services.pause(clock, on=day, reason="x", by=None)
            day += timedelta(days=rng.randrange(12))
            if rng.random() < 0.8:
                services.resume(clock, on=day, by=None)
            else:
                break
    if rng.random() < 0.2:
        services.end(clock, on=day, by=None)


def _year_2027():
    spring = [PlannedDay(date(2027, 2, 5) + timedelta(days=i), True, "春节") for i in range(8)]
    days = [PlannedDay(date(2027, m, 1), True, "节") for m in (1, 5, 10)]
    makeup = [PlannedDay(date(2027, 2, 20), False, "春节")]
    return checked_plan(2027, [*days, *spring, *makeup], "示例通知", ())


def _untrue():
    calendar = current_calendar()
    return [
        clock.pk
        for clock in Clock.objects.all()
        if (found := clock.computed(calendar))
        and (found.due, found.provisional) != (clock.due_on, clock.is_provisional)
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_due_on_when_random_clocks_ran_and_a_year_came_then_equals_the_computation(unit, seed):
    rng = random.Random(seed)
    for number in range(60):
        _random_clock(unit, rng, number)

    assert _untrue() == []
    changes = import_year(plan=_year_2027(), by=None)
    still_open = set(Clock.objects.open().values_list("pk", flat=True))
    assert changes.moved
    assert [pk for pk in _untrue() if pk in still_open] == []


def test_import_when_a_year_comes_then_open_clocks_move_and_ended_stay(unit):
    limit = Limit(30, "working_day")
    runs = started(unit, limit=limit, on=date(2027, 1, 10))
    ended = services.end(
        started(make_unit(), limit=limit, on=date(2027, 1, 10)), on=date(2027, 2, 1), by=None
    )
    assert runs.is_provisional
    before = runs.due_on

    changes = import_year(plan=_year_2027(), by=make_user("system_admin"))

    runs.refresh_from_db(), ended.refresh_from_db()
    assert not runs.is_provisional
    assert [(m.before, m.after) for m in changes.moved] == [(before, runs.due_on)]
    assert before != runs.due_on
    assert ended.is_provisional


def test_recompute_when_nothing_changed_then_nothing_is_written(unit):
    clock = started(unit)

    assert services.recompute_open(by=None) == []
    clock.refresh_from_db()
    assert clock.version == 1


def test_recompute_when_days_change_behind_its_back_then_told(unit):
    clock = started(unit)
    Day.objects.create(
        calendar_year=Day.objects.filter(date__year=2026).first().calendar_year,
        date=date(2026, 11, 5),
        kind="off",
        name="示例放假",
    )

    moved = services.recompute_open(by=None)

    assert [(m.clock, m.before, m.after) for m in moved] == [
        (clock, date(2026, 11, 9), date(2026, 11, 10))
    ]
