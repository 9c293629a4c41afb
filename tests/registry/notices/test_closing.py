"""A list of which nothing waits: the batch is over, and nobody has it in hand any more."""

from __future__ import annotations

import pytest

from registry.applications.services import withdraw
from registry.notices import services
from registry.notices.entries import to_do
from tests.filing import TODAY
from tests.noticing import day_after


def take_out(item, leader, day):
    services.take_out(item, reason="异议成立", by=leader, today=day)


def state_of(notice) -> str:
    notice.batch.refresh_from_db()
    return notice.batch.state


def has_in_hand(person, notice, day) -> bool:
    return notice.get_absolute_url() in [item.url for item in to_do(person, day)]


@pytest.fixture
def late(over, fixed_today):
    """`late(2)`: it is the day after the window of a notice of two."""

    def make(count: int):
        notice = over(count)
        fixed_today(day_after(notice).isoformat())
        return notice

    return make


def test_take_out_when_it_was_the_last_then_the_batch_is_over_and_off_the_worklist(late, leader):
    notice = late(2)
    day = day_after(notice)
    first, last = notice.items.all()

    take_out(first, leader, day)
    still = state_of(notice), has_in_hand(leader, notice, day)
    take_out(last, leader, day)

    assert still == ("on_notice", True)
    assert (state_of(notice), has_in_hand(leader, notice, day)) == ("concluded", False)


def test_take_out_when_the_others_are_announced_then_the_batch_is_over(announced, leader):
    notice = announced(1, held=1)
    before = state_of(notice)

    take_out(notice.items.get(state="held"), leader, day_after(notice))

    assert (before, state_of(notice)) == ("on_notice", "concluded")


def test_take_out_when_another_is_held_then_the_batch_waits(announced, leader):
    notice = announced(1, held=2)

    take_out(notice.items.filter(state="held").first(), leader, day_after(notice))

    assert state_of(notice) == "on_notice"


def test_take_out_when_the_window_runs_then_over_with_its_end(running, leader):
    notice = running(1)
    take_out(notice.items.get(), leader, TODAY)
    early = services.close_over(today=TODAY), state_of(notice)

    services.end_due(today=day_after(notice))
    closed = services.close_over(today=day_after(notice))
    again = services.close_over(today=day_after(notice))

    assert early == ([], "on_notice")
    assert (closed, again, state_of(notice)) == ([notice.batch], [], "concluded")


def test_withdrawal_when_it_was_the_last_then_over_with_the_nightly_job(late, leader):
    notice = late(1)
    day = day_after(notice)
    application = notice.items.get().application
    before = has_in_hand(leader, notice, day)

    withdraw(application, by=None, grant=str(application.key), today=day)
    closed = services.close_over(today=day)

    assert (before, has_in_hand(leader, notice, day)) == (True, False)
    assert (closed, state_of(notice)) == ([notice.batch], "concluded")
