"""The limits of an application stopped, resumed and extended from its page."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.acts.services import extend_limit, pause_limit, resume_limit
from ipcontact.clocks.models import Clock
from ipcontact.notifications.models import Message
from ipcontact.ui.registry import exception_kinds
from registry.applications.models import Application
from registry.applications.services import close_unanswered, withdraw
from tests.factories import make_agency, make_user
from tests.filing import TODAY, submitted
from tests.registry.applications.office import clerk_of, code_of, in_bureau, returned, steps, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
WHY = "等司法局回复"


def clock_of(application: Application) -> Clock:
    return Clock.objects.open_for(application).get()


def at(name: str, clock: Clock) -> str:
    return reverse(f"clocks:{name}", args=[clock.key])


def stopped(application: Application, by) -> Clock:
    return pause_limit(clock_of(application), on=TODAY, reason=WHY, by=by, today=TODAY)


def test_limit_when_stopped_resumed_and_extended_then_steps_of_the_record(application, handler):
    before = clock_of(application).due_on

    paused = stopped(application, handler)
    running = resume_limit(paused, on=TODAY, by=handler, today=TODAY)
    longer = extend_limit(running, n=3, reason="需要核对专利", by=handler, today=TODAY)

    assert (paused.due_on, running.due_on) == (None, before)
    assert longer.due_on > before
    assert steps(application)[-3:] == ["clock.pause", "clock.resume", "clock.extend"]
    newest = Act.objects.of(application).first()
    assert (newest.action, newest.acted_by) == ("延长时限：区局复核", handler)
    assert newest.reason == "需要核对专利"


def test_extend_when_until_a_day_then_counted_in_the_limits_own_unit(application, handler):
    clock = clock_of(application)
    wanted = clock.due_on + timedelta(days=7)

    longer = extend_limit(clock, until=wanted, reason="会期推迟", by=handler, today=TODAY)

    assert longer.due_on == wanted
    assert longer.extension_n == 6  # 10月10日 is worked


def test_extend_when_neither_or_both_or_an_impossible_day_then_refused(application, handler):
    clock = clock_of(application)
    how = {"reason": "会期推迟", "by": handler, "today": TODAY}

    assert code_of(extend_limit, clock, **how) == "extension_unclear"
    assert code_of(extend_limit, clock, n=1, until=TODAY, **how) == "extension_unclear"
    assert code_of(extend_limit, clock, until=clock.due_on, **how) == "extension_day"
    assert code_of(extend_limit, clock, until=date(2026, 10, 3), **how) == "extension_day"
    assert code_of(extend_limit, clock, until=date(2030, 1, 2), **how) == "extension_day"
    assert code_of(extend_limit, stopped(application, handler), until=TODAY, **how) == (
        "clock_paused"
    )
    assert code_of(extend_limit, clock, n=1, **{**how, "reason": " "}) == "reason_missing"


def test_limit_when_the_same_page_is_sent_twice_then_once(application, handler):
    clock = clock_of(application)
    how = {"reason": "会期推迟", "by": handler, "today": TODAY, "version": clock.version}
    extend_limit(clock, n=2, **how)

    assert code_of(extend_limit, clock, n=2, **how) == "clock_stale"
    stopped(application, handler)
    again = {"on": TODAY, "by": handler, "today": TODAY}
    assert code_of(pause_limit, clock, reason=WHY, **again) == "clock_paused"
    resume_limit(clock, **again)
    assert code_of(resume_limit, clock, **again) == "clock_not_paused"
    assert Act.objects.of(application).filter(code="clock.extend").count() == 1


def test_limit_when_the_event_is_tomorrow_or_the_clock_has_ended_then_refused(application, handler):
    clock = clock_of(application)
    tomorrow = TODAY + timedelta(days=1)

    assert code_of(
        pause_limit, clock, on=tomorrow, reason=WHY, by=handler, today=TODAY
    ) == "event_future"  # fmt: skip
    assert clock_of(application).due_on is not None
    withdraw(application, by=None, grant=str(application.key), today=TODAY, reason="不再申报")
    assert code_of(
        extend_limit, clock, n=1, reason=WHY, by=handler, today=TODAY
    ) == "clock_ended"  # fmt: skip


def test_limit_when_the_agency_asks_for_the_bureaus_time_then_refused(application):
    clock, clerk = clock_of(application), clerk_of(application)
    head = make_user(Role.AGENCY_HEAD, agency=application.agency)

    for person in (clerk, head, make_user(Role.DECIDER), make_user(Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            extend_limit(clock, n=1, reason=WHY, by=person, today=TODAY)


def test_limit_when_it_is_the_agencys_review_then_its_head_and_the_bureau(handler):
    application = submitted()
    head = make_user(Role.AGENCY_HEAD, agency=application.agency)

    with pytest.raises(PermissionDenied):
        extend_limit(clock_of(application), n=1, reason=WHY, by=clerk_of(application), today=TODAY)
    for person in (head, handler):
        extend_limit(clock_of(application), n=1, reason=WHY, by=person, today=TODAY)
    assert clock_of(application).extension_n == 2


def test_limit_when_it_is_the_units_then_told_and_its_notice_says_the_new_day(handler):
    application = submitted()
    clerk = clerk_of(application)
    application = returned(application, clerk)
    clock = clock_of(application)
    told = Message.objects.count()

    longer = extend_limit(clock, n=3, reason="单位来电说明", by=clerk, today=TODAY)

    assert application.correction_notices.get().due_on == longer.due_on
    message = Message.objects.order_by("-pk").first()
    assert Message.objects.count() == told + 1
    assert str(longer.due_on) in message.body


def test_close_when_the_time_of_the_unit_stands_still_then_not_due(handler):
    application = returned(in_bureau(), handler)
    pause_limit(clock_of(application), on=TODAY, reason=WHY, by=handler, today=TODAY)

    how = {"reason": "逾期", "by": handler, "today": TODAY + timedelta(days=90)}

    assert code_of(close_unanswered, application, **how) == "not_due"


def test_record_when_the_limit_is_ones_own_then_links_without_script(client, application, handler):
    clock = clock_of(application)

    page = text(client.get(application.get_absolute_url()))

    assert at("pause", clock) in page
    assert at("extend", clock) in page
    assert at("resume", clock) not in page
    client.force_login(clerk_of(application))
    assert at("pause", clock) not in text(client.get(application.get_absolute_url()))


def test_pages_when_walked_then_the_record_tells_it_under_how_it_was_counted(
    client, application, handler
):
    clock = clock_of(application)
    sent = {"confirm": "1", "version": clock.version, "on": TODAY.isoformat(), "reason": WHY}

    first = client.post(at("pause", clock), sent, follow=True)
    waits = text(client.get(at("resume", clock)))
    clock.refresh_from_db()
    again = {"confirm": "1", "version": clock.version, "on": TODAY.isoformat()}
    client.post(at("resume", clock), again)
    clock.refresh_from_db()
    more = {"confirm": "1", "version": clock.version, "n": "2", "reason": "会期推迟"}
    last = text(client.post(at("extend", clock), more, follow=True))

    assert "停表中" in text(first)
    assert at("resume", clock) in text(first)
    assert "停表事由" not in waits
    assert "延长2个工作日" in last
    assert "会期推迟" in last
    assert "延长时限：区局复核" in last


def test_pages_when_nothing_is_filled_in_or_it_is_sent_twice_then_said(
    client, application, handler
):
    clock = clock_of(application)
    version = clock.version

    empty = text(client.post(at("extend", clock), {"confirm": "1", "version": version}))
    sent = {"confirm": "1", "version": version, "n": "2", "reason": WHY}
    client.post(at("extend", clock), sent)
    twice = text(client.post(at("extend", clock), sent))
    unclear = {**sent, "version": "", "until": "2026-11-02"}
    both = text(client.post(at("extend", clock), unclear))

    assert "请填写延长的理由。" in empty
    assert "您打开之后这项时限有了变动" in twice
    assert "请填写其中一项" in both
    assert clock_of(application).extension_n == 2


def test_pages_when_it_cannot_be_done_then_why_stands_in_the_place_of_the_form(
    client, application, handler
):
    clock = clock_of(application)

    not_stopped = text(client.get(at("resume", clock)))
    stopped(application, handler)
    is_stopped = text(client.get(at("pause", clock)))
    withdraw(application, by=None, grant=str(application.key), today=TODAY, reason="不再申报")
    ended = text(client.get(at("extend", clock)))

    assert "没有停表" in not_stopped
    assert "已经停表" in is_stopped
    assert "停止计时，不能再改动" in ended
    assert "停表的理由" not in is_stopped


@pytest.mark.parametrize("name", ["pause", "resume", "extend"])
def test_pages_when_a_stranger_or_another_role_asks_then_404_and_403(client, application, name):
    address = at(name, clock_of(application))
    stranger = make_user(Role.AGENCY_CLERK, agency=make_agency("station"))

    for person, status in (
        (stranger, 404),
        (clerk_of(application), 403),
        (make_user(Role.UNIT_USER), 403),
        (make_user(Role.AUDITOR), 403),
    ):
        client.force_login(person)
        assert client.get(address).status_code == status
        assert client.post(address, {"confirm": "1"}).status_code == status
    client.logout()
    assert client.get(address).status_code == 302
    assert not Act.objects.filter(code__startswith="clock.").exists()


def test_history_when_limits_were_changed_then_exceptions_name_them(application, handler):
    stopped(application, handler)

    [kind] = [each for each in exception_kinds if each.code == "limit_changed"]
    assert [row.x_words for row in kind.rows()] == [f"停表：区局复核，理由：{WHY}"]


def test_in_bureau_when_extended_then_the_queue_sorts_by_the_new_day(application, handler):
    other = in_bureau()
    extend_limit(clock_of(application), n=5, reason=WHY, by=handler, today=TODAY)

    rows = Application.objects.with_due().order_by("due_on")

    assert list(rows) == [other, application]
