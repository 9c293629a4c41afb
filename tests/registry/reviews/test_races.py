"""Two at once: one result, the other is told; each race has a control without the lock."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from ipcontact.acts.models import Act
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.reviews.models import CreditCheck
from registry.reviews.returns import CreditLine
from registry.reviews.services import (
    credit,
    finish_inspection,
    import_credit,
    inspections,
    record_inspection,
    replies,
    reply_no_objection,
)
from tests.filing import TODAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WAIT = 20
BRIEFLY = 2


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


def line_of(application: Application) -> list[CreditLine]:
    return [
        CreditLine(
            number=3,
            credit_code=application.credit_code,
            result="clear",
            checked_on=TODAY,
            checker="信用科",
        )
    ]


@pytest.fixture
def meeting(monkeypatch) -> Callable[[Any, str], None]:
    """`meeting(module, name)`: two calls of a function wait for each other, for a moment.

    With the lock on, one of them waits outside and the other goes on alone.
    """

    def arrange(module: Any, name: str) -> None:
        barrier, real = threading.Barrier(2), getattr(module, name)

        def wait_and_go_on(*args, **kwargs):
            with contextlib.suppress(threading.BrokenBarrierError):
                barrier.wait(BRIEFLY)
            return real(*args, **kwargs)

        monkeypatch.setattr(module, name, wait_and_go_on)

    return arrange


def test_same_list_when_imported_twice_at_once_then_one_row_and_the_other_changes_nothing(
    file, handler, meeting
):
    lines = line_of(file())
    meeting(credit, "_refuse_incomplete")

    results = at_once(*(lambda: import_credit(lines, by=handler, today=TODAY),) * 2)

    assert sorted(len(plan.fresh) for plan in results) == [0, 1]
    assert CreditCheck.objects.count() == 1


def test_control_when_the_applications_are_not_locked_then_two_rows(
    file, handler, meeting, monkeypatch
):
    lines = line_of(file())
    meeting(credit, "_refuse_incomplete")
    monkeypatch.setattr(
        "registry.applications.models.Application.objects.select_for_update",
        lambda **values: Application.objects.all(),
    )

    at_once(*(lambda: import_credit(lines, by=handler, today=TODAY),) * 2)

    assert CreditCheck.objects.count() == 2


def test_file_when_finished_twice_at_once_then_one_step_and_the_other_is_told(
    file, found, handler, colleague
):
    application = file()
    record_inspection(application, finding=found(), by=handler, today=TODAY)

    results = at_once(
        lambda: finish_inspection(application, by=handler, today=TODAY),
        lambda: finish_inspection(application, by=colleague, today=TODAY),
    )

    [refused] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(refused, RuleViolation)
    assert "已于" in refused.message
    assert Act.objects.of(application).filter(code="application.inspected").count() == 1


def test_answers_when_entered_twice_at_once_then_one_step(letter, handler, meeting):
    sent = letter()
    meeting(replies, "_refuse_day")

    results = at_once(
        *(lambda: reply_no_objection(sent, replied_on=TODAY, by=handler, today=TODAY),) * 2
    )

    assert sorted(map(len, results)) == [0, 3]
    assert Act.objects.of(sent).filter(code="opinion.reply").count() == 1


def test_control_when_the_letter_is_not_locked_then_two_steps(
    letter, handler, meeting, monkeypatch
):
    sent = letter()
    monkeypatch.setattr(replies, "locked_letter", lambda row: row)
    meeting(replies, "_write_all")

    at_once(*(lambda: reply_no_objection(sent, replied_on=TODAY, by=handler, today=TODAY),) * 2)

    assert Act.objects.of(sent).filter(code="opinion.reply").count() == 2


def test_correction_when_made_twice_at_once_then_one_counts(file, found, handler, colleague):
    old = record_inspection(file(), finding=found(), by=handler, today=TODAY)

    def correct(person) -> Callable:
        return lambda: inspections.correct_inspection(
            old, finding=found(), reason="日期有误", by=person, today=TODAY
        )

    results = at_once(correct(handler), correct(colleague))

    [refused] = [result for result in results if isinstance(result, Exception)]
    assert refused.code == "corrected_already"
