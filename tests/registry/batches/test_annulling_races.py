"""Two annul one inclusion at once: one does, the other is told by whom; the control is not told."""

import threading

import pytest

from ipcontact.acts.models import Act
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.batches import services
from registry.batches.access import DECIDE
from registry.batches.models import ReviewBatch
from registry.batches.services import annulling
from tests.acts.test_races import WAIT, at_once
from tests.deciding import enquired, make_batch, ready, submitted_batch
from tests.factories import make_user
from tests.filing import TODAY
from tests.registry.batches.test_deciding import decide
from tests.registry.batches.test_signing import deputise

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def batch(handler, leader, round_) -> ReviewBatch:
    """Decided: its one unit is included."""
    rows = enquired([ready(round_, by=handler)], by=handler)
    waiting = submitted_batch(make_batch(rows, by=handler, chain=[leader]), by=handler)
    return decide(waiting, leader)


@pytest.fixture
def deputy(leader):
    """Decides for the leader as well."""
    person = make_user("decider", name="许安")
    deputise(leader, person, DECIDE)
    return person


def both(batch, *people) -> list:
    application = batch.items.get().application
    how = {"application": application, "reason": "材料不符。", "today": TODAY}
    return at_once(
        *[lambda person=person: services.annul(batch, by=person, **how) for person in people]
    )


def test_annul_when_two_at_once_then_one_does_and_the_other_is_told(batch, leader, deputy):
    results = both(batch, leader, deputy)

    [refused] = [result for result in results if isinstance(result, Exception)]
    step = Act.objects.get(code="application.annul")
    assert isinstance(refused, RuleViolation)
    assert refused.code == "not_approved"
    assert f"{step.actor_name}已于" in refused.message
    assert Message.objects.filter(kind="application.not_selected").count() == 1


def test_control_when_the_lock_is_off_then_one_still_does_but_nobody_is_told_by_whom(
    batch, leader, deputy, monkeypatch
):
    barrier = threading.Barrier(2)
    judge = annulling.approved_item

    def look(batch, application):
        found = judge(batch, application)
        barrier.wait(WAIT)  # both look before either writes
        return found

    monkeypatch.setattr(annulling, "approved_item", look)
    monkeypatch.setattr(annulling, "locked", lambda batch: ReviewBatch.objects.get(pk=batch.pk))

    results = both(batch, leader, deputy)

    [refused] = [result for result in results if isinstance(result, Exception)]
    assert "已于" not in str(refused)
    assert Act.objects.filter(code="application.annul").count() == 1
