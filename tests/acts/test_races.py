"""Promises 12 and 13: two people at once, one outcome; the same race without the lock loses."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from ipcontact.acts.models import Act, Delegation, OfflineResult, Opening
from ipcontact.acts.services import confirm_offline, offline, open_record, take_back
from ipcontact.audit.models import Change
from ipcontact.ui.errors import RuleViolation
from tests.acts.test_delegations import given
from tests.acts.test_offline import entry
from tests.acts.test_steps import handled
from tests.factories import make_user

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


@pytest.fixture
def waiting(unit, handler, leader, paper):
    return entry(unit, handler, leader, paper)


@pytest.fixture
def unlocked(monkeypatch):
    """The lock off, and both look before either writes."""
    barrier = threading.Barrier(2)

    def look(row):
        found = type(row).objects.get(pk=row.pk)
        barrier.wait(WAIT)
        return found

    monkeypatch.setattr(offline, "locked", look)


def test_result_when_two_confirm_at_once_then_one_act_and_the_other_is_told(waiting):
    first, second = make_user(name="林若川"), make_user(name="周予白")

    results = at_once(
        lambda: confirm_offline(waiting, by=first), lambda: confirm_offline(waiting, by=second)
    )

    [refused] = [result for result in results if isinstance(result, Exception)]
    [done] = [result for result in results if isinstance(result, OfflineResult)]
    assert isinstance(refused, RuleViolation)
    assert refused.code == "offline_settled"
    assert done.confirmed_by.name in refused.message
    assert Act.objects.count() == 1
    assert Change.objects.filter(table_name="acts_act", operation="insert").count() == 1


def test_control_when_lock_and_trigger_are_off_then_the_same_race_makes_two_acts(waiting, unlocked):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE acts_offlineresult DISABLE TRIGGER USER")
    first, second = make_user(), make_user()

    at_once(lambda: confirm_offline(waiting, by=first), lambda: confirm_offline(waiting, by=second))

    assert Act.objects.count() == 2


def test_result_when_only_the_lock_is_off_then_the_database_keeps_it_at_one(waiting, unlocked):
    first, second = make_user(), make_user()

    at_once(lambda: confirm_offline(waiting, by=first), lambda: confirm_offline(waiting, by=second))

    assert Act.objects.count() == 1


def test_take_back_when_a_colleague_opens_at_once_then_either_order_is_lawful(
    unit, handler, second
):
    step = handled(unit, handler)

    taken, opened = at_once(
        lambda: take_back(step, by=handler), lambda: open_record(unit, by=second)
    )

    assert opened is None
    seen = Opening.objects.get(user=second)
    back = Act.objects.get(pk=step.pk).taken_back_at
    if isinstance(taken, RuleViolation):
        assert back is None
    else:
        assert back <= seen.last_at


def test_take_back_when_clicked_twice_at_once_then_undone_once(unit, handler):
    step = handled(unit, handler)

    results = at_once(lambda: take_back(step, by=handler), lambda: take_back(step, by=handler))

    [refused] = [result for result in results if isinstance(result, Exception)]
    assert refused.code == "not_revocable"
    assert Change.objects.filter(table_name="registry_unit", act="撤回复核").count() == 1


def test_delegations_when_given_twice_at_once_then_one(leader, paper):
    deputy = make_user()
    papers = paper(leader), paper(leader)

    results = at_once(
        *[lambda scan=scan: given(leader, deputy, lambda by, scan=scan: scan) for scan in papers]
    )

    [refused] = [result for result in results if isinstance(result, Exception)]
    assert refused.code == "delegation_overlap"
    assert Delegation.objects.count() == 1
