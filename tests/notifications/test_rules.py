"""When messages go out, and what their lines may hold."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from ipcontact.notifications.rules import (
    LONGEST_SMS,
    Hours,
    is_own_path,
    next_opening,
    next_try,
    one_line,
    sending_time,
    sms_text,
)
from ipcontact.workdays.rules import WorkCalendar

CHINA = ZoneInfo("Asia/Shanghai")
HOURS = Hours(time(8, 30), time(18, 0))
# 2026-10-01 to 10-07 off (Thursday to Wednesday), Saturday 10-10 worked.
CALENDAR = WorkCalendar(
    off=[date(2026, 10, day) for day in range(1, 8)],
    makeup=[date(2026, 10, 10)],
    published_years=[2026],
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-09-18 10:00", "2026-09-18 10:00"),
        ("2026-09-18 08:30", "2026-09-18 08:30"),
        ("2026-09-18 08:29", "2026-09-18 08:30"),
        ("2026-09-18 17:59", "2026-09-18 17:59"),
        ("2026-09-18 18:00", "2026-09-21 08:30"),  # Friday evening
        ("2026-09-19 10:00", "2026-09-21 08:30"),  # Saturday
        ("2026-09-30 20:00", "2026-10-08 08:30"),  # before the long holiday
        ("2026-10-01 10:00", "2026-10-08 08:30"),
        ("2026-10-10 10:00", "2026-10-10 10:00"),  # a Saturday that is worked
        ("2026-10-09 19:00", "2026-10-10 08:30"),
    ],
)
def test_sending_time_when_outside_hours_then_waits_for_the_next_opening(now, expected):
    assert sending_time(at(now), hours=HOURS, calendar=CALENDAR) == at(expected)


def test_sending_time_when_urgent_then_at_once_even_at_night_on_a_day_off():
    night = at("2026-10-01 23:50")

    assert sending_time(night, hours=HOURS, calendar=CALENDAR, is_urgent=True) == night


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-09-18 08:00", "2026-09-18 08:30"),
        ("2026-09-18 08:30", "2026-09-21 08:30"),
        ("2026-09-18 10:00", "2026-09-21 08:30"),
    ],
)
def test_next_opening_when_already_open_then_the_next_working_day(now, expected):
    assert next_opening(at(now), hours=HOURS, calendar=CALENDAR) == at(expected)


@pytest.mark.parametrize("text", ["", "8-18", "18:00-08:30", "08:30-08:30", "25:00-26:00", "a:b"])
def test_hours_when_the_setting_is_wrong_then_refused(text):
    with pytest.raises(ValueError, match=r"hours|hour"):
        Hours.parse(text)


def test_hours_when_the_setting_is_right_then_read():
    assert Hours.parse(" 08:30-18:00 ") == HOURS


def test_next_try_when_failing_again_then_waits_longer_and_ends():
    now = at("2026-09-18 10:00")

    waits = [next_try(now, tries) for tries in range(1, 6)]

    assert [wait and (wait - now).total_seconds() / 60 for wait in waits] == [1, 5, 30, 120, None]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("申报已退回\r\nBcc: all@example.cn", "申报已退回 Bcc: all@example.cn"),
        ("申报\x00已\u202e退\u200b回\x1b[31m", "申报已退回[31m"),
        ("长" * 90, "长" * 79 + "…"),
        ("  两  端 ", "两 端"),
    ],
)
def test_one_line_when_hostile_then_one_short_visible_line(raw, clean):
    assert one_line(raw, 80) == clean


@pytest.mark.parametrize("url", ["", "/", "/applications/SB2026-0001/", "/a/?next=/b/#c"])
def test_own_path_when_on_this_site_then_allowed(url):
    assert is_own_path(url)


@pytest.mark.parametrize(
    "url",
    ["//evil", "/\\evil", "https:evil", "https://evil/", "evil", "\\evil", "/\t/evil", "/a\r\nX: y",
     "/a\\b", "javascript:alert(1)", "/中 文"],
)  # fmt: skip
def test_own_path_when_it_leads_elsewhere_then_refused(url):
    assert not is_own_path(url)


def test_sms_when_the_title_is_long_then_the_link_stays_whole():
    link = "https://ip.example.cn/" + "x" * 60

    text = sms_text("示例机制", "标题" * 200, link)

    assert text.startswith("【示例机制】标题")
    assert text.endswith(f"… {link}")
    assert len(text) <= LONGEST_SMS


def test_sms_when_there_is_no_link_then_only_the_title():
    assert sms_text("示例机制", "材料已收到", "") == "【示例机制】材料已收到"
