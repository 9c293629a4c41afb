"""Two steps on one notice at once: one is taken, the other is told; without the lock both look."""

from __future__ import annotations

import threading

import pytest

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.applications.services import claimants, submission, withdraw
from registry.batches.services import annul
from registry.notices import services
from registry.notices.choices import CheckPoint
from registry.notices.models import PublicNotice
from registry.notices.services import announcing, drafting, publishing
from registry.roster.models import RosterEdition
from tests.deciding import make_leader
from tests.factories import make_user
from tests.filing import NOON, TODAY, draft, submit
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


def announcing_as(name, notice, person):
    return lambda: services.announce(notice, edition_name=name, by=person, today=day_after(notice))


def withdrawing(application):
    return lambda: withdraw(application, by=None, grant=str(application.key), today=TODAY)


def passes() -> int:
    return Act.objects.filter(code="notice.pass").count()


@pytest.fixture
def submitted(decided, handler) -> PublicNotice:
    return sent_to_check(services.draft(decided(1), by=handler, today=TODAY), by=handler)


def test_announce_when_two_leaders_at_once_then_one_edition(over, leader, fixed_today):
    notice, other = over(2), make_leader(name="钱示例")
    fixed_today(day_after(notice).isoformat())

    results = at_once(announcing_as(EDITION, notice, leader), announcing_as(EDITION, notice, other))

    assert len(refusals(results)) == 1
    assert RosterEdition.objects.count() == 1
    assert Act.objects.filter(code="notice.announce").count() == 1


def test_announce_when_the_lock_is_off_then_only_the_database_stops_the_second(
    over, leader, fixed_today, monkeypatch
):
    notice, other = over(1), make_leader(name="钱示例")
    fixed_today(day_after(notice).isoformat())
    barrier = threading.Barrier(2)

    def look(row):
        found = PublicNotice.objects.select_related("batch").get(pk=row.pk)
        barrier.wait(WAIT)
        return found.batch, found

    monkeypatch.setattr(announcing, "_locked", look)

    results = at_once(
        announcing_as(EDITION, notice, leader), announcing_as(f"{EDITION}（二）", notice, other)
    )

    [stopped] = [result for result in results if isinstance(result, Exception)]
    assert "announced_once" in str(stopped)  # no rule said no: both believed to be the first
    assert RosterEdition.objects.count() == 1


def test_publish_when_a_unit_withdraws_at_once_then_it_goes_out_whole(decided, handler, checker):
    notice = services.draft(decided(2), by=handler, today=TODAY)
    notice = checked(notice, by=handler, checker=checker)
    application = notice.items.first().application

    results = at_once(
        lambda: services.publish(notice, by=handler, now=NOON), withdrawing(application)
    )

    notice.refresh_from_db()
    application.refresh_from_db()
    assert (notice.state, notice.items.count()) == ("published", 2)
    # What is decided cannot be withdrawn, what is shown can: refused before, or gone through after.
    assert (refusals(results), application.state) in (
        (["wrong_state"], "on_notice"),
        ([], "withdrawn"),
    )


@pytest.fixture
def to_publish(decided, handler, checker) -> PublicNotice:
    """Checked, of two units."""
    notice = services.draft(decided(2), by=handler, today=TODAY)
    return checked(notice, by=handler, checker=checker)


def publishing_as(notice, person):
    return lambda: services.publish(notice, by=person, now=NOON)


def annulling(notice, application, person):
    how = {"reason": "材料不符。", "by": person, "today": TODAY}
    return lambda: annul(notice.batch, application=application, **how)


def test_publish_when_an_inclusion_is_annulled_at_once_then_shown_or_off_the_list(
    to_publish, handler, leader
):
    notice, application = to_publish, to_publish.items.first().application

    results = at_once(publishing_as(notice, handler), annulling(notice, application, leader))

    notice.refresh_from_db()
    application.refresh_from_db()
    assert refusals(results) == ["wrong_state"]
    assert (notice.state, notice.items.count(), application.state) in (
        ("published", 2, "on_notice"),
        ("drafting", 1, "not_selected"),
    )


