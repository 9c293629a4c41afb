"""Two steps on one notice at once: one is taken, the other is told; without the lock both look."""

from __future__ import annotations

import threading

import pytest

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.ui.errors import RuleViolation
from registry.applications.services import withdraw
from registry.notices import services
from registry.notices.choices import CheckPoint
from registry.notices.models import PublicNotice
from registry.notices.services import drafting
from registry.roster.models import RosterEdition
from tests.deciding import make_leader
from tests.factories import make_user
from tests.filing import NOON, TODAY
from tests.noticing import EDITION, checked, day_after, sent_to_check
from tests.registry.goals.test_races import WAIT, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def refusals(results) -> list[str]:
    """Codes of those that were refused; whatever else went wrong is raised."""
    failed = [result for result in results if isinstance(result, Exception)]
    for error in failed:
        if not isinstance(error, RuleViolation):
            raise error
    return [error.code for error in failed]


def passing(notice, person):
    return lambda: services.pass_check(
        notice, ticked=CheckPoint.values, by=person, today=TODAY, version=notice.version
    )


def passes() -> int:
    return Act.objects.filter(code="notice.pass").count()


@pytest.fixture
def submitted(decided, handler) -> PublicNotice:
    return sent_to_check(services.draft(decided(1), by=handler, today=TODAY), by=handler)


def test_announce_when_two_leaders_at_once_then_one_edition(over, leader, fixed_today):
    notice, other = over(2), make_leader(name="钱示例")
    day = day_after(notice)
    fixed_today(day.isoformat())

    def announcing(person):
        return lambda: services.announce(notice, edition_name=EDITION, by=person, today=day)

    results = at_once(announcing(leader), announcing(other))

    assert len(refusals(results)) == 1
    assert RosterEdition.objects.count() == 1
    assert Act.objects.filter(code="notice.announce").count() == 1


def test_publish_when_a_unit_withdraws_at_once_then_it_is_never_shown_as_if_it_had_not(
    decided, handler, checker
):
    notice = services.draft(decided(2), by=handler, today=TODAY)
    notice = checked(notice, by=handler, checker=checker)
    application = notice.items.first().application

    results = at_once(
        lambda: services.publish(notice, by=handler, now=NOON),
        lambda: withdraw(application, by=None, grant=str(application.key), today=TODAY),
    )

    notice.refresh_from_db()
    application.refresh_from_db()
    codes = refusals(results)
    if notice.state == "published":
        assert notice.items.count() == 2
        assert application.state in ("on_notice", "withdrawn")
    else:
        assert (codes, notice.state, application.state) == (
            ["list_changed"], "approved", "withdrawn",
        )  # fmt: skip


def test_check_when_two_pass_it_at_once_then_one_and_the_other_is_told(submitted, checker):
    results = at_once(passing(submitted, checker), passing(submitted, make_user(Role.HANDLER)))

    assert refusals(results) == ["wrong_state"]
    assert passes() == 1


def test_check_when_the_lock_is_off_then_both_would_go_through(submitted, checker, monkeypatch):
    barrier = threading.Barrier(2)

    def look(row):
        found = PublicNotice.objects.get(pk=row.pk)
        barrier.wait(WAIT)
        return found

    monkeypatch.setattr(drafting, "locked", look)

    results = at_once(passing(submitted, checker), passing(submitted, make_user(Role.HANDLER)))

    assert refusals(results) == []
    assert passes() == 2
