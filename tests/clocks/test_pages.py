"""What is shown of a clock, and its calendar entry for those who see the record."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ipcontact.accounts.roles import Role
from ipcontact.clocks import services
from ipcontact.clocks.models import Clock
from ipcontact.clocks.rules import Limit
from ipcontact.clocks.wording import face
from ipcontact.workdays.clock import SHANGHAI
from ipcontact.workdays.services import current_calendar
from tests.factories import make_agency, make_unit, make_user

WEEK = Limit(5, "working_day", "区局内部时限第4条")


def started(unit, name="复核", limit=WEEK, on=date(2026, 9, 18)):
    return services.start(unit, name=name, limit=limit, on=on, by=None)


def shown(clock, today):
    return face(clock, today, current_calendar())


def test_face_when_running_then_says_what_is_left_when_and_how_it_was_counted(unit):
    clock = started(unit, on=date(2026, 9, 24), limit=Limit(15, "working_day", "第4条"))

    found = shown(clock, date(2026, 10, 19))

    assert (found.words, found.tone, found.when) == ("还剩3个工作日", "", "10月22日 周四")
    facts = dict(found.facts)
    assert facts["起算"] == "9月24日 周四，当日不计"
    assert facts["时限"] == "15个工作日"
    assert "中秋节" in facts["跳过"]
    assert "国庆节7日" in facts["跳过"]
    assert facts["调休上班"] == "10月10日 周六"
    assert facts["依据"] == "第4条"
    assert facts["已用"] == "11个工作日"
    assert [cell.shape for cell in found.cells].count("t") == 1
    assert found.cells[-1].shape == "e"


def test_face_when_stopped_then_says_why_and_how_long(unit):
    clock = services.pause(started(unit), on=date(2026, 9, 21), reason="等单位补正", by=None)

    found = shown(clock, date(2026, 9, 23))

    assert (found.words, found.when) == ("停表中", "等单位补正，已2日")
    assert dict(found.facts)["停表"] == "9月22日 周二起，等单位补正"
    assert [cell.shape for cell in found.cells] == ["o", "d", "d", "p", "t"]


def test_face_when_resumed_and_extended_then_both_are_told(unit):
    clock = services.pause(started(unit), on=date(2026, 9, 21), reason="鉴定", by=None)
    services.resume(clock, on=date(2026, 9, 23), by=None)
    clock = services.extend(clock, n=2, reason="案情复杂", by=None)

    facts = dict(shown(clock, date(2026, 9, 24)).facts)

    assert facts["停表"] == "9月22日 周二至9月23日 周三，鉴定，2日"
    assert facts["时限"] == "5个工作日，延长2个工作日"
    assert facts["延长理由"] == "案情复杂"


@pytest.mark.parametrize(
    ("ended_on", "tone", "when"),
    [
        (date(2026, 9, 22), "", "9月22日 周二"),
        (date(2026, 9, 28), "bad", "9月28日 周一，超过 9月24日 周四"),
    ],
)
def test_face_when_ended_then_says_when_and_whether_too_late(unit, ended_on, tone, when):
    clock = services.end(started(unit), on=ended_on, by=None)

    found = shown(clock, date(2026, 11, 1))

    assert (found.words, found.tone, found.when) == ("已办结", tone, when)


def test_face_when_moved_off_a_holiday_and_provisional_then_told(unit):
    rolled = started(unit, limit=Limit(5, "calendar_day"), on=date(2026, 9, 21))
    far = started(unit, name="远", limit=Limit(60, "working_day"), on=date(2026, 12, 1))

    assert "9月26日 周六是休息日" in dict(shown(rolled, date(2026, 9, 22)).facts)["顺延"]
    assert "2027 年" in dict(shown(far, date(2026, 12, 2)).facts)["暂定"]
    assert shown(far, date(2026, 12, 2)).when.startswith("2027年")


def test_face_when_in_hours_then_the_hour_is_told(unit):
    at = datetime(2026, 10, 1, 15, 30, tzinfo=SHANGHAI)

    found = shown(started(unit, limit=Limit(24, "hour"), on=at), date(2026, 10, 1))

    assert (found.words, found.when) == ("还剩1日", "10月2日 周五 15:30")


def test_face_when_very_long_then_without_day_strip(unit):
    clock = started(unit, limit=Limit(24, "month"))

    assert shown(clock, date(2026, 9, 20)).cells == ()


@pytest.fixture
def sample(settings):
    settings.ROOT_URLCONF = "tests.clocks.sample_urls"


def test_tags_when_rendered_then_component_line_and_panel(sample, client, unit, fixed_today):
    fixed_today("2026-09-23")
    clock = started(unit)
    services.end(started(unit, name="<b>旧"), on=date(2026, 9, 21), by=None)
    client.force_login(make_user(Role.HANDLER))

    page = client.get(f"/sample/{unit.pk}/").text

    assert page.count("还剩1个工作日") == 3
    assert "不计时" in page
    assert "怎么算的" in page
    assert f"/clocks/{clock.key}.ics" in page
    assert "style=" not in page
    assert "<b>旧" not in page


def test_tags_when_more_clocks_are_shown_then_no_more_queries(sample, client, unit):
    client.force_login(make_user(Role.HANDLER))
    counts = []

    for number in range(4):
        started(unit, name=f"时限{number}")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/sample/{unit.pk}/")
        counts.append(len(queries))

    assert len(set(counts[1:])) == 1  # the first request also fetches what stays cached


def test_calendar_entry_when_record_is_seen_then_an_ics_file(client, unit, settings):
    settings.SITE_URL = "https://example.test"
    clock = started(unit)
    client.force_login(make_user(Role.HANDLER))

    response = client.get(clock.get_absolute_url())

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    text = response.content.decode()
    lines = text.replace("\r\n ", "").split("\r\n")
    assert "DTSTART;VALUE=DATE:20260924" in lines
    assert "DTEND;VALUE=DATE:20260925" in lines
    assert f"UID:{clock.key}@ipcontact" in lines
    assert f"SUMMARY:复核到期：{unit}" in lines
    assert f"URL:https://example.test{unit.get_absolute_url()}" in lines
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_calendar_entry_when_the_name_is_hostile_then_escaped(client, unit):
    clock = started(unit, name="复核;a,b\\\r\nATTACH:x")
    client.force_login(make_user(Role.HANDLER))

    text = client.get(clock.get_absolute_url()).content.decode()

    assert "\r\nATTACH" not in text
    assert "复核\\;a\\,b\\\\\\nATTACH:x" in text.replace("\r\n ", "")


def test_calendar_entry_when_record_is_invisible_then_404(client, db):
    stranger = make_user(Role.AGENCY_CLERK, agency=make_agency("station"))
    clock = started(make_unit(lead_agency=make_agency("station")))
    client.force_login(stranger)

    assert client.get(clock.get_absolute_url()).status_code == 404
    client.logout()
    assert client.get(clock.get_absolute_url()).status_code == 302


def test_calendar_entry_when_stopped_or_ended_or_unknown_then_404(client, unit):
    client.force_login(make_user(Role.HANDLER))
    stopped = services.pause(started(unit), on=date(2026, 9, 21), reason="鉴定", by=None)
    ended = services.end(started(unit, name="完"), on=date(2026, 9, 21), by=None)

    for clock in (stopped, ended):
        assert client.get(clock.get_absolute_url()).status_code == 404
    assert client.get("/clocks/00000000-0000-4000-8000-000000000000.ics").status_code == 404


def test_visible_when_asked_then_clocks_of_seen_records_and_all_for_the_auditor(unit):
    clock = started(unit)
    gone = started(make_unit())
    Clock.objects.filter(pk=gone.pk).update(subject_table="nothing")

    assert list(Clock.objects.visible_to(make_user(Role.HANDLER))) == [clock]
    assert list(Clock.objects.visible_to(make_user(Role.UNIT_USER))) == []
    assert Clock.objects.visible_to(make_user(Role.AUDITOR)).count() == 2


def test_face_when_the_reason_ends_with_a_full_stop_then_only_one_mark_stands(unit):
    clock = services.pause(started(unit), on=date(2026, 9, 21), reason="等单位补正。", by=None)

    assert shown(clock, date(2026, 9, 23)).when == "等单位补正，已2日"
