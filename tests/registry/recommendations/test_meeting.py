"""The two routes of one unit at once: one file speaks, two sources, and nobody waits crosswise."""

import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, OperationalError

from ipcontact.accounts.roles import Role
from ipcontact.ui.errors import RuleViolation
from registry.applications import services as applications
from registry.applications.models import Application
from registry.applications.services import claimants, steps, submission
from registry.recommendations import services
from registry.recommendations.services import signing
from registry.units.models import Unit
from tests.acts.test_races import WAIT, at_once
from tests.factories import credit_code, make_unit, make_user
from tests.filing import NOON, TODAY, draft, make_round, region_agency, submit, submitted
from tests.recommending import drafted, head_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def routes() -> list[Callable]:
    """A unit's own application and a station's recommendation of it, both ready to go."""
    station, round_, code = region_agency(), make_round(), credit_code()
    make_unit("示例两路有限公司", code)
    filed = draft(round_, credit_code=code, unit_name="示例两路有限公司")
    made = drafted(round_, agency=station, credit_code=code, unit_name="示例两路有限公司")
    head = head_of(station)
    return [
        lambda: submit(filed),
        lambda: services.sign(made, by=head, today=TODAY, now=NOON),
    ]


def unexpected(results: list) -> list:
    return [each for each in results if isinstance(each, Exception)]


def sources(application: Application) -> tuple[bool, bool]:
    return application.is_self_filed, application.is_recommended


def test_routes_when_the_unit_is_the_first_by_a_moment_then_one_file_with_two_sources(
    routes, monkeypatch
):
    has_begun, own, in_time = threading.Event(), submission.unit_of, signing._in_time

    def begin(*args, **kwargs):
        found = own(*args, **kwargs)
        has_begun.set()  # not committed yet: the head's signature meets the lock
        return found

    def follow(*args):
        has_begun.wait(WAIT)
        return in_time(*args)

    monkeypatch.setattr(submission, "unit_of", begin)
    monkeypatch.setattr(signing, "_in_time", follow)

    results = at_once(*routes)

    assert unexpected(results) == []
    file = Application.objects.open().get()
    assert (file.state, sources(file), file.is_rival) == ("bureau_review", (True, True), False)
    assert file.recommendations.get().state == "signed"
    assert Unit.objects.count() == 1


def test_routes_when_whoever_is_first_then_settled_there_is_one_file_with_two_sources(routes):
    results = at_once(*routes)

    assert unexpected(results) == []
    assert Application.objects.open().filter(is_rival=False).count() == 1
    for rival in Application.objects.open().filter(is_rival=True):  # the signature was the first
        services.settle_claim(
            winner=rival,
            loser=Application.objects.open().get(is_rival=False),
            reason="盖章件与执照一致",
            by=make_user(Role.HANDLER),
            today=TODAY,
        )
    assert sources(Application.objects.open().get()) == (True, True)


def test_control_when_the_two_do_not_wait_then_the_database_refuses_one(routes, monkeypatch):
    barrier, look = threading.Barrier(2), claimants.agency_for

    def meet(region):
        barrier.wait(WAIT)  # both have looked, neither has written
        return look(region)

    monkeypatch.setattr(claimants, "_one_at_a_time", lambda basic: None)
    for room in (submission, signing):
        monkeypatch.setattr(room, "agency_for", meet)

    [refused] = unexpected(at_once(*routes))

    assert isinstance(refused, DatabaseError)


@pytest.fixture
def crosswise() -> list[Callable]:
    """The file that speaks is withdrawn, and with it the lock goes on to the rival; the office
    settles between the two, beginning with the rival, which was begun first."""
    round_, code = make_round(), credit_code()
    region_agency()
    rival = draft(round_, credit_code=code, unit_name="示例两件有限公司")
    speaks = submitted(round_, credit_code=code, unit_name="示例两件有限公司")
    submit(rival)
    rival.refresh_from_db()
    assert (rival.is_rival, rival.pk < speaks.pk) == (True, True)
    handler = make_user(Role.HANDLER)
    return [
        lambda: applications.withdraw(speaks, by=None, grant=str(speaks.key), today=TODAY),
        lambda: services.settle_claim(
            winner=speaks, loser=rival, reason="盖章件一致", by=handler, today=TODAY
        ),
    ]


def test_files_when_one_is_withdrawn_while_two_are_settled_then_either_order_is_lawful(crosswise):
    results = at_once(*crosswise)

    assert all(isinstance(each, RuleViolation) for each in unexpected(results))
    speaking = Application.objects.open()
    # Settled first, both are closed; withdrawn first, the rival speaks and nothing is to settle.
    assert [each.is_rival for each in speaking] == [False] * len(unexpected(results))
    assert isinstance(results[0], Application)


def test_control_when_only_the_own_file_is_locked_then_the_two_wait_crosswise(
    crosswise, monkeypatch
):
    barrier, came = threading.Barrier(2), threading.local()

    def own_alone(application, version=None):
        rows = Application.objects.select_for_update(of=("self",))
        found = rows.get(pk=application.pk)
        if not getattr(came, "here", False):
            came.here = True
            barrier.wait(WAIT)
        return found

    for room in (steps, submission, applications):
        monkeypatch.setattr(room, "locked", own_alone)
    monkeypatch.setattr(applications, "lock_all", lambda files: None)

    [refused] = unexpected(at_once(*crosswise))

    assert isinstance(refused, OperationalError)
    assert "deadlock" in str(refused)
