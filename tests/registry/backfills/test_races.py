"""Two files of one meeting confirmed at once: one list, each with a place of its own."""

import threading

import pytest

from ipcontact.acts.services import confirm_offline
from registry.batches.models import BatchItem, ReviewBatch
from registry.batches.services import backfilling
from tests.acts.test_races import WAIT, at_once
from tests.factories import make_unit
from tests.registry.backfills.conftest import enter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def waiting(told, handler):
    """Two that wait for the second person."""
    return [enter(make_unit(), told(), by=handler) for _ in range(2)]


def both(waiting, second) -> list:
    return at_once(*[lambda each=each: confirm_offline(each, by=second) for each in waiting])


def test_confirm_when_two_of_one_meeting_at_once_then_one_list_counted_through(waiting, second):
    results = both(waiting, second)

    assert not [each for each in results if isinstance(each, Exception)]
    assert ReviewBatch.objects.count() == 1
    assert sorted(BatchItem.objects.values_list("order", flat=True)) == [1, 2]


def test_control_when_the_lock_is_off_then_two_take_the_same_place(
    told, handler, second, waiting, monkeypatch
):
    confirm_offline(enter(make_unit(), told(), by=handler), by=second)
    barrier, make = threading.Barrier(2), BatchItem.objects.create

    def together(**values):
        barrier.wait(WAIT)
        return make(**values)

    monkeypatch.setattr(backfilling, "_one_at_a_time", lambda: None)
    monkeypatch.setattr(BatchItem.objects, "create", together)

    both(waiting, second)

    assert sorted(BatchItem.objects.values_list("order", flat=True)) == [1, 2, 2]
