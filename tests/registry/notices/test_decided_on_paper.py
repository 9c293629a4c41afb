"""延长, 中止, 恢复, 撤销 on paper: entered with the scan, in effect when another confirms."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import confirm_offline
from ipcontact.ui.errors import RuleViolation
from registry.notices import services
from registry.notices.choices import NoticeAction as A
from registry.notices.models import PublicNotice
from tests.changing import paper
from tests.factories import make_user
from tests.files import samples
from tests.filing import TODAY

REASON = "名单有误，经局长办公会研究。"


def scan():
    return SimpleUploadedFile("呈批单.pdf", samples.pdf(), "application/pdf")


@pytest.fixture
def entered(handler, leader):
    """`entered(notice, A.STOP)`: decided on paper by the leader, waiting for the second person."""

    def enter(notice, action, *, by=None, **values) -> OfflineResult:
        facts = {
            "decider": leader, "decided_on": TODAY, "channel": "paper", "scan": scan(),
            "reason": REASON, "today": TODAY, **values,
        }  # fmt: skip
        return services.enter_decision(notice, action=action, by=by or handler, **facts)

    return enter


@pytest.fixture
def stopped(running, leader):
    """`stopped(2)`: a notice that stands still."""
    return lambda count=1: services.stop(running(count), reason="示例", by=leader, today=TODAY)


def refused(code: str):
    return pytest.raises(RuleViolation, check=lambda error: error.code == code)


def now(notice) -> PublicNotice:
    return PublicNotice.objects.get(pk=notice.pk)


def test_stop_when_another_confirms_then_it_stands_still_in_the_leaders_name(
    running, entered, handler, checker, leader
):
    notice = running(1)
    result = entered(notice, A.STOP)
    assert now(notice).state == "published"

    confirm_offline(result, by=checker)

    step = Act.objects.of(notice).first()
    assert now(notice).state == "stopped"
    assert (step.code, step.acted_by, step.entered_by) == ("notice.stop", leader, handler)
    assert (step.confirmed_by, step.channel, step.reason) == (checker, "paper", REASON)
    assert step.scan is not None
    with pytest.raises(RuleViolation):
        confirm_offline(result, by=checker)


def test_extend_when_confirmed_then_the_later_day_stands_with_the_reason(running, entered, checker):
    notice = running(1)
    later = notice.ends_on + timedelta(days=4)

    confirm_offline(entered(notice, A.EXTEND, ends_on=later), by=checker)

    assert now(notice).ends_on == later
    assert notice.extensions.get().reason == REASON


def test_restart_when_confirmed_then_a_full_window_from_that_day(stopped, entered, checker):
    notice = stopped()

    confirm_offline(entered(notice, A.RESTART), by=checker)

    again = now(notice)
    assert (again.state, again.starts_on) == ("published", TODAY)
    assert notice.extensions.get().is_restart


def test_cancel_when_confirmed_then_the_list_is_decided_as_before_and_the_reason_public(
    stopped, entered, checker, leader, client
):
    notice = stopped(2)

    confirm_offline(entered(notice, A.CANCEL), by=checker)

    notice = now(notice)
    assert (notice.state, notice.batch.state) == ("cancelled", "decided")
    assert {item.application.state for item in notice.items.all()} == {"approved"}
    application = notice.items.first().application
    assert Act.objects.of(application).first().acted_by == leader
    assert REASON in client.get(notice.public_url).content.decode()


def test_cancel_when_done_then_the_public_reason_is_frozen(stopped, leader):
    notice = services.cancel(stopped(), reason="名单有误", by=leader, today=TODAY)

    with pytest.raises(DatabaseError), transaction.atomic():
        PublicNotice.objects.filter(pk=notice.pk).update(cancel_reason="别的理由")

    assert now(notice).cancel_reason == "名单有误"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"scan": None}, "scan_missing"),
        ({"reason": " "}, "reason_missing"),
        ({"channel": "meeting"}, "minutes_missing"),
        ({"channel": "online"}, "offline_channel"),
        ({"decided_on": TODAY + timedelta(days=1)}, "event_future"),
    ],
)
def test_enter_when_the_paper_is_not_whole_then_refused(running, entered, values, code):
    notice = running(1)

    with refused(code):
        entered(notice, A.STOP, **values)

    assert not OfflineResult.objects.exists()


@pytest.mark.parametrize(
    ("action", "code"),
    [(A.RESTART, "wrong_state"), (A.CANCEL, "wrong_state"), (A.PUBLISH, "not_a_decision")],
)
def test_enter_when_the_state_does_not_allow_it_then_refused(running, entered, action, code):
    with refused(code):
        entered(running(1), action)


@pytest.mark.parametrize(("days", "code"), [(None, "end_missing"), (0, "not_later")])
def test_enter_when_the_new_end_is_none_or_not_later_then_refused(running, entered, days, code):
    notice = running(1)
    end = None if days is None else notice.ends_on + timedelta(days=days)

    with refused(code):
        entered(notice, A.EXTEND, ends_on=end)


@pytest.mark.parametrize("role", [Role.DECIDER, Role.AGENCY_CLERK, Role.AUDITOR])
def test_enter_when_by_another_role_then_refused(running, entered, role):
    with pytest.raises(PermissionDenied):
        entered(running(1), A.STOP, by=make_user(role))


def test_confirm_when_by_who_entered_it_then_refused(running, entered, handler):
    notice = running(1)
    result = entered(notice, A.STOP)

    with pytest.raises(RuleViolation):
        confirm_offline(result, by=handler)

    assert now(notice).state == "published"


def test_confirm_when_the_notice_moved_on_then_refused(running, entered, checker, leader):
    notice = running(1)
    result = entered(notice, A.STOP)
    services.stop(notice, reason="示例", by=leader, today=TODAY)

    with pytest.raises(RuleViolation):
        confirm_offline(result, by=checker)

    assert now(notice).state == "stopped"


def page_of(notice) -> str:
    return reverse("notices:decided", args=[notice.number])


def told(leader, **values) -> dict:
    return {
        "confirm": "1", "decider": leader.pk, "decided_on": TODAY.isoformat(),
        "channel": "paper", "reason": REASON, "scan": paper("呈批单.pdf"), **values,
    }  # fmt: skip


def test_page_when_entered_then_it_waits_and_the_record_led_there(client, running, handler, leader):
    notice = running(1)
    client.force_login(handler)
    assert page_of(notice) in client.get(notice.get_absolute_url()).content.decode()

    client.post(page_of(notice), told(leader, action="stop"))

    assert OfflineResult.objects.get().code == "notice.stop"
    assert now(notice).state == "published"


def test_page_when_extended_without_a_day_then_asked(client, running, handler, leader):
    client.force_login(handler)

    page = client.post(page_of(running(1)), told(leader, action="extend"))

    assert "请填写新的截止日期" in page.content.decode()
    assert not OfflineResult.objects.exists()


def test_page_when_the_state_has_no_such_step_then_says_so(client, over, handler):
    client.force_login(handler)

    page = client.get(page_of(over(1))).content.decode()

    assert "没有可以登记的线下决定" in page
