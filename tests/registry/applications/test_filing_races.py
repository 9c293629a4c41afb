"""Promises 14 and 16 on the applicant's side: real threads, and controls that lose."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from registry.applications import services
from registry.applications.models import Application, Submission
from registry.applications.services import claimants, submission
from registry.units.models import Unit
from tests.factories import credit_code
from tests.filing import CONSENTS, NOON, TODAY, draft, make_round, region_agency
from tests.journeys.test_promise_races import WAIT, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def submitting(application: Application) -> Callable[[], Submission]:
    return lambda: services.submit(
        application,
        consents=CONSENTS,
        clicked_at=NOON,
        by=None,
        grant=str(application.key),
        today=TODAY,
    )


@pytest.fixture
def met(monkeypatch) -> Callable[..., None]:
    """`met(module, name)`: two calls of a function wait for each other before they go on."""

    def arrange(module: Any, name: str) -> None:
        barrier, real = threading.Barrier(2), getattr(module, name)

        def wait_then(*args, **kwargs):
            found = real(*args, **kwargs)
            barrier.wait(WAIT)
            return found

        monkeypatch.setattr(module, name, wait_then)

    return arrange


def test_double_click_when_both_arrive_at_once_then_one_submission():
    region_agency()
    application = draft()

    results = at_once(submitting(application), submitting(application))

    assert len({result.pk for result in results}) == 1
    assert application.submissions.count() == 1


def test_control_when_the_file_is_not_locked_then_a_double_click_collides(monkeypatch, met):
    region_agency()
    application = draft()
    monkeypatch.setattr(
        submission, "locked", lambda file, version=None: Application.objects.get(pk=file.pk)
    )
    met(submission, "missing_of")

    results = at_once(submitting(application), submitting(application))

    assert any(isinstance(result, Exception) for result in results)


def test_same_code_when_two_files_are_submitted_at_once_then_one_unit_and_one_speaks_for_it():
    region_agency()
    round_, code = make_round(), credit_code()
    files = [draft(round_, credit_code=code, unit_name="示例同名有限公司") for _ in range(2)]

    at_once(*map(submitting, files))

    assert Unit.objects.filter(credit_code=code).count() == 1
    rivals = Application.objects.filter(credit_code=code).values_list("is_rival", flat=True)
    assert sorted(rivals) == [False, True]


def test_control_when_claimants_do_not_wait_then_the_database_refuses_one(monkeypatch, met):
    region_agency()
    round_, code = make_round(), credit_code()
    files = [draft(round_, credit_code=code, unit_name="示例同名有限公司") for _ in range(2)]
    monkeypatch.setattr(claimants, "_one_at_a_time", lambda basic: None)
    met(claimants, "_registered")

    results = at_once(*map(submitting, files))

    [refused] = [result for result in results if isinstance(result, Exception)]
    assert not isinstance(refused, threading.BrokenBarrierError)
    assert isinstance(refused, IntegrityError) or getattr(refused, "code", "") == "code_taken"


def beginning(round_, code: str) -> Callable[[], Application]:
    """A click by somebody whose session does not know of the other click."""
    return lambda: services.begin(
        round=round_, basic={"credit_code": code}, now=NOON, by=None, starter="session:示例"
    )


def test_number_when_asked_for_twice_at_once_then_one_draft():
    click = beginning(make_round(), credit_code())

    results = at_once(click, click)

    assert len({result.pk for result in results}) == 1
    assert Application.objects.count() == 1


def test_control_when_clicks_do_not_wait_then_two_drafts(monkeypatch):
    click, barrier = beginning(make_round(), credit_code()), threading.Barrier(2)
    real = services.beginning.start

    def start_together(**given):
        barrier.wait(WAIT)
        return real(**given)

    monkeypatch.setattr(services.beginning, "_one_at_a_time", lambda seed: None)
    monkeypatch.setattr(services.beginning, "start", start_together)

    at_once(click, click)

    assert Application.objects.count() == 2


def test_browser_when_both_clicks_of_the_button_arrive_at_once_then_both_sessions_hold_the_draft():
    region_agency()
    round_, code, page = make_round(now=timezone.now()), credit_code(), Client()
    address = f"/applications/form/new/{round_.number}/"
    page.post(address, {"credit_code": code})
    clicks = [Client() for _ in range(2)]
    for each in clicks:
        each.cookies = page.cookies.copy()

    at_once(*(lambda c=c: c.post(address, {"credit_code": code, "confirm": "1"}) for c in clicks))

    application = Application.objects.get()
    for each in clicks:
        assert str(application.key) in each.session["applications"]


def test_numbers_when_fifty_files_are_begun_at_once_then_all_differ():
    round_ = make_round()

    def begin() -> list[str]:
        return [
            services.start(round=round_, basic={}, now=NOON, by=None).application_no
            for _ in range(5)
        ]

    results = at_once(*[begin] * 10)

    assert len({number for numbers in results for number in numbers}) == 50
