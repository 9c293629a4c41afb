"""Promises 12 and 13 for applications: two at once, one outcome; without the lock both win."""

import threading
from collections.abc import Callable

import pytest
from django.db import transaction

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.clocks.services import end_all
from ipcontact.ui.errors import RuleViolation
from registry.applications import services
from registry.applications.choices import Actor, ApplicationAction
from registry.applications.models import Application
from registry.applications.services import corrections, deciding, handling, steps, submission
from tests.acts.test_races import WAIT, at_once
from tests.factories import make_agency, make_user
from tests.filing import TODAY, submitted
from tests.registry.applications.office import clerk_of, in_bureau

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
A = ApplicationAction


@pytest.fixture
def application():
    """Without a running limit, whose own lock would hide what the application's lock does."""
    found = in_bureau()
    end_all(found, on=TODAY, by=None)
    return found


@pytest.fixture
def unlocked(monkeypatch):
    """The lock off, and both look before either writes."""
    barrier = threading.Barrier(2)

    def look(application, version=None):
        found = Application.objects.get(pk=application.pk)
        barrier.wait(WAIT)
        return found

    for room in (steps, deciding, handling, submission, corrections):
        monkeypatch.setattr(room, "locked", look)


def passing(application, name: str) -> Callable:
    person = make_user(Role.HANDLER, name=name)
    return lambda: services.pass_review(application, by=person, today=TODAY)


def count(application, *codes: str) -> int:
    return Act.objects.of(application).filter(code__in=codes).count()


def refused(results: list) -> RuleViolation:
    [found] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(found, RuleViolation), found
    return found


def test_pass_when_two_decide_at_once_then_one_decision_and_the_other_told_who(application):
    results = at_once(passing(application, "陈知远"), passing(application, "林若川"))

    told = refused(results)
    [step] = Act.objects.of(application).filter(code="application.pass")
    assert told.code == "wrong_state"
    assert told.message.startswith(f"{step.actor_name}已于 ")


def test_control_when_the_lock_is_off_then_both_decide(application, unlocked):
    at_once(passing(application, "陈知远"), passing(application, "林若川"))

    assert count(application, "application.pass") == 2


def test_take_when_two_take_at_once_then_one_has_it_and_the_other_is_told(application):
    people = [make_user(Role.HANDLER, name=name) for name in ("陈知远", "林若川")]

    results = at_once(
        *(
            lambda person=person: services.take(application, by=person, today=TODAY)
            for person in people
        )
    )

    application.refresh_from_db()
    told = refused(results)
    assert told.code == "held_by_other"
    assert application.holder.name in told.message
    assert count(application, "application.take") == 1


def decided_and_withdrawn(application) -> list:
    handler, leader = make_user(Role.HANDLER), make_user(Role.DECIDER)
    how = {"today": TODAY}
    services.propose_exclude(application, reason="理由", by=handler, **how)
    services.advance(application, action=A.ADD_TO_BATCH, actor=Actor.HANDLER, by=handler, **how)
    application.refresh_from_db()
    return [
        lambda: services.advance(
            application, action=A.INCLUDE, actor=Actor.DECIDER, by=leader, **how
        ),
        lambda: services.withdraw(application, by=None, grant=str(application.key), **how),
    ]


def test_approval_when_withdrawn_at_once_then_one_wins_and_the_state_says_which(application):
    results = at_once(*decided_and_withdrawn(application))

    application.refresh_from_db()
    [step] = Act.objects.of(application).filter(
        code__in=["application.include", "application.withdraw"]
    )
    refused(results)
    assert (
        application.state
        == {
            "application.include": "approved",
            "application.withdraw": "withdrawn",
        }[step.code]
    )


def test_control_when_the_lock_is_off_then_it_is_approved_and_withdrawn(application, monkeypatch):
    works = decided_and_withdrawn(application)
    barrier = threading.Barrier(2)

    def look(application, version=None):
        found = Application.objects.get(pk=application.pk)
        barrier.wait(WAIT)
        return found

    monkeypatch.setattr(steps, "locked", look)

    at_once(*works)

    assert count(application, "application.include", "application.withdraw") == 2


def forwarded_meanwhile(elsewhere) -> tuple:
    """A clerk passes a file on that another person is passing on at that very moment; what came
    out for the clerk. The clerk's page shows the file as the own agency's."""
    filed = submitted()
    end_all(filed, on=TODAY, by=None)
    clerk, handler = clerk_of(filed), make_user(Role.HANDLER, name="陈知远")
    seen, how = Application.objects.get(pk=filed.pk), {"reason": "不在本辖区", "today": TODAY}
    is_done = threading.Event()

    def bureau() -> None:
        with transaction.atomic():
            services.forward(filed, agency=elsewhere, by=handler, **how)
            is_done.set()  # not committed yet: the clerk meets the lock

    def station() -> None:
        is_done.wait(WAIT)
        services.forward(seen, agency=make_agency("station"), by=clerk, **how)

    results = at_once(bureau, station)
    filed.refresh_from_db()
    return results[1], filed


def test_step_when_the_file_goes_to_another_agency_meanwhile_then_the_clerk_is_told_who():
    elsewhere = make_agency("station")

    result, filed = forwarded_meanwhile(elsewhere)

    assert refused([result]).code == "wrong_actor"
    assert result.message.startswith("陈知远已于 ")
    assert filed.agency == elsewhere


def test_control_when_the_right_is_judged_before_the_lock_then_the_clerk_moves_it(monkeypatch):
    def too_early(current, action, *, by, seen):
        return deciding.acting_as(seen, action, by=by)

    monkeypatch.setattr(deciding, "still_acting", too_early)
    elsewhere = make_agency("station")

    result, filed = forwarded_meanwhile(elsewhere)

    assert result is None
    assert filed.agency != elsewhere
