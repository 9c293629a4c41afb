"""Two leaders decide at once: one decision, the other hears by whom; in the control nobody does."""

import threading

import pytest
from django.db import transaction

from ipcontact.acts.models import Act
from ipcontact.ui.errors import RuleViolation
from registry.removals import services
from registry.removals.access import CODE
from registry.removals.models import Removal
from registry.removals.services import deciding
from registry.roster.models import Departure
from tests.acts.test_races import WAIT, at_once
from tests.changing import heard, removal
from tests.factories import TODAY, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def course(unit, clerk, handler):
    return heard(unit, by=clerk, teller=handler)


def both(course, leader) -> list:
    other = make_user("decider")
    return at_once(
        lambda: services.decide(course, outcome="remove", by=leader, today=TODAY),
        lambda: services.decide(course, outcome="keep", reason="仍在经营", by=other, today=TODAY),
    )


def test_decide_when_two_at_once_then_one_decision_and_the_other_is_told(course, leader, unit):
    results = both(course, leader)

    [refused] = [each for each in results if isinstance(each, Exception)]
    assert isinstance(refused, RuleViolation)
    step = Act.objects.of(course).get(code=CODE)
    assert f"{step.actor_name}已于" in refused.message
    course.refresh_from_db()
    unit.refresh_from_db()
    gone = course.state == "removed"
    assert (unit.membership_state == "left", Departure.objects.exists()) == (gone, gone)


def test_control_when_the_lock_is_off_then_it_is_kept_and_removed(course, leader, monkeypatch):
    barrier, is_kept = threading.Barrier(2), threading.Event()
    keep, leave = deciding.keep_listed, deciding.depart

    def look(course, *states):
        found = Removal.objects.select_related("unit", "ground").get(pk=course.pk)
        barrier.wait(WAIT)
        return found

    def first(**how):
        kept = keep(**how)
        transaction.on_commit(is_kept.set)
        return kept

    def second(**how):
        is_kept.wait(WAIT)
        return leave(**how)

    monkeypatch.setattr(deciding, "lock_member", lambda unit: unit)
    monkeypatch.setattr(deciding, "open_removal", look)
    monkeypatch.setattr(deciding, "keep_listed", first)
    monkeypatch.setattr(deciding, "depart", second)

    results = both(course, leader)

    assert not [each for each in results if isinstance(each, Exception)]
    assert Act.objects.of(course).filter(code=CODE).count() == 2


def test_propose_when_two_at_once_then_one_course(unit, clerk, handler):
    results = at_once(
        lambda: removal(unit, by=clerk),
        lambda: removal(unit, by=handler),
    )

    [refused] = [each for each in results if isinstance(each, Exception)]
    assert refused.code == "already_open"
    assert Removal.objects.count() == 1
