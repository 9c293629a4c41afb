"""Promises 12 and 13: two decide at once, one decides and withdraws at once; the control loses."""

import threading

import pytest
from django.db import OperationalError, transaction

from ipcontact.acts.models import Act
from ipcontact.audit.models import Change
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.applications.services import withdraw
from registry.batches import services
from registry.batches.access import DECIDE
from registry.batches.models import BatchItem, ReviewBatch
from registry.batches.services import deciding, steps
from tests.acts.test_races import WAIT, at_once
from tests.deciding import EXCLUDE, enquired, make_batch, ready, submitted_batch
from tests.factories import make_user
from tests.filing import TODAY, submitted
from tests.registry.batches.test_signing import deputise

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def batch(handler, leader, round_) -> ReviewBatch:
    [application] = enquired([ready(round_, by=handler)], by=handler)
    return submitted_batch(make_batch([application], by=handler, chain=[leader]), by=handler)


@pytest.fixture
def deputy(leader):
    """Decides for the leader as well."""
    person = make_user("decider", name="许安")
    deputise(leader, person, DECIDE)
    return person


@pytest.fixture
def unlocked(monkeypatch):
    """The lock off, and both look before either writes."""
    barrier = threading.Barrier(2)

    def look(batch):
        found = ReviewBatch.objects.get(pk=batch.pk)
        barrier.wait(WAIT)
        return found

    monkeypatch.setattr(deciding, "locked", look)


def both(batch, leader, deputy) -> list:
    """Includes; does not include."""
    number = Application.objects.get(batch_items__batch=batch).application_no
    how = {"agree_rest": True, "today": TODAY}
    return at_once(
        lambda: services.decide(batch, words={}, by=leader, **how),
        lambda: services.decide(batch, words={number: EXCLUDE}, by=deputy, **how),
    )


def test_decide_when_two_at_once_then_one_decision_and_the_other_is_told(batch, leader, deputy):
    results = both(batch, leader, deputy)

    [refused] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(refused, RuleViolation)
    assert refused.code == "wrong_state"
    step = Act.objects.of(batch).get(code=DECIDE)
    assert f"{step.actor_name}已于" in refused.message
    item = BatchItem.objects.get(batch=batch)
    assert item.decision == ("include" if step.acted_by == leader else "exclude")
    decided = Change.objects.filter(table_name="registry_batchitem", operation="update")
    assert decided.count() == 1


def test_control_when_the_lock_is_off_then_one_decision_still_but_nobody_is_told_by_whom(
    batch, leader, deputy, unlocked
):
    results = both(batch, leader, deputy)

    [refused] = [result for result in results if isinstance(result, Exception)]
    assert "已于" not in str(refused)
    assert Act.objects.of(batch).filter(code=DECIDE).count() == 1


def test_decide_when_a_rival_is_open_then_it_is_locked_with_the_files_of_the_list(
    batch, handler, round_
):
    application = Application.objects.get(batch_items__batch=batch)
    rival = submitted(round_, credit_code=application.credit_code)
    unrelated = submitted(round_)

    with transaction.atomic():
        steps.lock_applications(batch)
        [rivals, strangers] = at_once(lambda: lock_now(rival), lambda: lock_now(unrelated))

    assert isinstance(rivals, OperationalError)
    assert strangers == unrelated


def lock_now(application):
    """The lock that a withdrawal takes, or at once an error when somebody else has it."""
    with transaction.atomic():
        return Application.objects.select_for_update(nowait=True).get(pk=application.pk)


def test_withdraw_when_decided_at_once_then_one_wins_and_both_agree(batch, leader):
    application = Application.objects.get(batch_items__batch=batch)

    decided, gone = at_once(
        lambda: services.decide(batch, words={}, agree_rest=True, by=leader, today=TODAY),
        lambda: withdraw(application, by=None, grant=str(application.key), today=TODAY),
    )

    application.refresh_from_db()
    item = BatchItem.objects.get(batch=batch)
    if isinstance(gone, RuleViolation):
        assert (application.state, item.decision) == ("approved", "include")
        assert not isinstance(decided, Exception)
    else:
        assert (application.state, item.decision) == ("withdrawn", "")
        assert isinstance(decided, RuleViolation)
        assert decided.code == "batch_empty"
