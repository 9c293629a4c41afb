"""Two extend at once: one extension, the other is told; without the lock the race is lost."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from ipcontact.ui.errors import RuleViolation
from registry.rounds import services
from registry.rounds.models import IntakeRound, RoundExtension
from registry.rounds.services import running
from tests.filing import NOON, make_round

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


def extending(round_, by, days: int) -> Callable[[], RoundExtension]:
    return lambda: services.extend(
        round_,
        closes_at=NOON + timedelta(days=days),
        reason="网站故障。",
        by=by,
        now=NOON,
        version=1,
    )


def test_round_when_two_extend_at_once_then_one_does_and_the_other_is_told(handler):
    round_ = make_round()

    results = at_once(extending(round_, handler, 15), extending(round_, handler, 20))

    [refused] = [result for result in results if isinstance(result, Exception)]
    [done] = [result for result in results if isinstance(result, RoundExtension)]
    assert isinstance(refused, RuleViolation)
    assert refused.code == "stale"
    assert RoundExtension.objects.get() == done
    assert IntakeRound.objects.get(pk=round_.pk).closes_at == done.closes_at_after


def test_control_when_the_lock_is_off_then_the_same_race_extends_twice(handler, monkeypatch):
    round_, barrier = make_round(), threading.Barrier(2)

    def look(row, *, by, version=None):
        found = IntakeRound.objects.get(pk=row.pk)
        barrier.wait(WAIT)
        return found

    monkeypatch.setattr(running, "locked", look)

    at_once(extending(round_, handler, 15), extending(round_, handler, 20))

    before = RoundExtension.objects.values_list("closes_at_before", flat=True)
    assert list(before) == [round_.closes_at, round_.closes_at]


def test_clock_when_two_workers_run_at_once_then_closed_once(handler):
    round_ = make_round(closes_at=NOON - timedelta(minutes=1))

    results = at_once(lambda: services.keep_time(now=NOON), lambda: services.keep_time(now=NOON))

    assert sorted(results) == [(0, 0), (0, 1)]
    assert IntakeRound.objects.get(pk=round_.pk).version == 2