def test_publish_when_nobody_waits_for_the_annulment_then_a_list_is_shown_that_none_has_checked(
    to_publish, handler, leader, monkeypatch
):
    notice, application = to_publish, to_publish.items.first().application
    judge, barrier = publishing._refuse_changed, threading.Barrier(2)

    def judge_before_the_annulment(current):
        judge(current)
        barrier.wait(WAIT)
        barrier.wait(WAIT)

    def annul_meanwhile():
        barrier.wait(WAIT)
        annulling(notice, application, leader)()
        barrier.wait(WAIT)

    monkeypatch.setattr(publishing, "lock_batch", lambda row: row.batch)
    monkeypatch.setattr(publishing, "locked", lambda row: PublicNotice.objects.get(pk=row.pk))
    monkeypatch.setattr(publishing, "lock_applications", lambda current: [])
    monkeypatch.setattr(publishing, "_refuse_changed", judge_before_the_annulment)

    results = at_once(publishing_as(notice, handler), annul_meanwhile)

    notice.refresh_from_db()
    assert refusals(results) == []
    assert (notice.state, notice.items.count(), notice.checked_by) == ("published", 1, None)


def test_announce_when_a_unit_withdraws_at_once_then_it_is_listed_or_left_out(
    over, leader, fixed_today
):
    notice = over(2)
    day, application = day_after(notice), notice.items.first().application
    fixed_today(day.isoformat())

    results = at_once(announcing_as(EDITION, notice, leader), withdrawing(application))

    application.refresh_from_db()
    edition = RosterEdition.objects.get()
    assert (refusals(results), application.state, edition.entry_count) in (
        (["wrong_state"], "listed", 2),
        ([], "withdrawn", 1),
    )


def test_announce_when_the_files_are_not_locked_then_a_withdrawal_breaks_it_off(
    over, leader, fixed_today, monkeypatch
):
    notice = over(2)
    day, application = day_after(notice), notice.items.first().application
    fixed_today(day.isoformat())
    publish_edition, barrier = announcing.publish_edition, threading.Barrier(2)

    def publish_after_the_withdrawal(*args, **values):
        barrier.wait(WAIT)
        barrier.wait(WAIT)
        return publish_edition(*args, **values)

    def withdraw_meanwhile():
        barrier.wait(WAIT)
        withdrawing(application)()
        barrier.wait(WAIT)

    monkeypatch.setattr(announcing, "lock_applications", lambda current: [])
    monkeypatch.setattr(announcing, "publish_edition", publish_after_the_withdrawal)

    results = at_once(announcing_as(EDITION, notice, leader), withdraw_meanwhile)

    application.refresh_from_db()
    assert (refusals(results), application.state) == (["wrong_state"], "withdrawn")
    assert not RosterEdition.objects.exists()


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


@pytest.fixture
def late(over, fixed_today):
    """A notice about to be announced, and a draft of somebody else for its unit."""
    notice = over(1)
    listed = notice.items.get().application
    names = {"credit_code": listed.credit_code, "unit_name": listed.unit_name}
    fixed_today(day_after(notice).isoformat())
    return notice, draft(listed.round, **names)


def open_files(application) -> int:
    return Application.objects.open().filter(credit_code=application.credit_code).count()


def test_submit_when_its_unit_is_announced_at_once_then_no_open_file_is_left(late, leader):
    notice, second = late

    results = at_once(announcing_as(EDITION, notice, leader), lambda: submit(second))

    second.refresh_from_db()
    found = (refusals(results), second.state)
    assert found in ((["already_listed"], "draft"), ([], "discarded"))


def test_submit_when_nobody_waits_for_the_announcement_then_an_open_file_of_a_listed_unit(
    late, leader, monkeypatch
):
    notice, second = late
    barrier = threading.Barrier(2)
    close, claim = announcing.close_rivals, submission.is_claimed

    def both(call):
        def wait(*args, **values):
            barrier.wait(WAIT)
            return call(*args, **values)

        return wait

    monkeypatch.setattr(claimants, "wait_for_files", lambda unit: None)
    monkeypatch.setattr(announcing, "close_rivals", both(close))
    monkeypatch.setattr(submission, "is_claimed", both(claim))

    results = at_once(announcing_as(EDITION, notice, leader), lambda: submit(second))

    assert refusals(results) == []
    assert open_files(second) == 1
