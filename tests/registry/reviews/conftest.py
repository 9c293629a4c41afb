"""Files under assessment, the people who assess them, and what they write down."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ipcontact.accounts.roles import Role
from registry.reviews.models import CreditCheck, OpinionReply, OpinionRequest
from registry.reviews.services import Finding, record_credit, reply, request_opinions
from tests.factories import make_agency, make_user
from tests.filing import TODAY, bypassed, make_round, region_agency


@pytest.fixture(autouse=True)
def _bureau(db, fixed_today):
    """The bureau is there, and it is the day of the tests."""
    fixed_today(TODAY.isoformat())
    region_agency()


@pytest.fixture
def handler(client):
    """区局经办, signed in."""
    person = make_user(Role.HANDLER)
    client.force_login(person)
    return person


@pytest.fixture
def colleague():
    return make_user(Role.HANDLER)


@pytest.fixture
def clerk():
    """内勤 of the station that answers for the applications."""
    return make_user(Role.AGENCY_CLERK, agency=region_agency())


@pytest.fixture
def round_():
    return make_round()


@pytest.fixture
def file(handler, round_) -> Callable:
    """`file()`: an application in 考察中; `file(state)` further on or back."""

    def make(state: str = "inspection", **values):
        return bypassed(round_, by=handler, state=state, **values)

    return make


@pytest.fixture
def found(handler) -> Callable[..., Finding]:
    """`found(mode="on_site")`: what is written down, complete for a review of papers."""

    def make(**values) -> Finding:
        values = {
            "mode": "documents",
            "done_on": TODAY,
            "inspectors": (handler,),
            "conclusion": "fit",
            **values,
        }
        return Finding(**values)

    return make


@pytest.fixture
def offices():
    """Three offices that are asked."""
    return [make_agency("partner", code=f"XZ-{number}") for number in range(1, 4)]


@pytest.fixture
def ask(file, handler, offices) -> Callable[..., OpinionRequest]:
    """`ask()`: a letter of today about two files to three offices."""

    def send(applications=None, **values) -> OpinionRequest:
        applications = [file(), file()] if applications is None else applications
        values = {
            "agencies": offices,
            "title": "关于征求意见的函",
            "sent_on": TODAY,
            "reply_days": 5,
            "by": handler,
            "today": TODAY,
            **values,
        }
        return request_opinions(applications, **values)

    return send


@pytest.fixture
def letter(ask, file) -> Callable[..., OpinionRequest]:
    """`letter(application, …)`: the same about these files, about one by default."""
    return lambda *applications, **values: ask(applications or [file()], **values)


@pytest.fixture
def answer(handler, offices) -> Callable[..., OpinionReply]:
    """`answer(letter, exceptions)`: the first office answers today."""

    def give(letter, exceptions=None, **values) -> OpinionReply:
        values = {"agency": offices[0].code, "replied_on": TODAY, **values}
        return reply(letter, exceptions=exceptions or {}, by=handler, today=TODAY, **values)

    return give


@pytest.fixture
def check(handler) -> Callable[..., CreditCheck]:
    """`check(application, result)`: the credit check, entered by hand."""

    def enter(application, result="clear", **values) -> CreditCheck:
        values = {"checked_on": TODAY, "checker": "信用科", "by": handler, **values}
        return record_credit(application, result=result, today=TODAY, **values)

    return enter
