"""Times in the lists of messages."""

from datetime import UTC, datetime

from ipcontact.notifications.tables import pieces_of_time


def test_time_when_stored_in_utc_then_read_on_the_clock_of_the_bureau():
    shown = pieces_of_time(datetime(2026, 9, 18, 23, 30, tzinfo=UTC))

    assert ">2026-09-19 07:30<" in shown
