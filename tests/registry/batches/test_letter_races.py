"""A letter about units is voided while their list is put to decision."""

from __future__ import annotations

import threading

import pytest

from ipcontact.ui.errors import RuleViolation
from registry.batches import services
from registry.batches.models import ReviewBatch
from registry.reviews.services import opinions
from tests.acts.test_races import WAIT, at_once
from tests.filing import TODAY
from tests.registry.batches.test_letters import void

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def both(batch: ReviewBatch, handler) -> list:
    """呈报 and voiding at once."""
    submit = {"recusals_checked": True, "by": handler, "today": TODAY}
    return at_once(lambda: services.submit(batch, **submit), lambda: void(batch, by=handler))


def test_void_when_the_list_is_submitted_at_once_then_only_one_of_the_two(drafted, handler, leader):
    batch = drafted(1, chain=[leader])

    results = both(batch, handler)

    [refused] = [each for each in results if isinstance(each, Exception)]
    assert isinstance(refused, RuleViolation)
    assert refused.code in ("in_decision", "opinions_not_asked")


def test_control_when_nobody_asks_the_lists_then_both_are_done(
    drafted, handler, leader, monkeypatch
):
    batch = drafted(1, chain=[leader])
    barrier = threading.Barrier(2)
    look, begun = services.signing.submit_obstacles, opinions.locked_letter

    def looked(*args, **kwargs):
        found = look(*args, **kwargs)
        barrier.wait(WAIT)
        return found

    def locked(letter):
        barrier.wait(WAIT)
        return begun(letter)

    monkeypatch.setattr(services.signing, "submit_obstacles", looked)
    monkeypatch.setattr(opinions, "locked_letter", locked)
    monkeypatch.setattr(opinions, "letter_readers", [])

    results = both(batch, handler)

    assert not [each for each in results if isinstance(each, Exception)]
