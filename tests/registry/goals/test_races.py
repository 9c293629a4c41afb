"""Two release at once: one does, the other is told; without the lock only the database holds."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, connection

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.ui.errors import RuleViolation
from registry.goals import services
from registry.goals.models import FigureSnapshot
from registry.goals.services import releasing
from tests.factories import make_user
from tests.filing import TODAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WAIT = 20


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Start each in a thread of its own at the same moment; their results or exceptions."""
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        barrier.wait(WAIT)
        try:
            return work()
        except Exception as error:  # noqa: BLE001  the test looks at what came out
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


def releasing_by(snapshot, leader) -> Callable[[], FigureSnapshot]:
    return lambda: services.release(snapshot, by=leader, today=TODAY)


def releases() -> int:
    return Act.objects.filter(code="figures.release").count()


def test_release_when_two_leaders_at_once_then_one_does_and_the_other_is_told(checked, leader):
    snapshot, other = checked(), make_user(Role.DECIDER)

    results = at_once(releasing_by(snapshot, leader), releasing_by(snapshot, other))

    [refused] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(refused, RuleViolation)
    assert refused.code == "wrong_state"
    assert releases() == 1


def test_release_when_the_lock_is_off_then_only_the_database_holds(checked, leader, monkeypatch):
    snapshot, other = checked(), make_user(Role.DECIDER)
    barrier = threading.Barrier(2)

    def look(row, action, **_):
        found = FigureSnapshot.objects.get(pk=row.pk)
        barrier.wait(WAIT)
        return found

    monkeypatch.setattr(releasing, "locked", look)

    results = at_once(releasing_by(snapshot, leader), releasing_by(snapshot, other))

    [refused] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(refused, DatabaseError)
    assert releases() == 1


def test_compile_when_two_take_the_same_day_at_once_then_one_snapshot(compiled):
    results = at_once(compiled, compiled)

    [refused] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(refused, RuleViolation)
    assert refused.code == "taken"
    assert FigureSnapshot.objects.count() == 1
