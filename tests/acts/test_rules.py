"""What is asked of steps, offline results and delegations, and when a step can be taken back."""

from datetime import date, timedelta

import pytest
from django.db.models import TextChoices

from ipcontact.acts import rules

TODAY = date(2026, 11, 20)


class Door(TextChoices):
    OPEN = "open", "开着"
    AJAR = "ajar", "虚掩"
    SHUT = "shut", "关着"


class Turn(TextChoices):
    LOCK = "lock", "上锁"


def test_wrong_state_when_said_then_tells_where_it_stands_and_when_the_step_is_taken():
    code, words = rules.wrong_state("这扇门", Door.OPEN, Turn.LOCK, [Door.AJAR, Door.SHUT])

    assert code == "wrong_state"
    assert words == ("这扇门现在是“开着”，不能上锁。“虚掩”、“关着”时才能；请按本页现在的步骤办理。")


def test_wrong_state_when_the_state_would_do_but_something_else_does_not_then_not_named():
    assert rules.wrong_state("这扇门", Door.SHUT, Turn.LOCK, [Door.SHUT])[1].endswith("上锁。")


def step(**values):
    complete = {
        "event_on": TODAY,
        "today": TODAY,
        "reason": "",
        "has_scan": False,
        "needs_reason": False,
        "needs_scan": False,
        "is_backfill": False,
    }
    return [code for code, _ in rules.step_problems(**{**complete, **values})]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"event_on": TODAY + timedelta(days=1)}, ["event_future"]),
        ({"needs_reason": True, "reason": "  "}, ["reason_missing"]),
        ({"needs_reason": True, "reason": "资料不全"}, []),
        ({"needs_scan": True}, ["scan_missing"]),
        ({"is_backfill": True, "event_on": date(2021, 3, 1)}, ["backfill_scan"]),
        ({"is_backfill": True, "event_on": date(2021, 3, 1), "has_scan": True}, []),
    ],
)
def test_step_when_something_is_missing_then_named(values, expected):
    assert step(**values) == expected


def verdict(**values):
    fresh = {
        "is_own": True,
        "may_still": True,
        "is_revocable": True,
        "is_taken_back": False,
        "is_confirmed": False,
        "is_last": True,
        "opened_by": [],
        "was_sent": False,
    }
    return rules.take_back_verdict(**{**fresh, **values})


def test_take_back_when_nobody_looked_then_allowed_and_says_until_when():
    assert verdict().is_allowed
    assert verdict().until == "可以撤回，直到别人打开本件"


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"is_own": False}, "本人"),
        ({"may_still": False}, "权限"),
        ({"is_revocable": False}, "更正"),
        ({"is_taken_back": True}, "已经撤回"),
        ({"is_confirmed": True}, "确认"),
        ({"is_last": False}, "后一步"),
        ({"opened_by": ["林若川"]}, "林若川已经打开"),
        ({"was_sent": True}, "通知已经发出"),
    ],
)
def test_take_back_when_something_stands_against_it_then_one_reason(values, word):
    [reason] = verdict(**values).reasons

    assert word in reason


def test_take_back_when_much_stands_against_it_then_every_reason():
    found = verdict(is_own=False, is_last=False, was_sent=True)

    assert len(found.reasons) == 3


def offline(**values):
    complete = {
        "channel": "meeting",
        "decided_on": TODAY,
        "today": TODAY,
        "minutes_no": "2026-11",
        "has_scan": True,
        "has_name": True,
    }
    return [code for code, _ in rules.offline_problems(**{**complete, **values})]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"channel": "paper", "minutes_no": ""}, []),
        ({"channel": "oa", "minutes_no": ""}, []),
        ({"channel": "online"}, ["offline_channel"]),
        ({"channel": "phone"}, ["offline_channel"]),
        ({"minutes_no": " "}, ["minutes_missing"]),
        ({"decided_on": TODAY + timedelta(days=1)}, ["event_future"]),
        ({"has_scan": False}, ["scan_missing"]),
        ({"has_name": False}, ["decider_missing"]),
    ],
)
def test_offline_when_something_is_missing_then_named(values, expected):
    assert offline(**values) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"is_self": True}, ["delegation_self"]),
        ({"codes": []}, ["delegation_empty"]),
        ({"until_on": TODAY - timedelta(days=1)}, ["delegation_dates"]),
        (
            {"from_on": date(2026, 1, 1), "until_on": TODAY - timedelta(days=1)},
            ["delegation_past"],
        ),
        ({"from_on": TODAY - timedelta(days=1)}, ["delegation_backdated"]),
        ({"from_on": TODAY + timedelta(days=1), "until_on": TODAY + timedelta(days=2)}, []),
        ({"until_on": date(2028, 1, 1)}, ["delegation_long"]),
    ],
)
def test_delegation_when_something_is_wrong_then_named(values, expected):
    complete = {
        "is_self": False,
        "codes": ["a"],
        "from_on": TODAY,
        "until_on": TODAY,
        "today": TODAY,
    }

    found = rules.delegation_problems(**{**complete, **values})

    assert [code for code, _ in found] == expected
