"""Settings that start-up refuses."""

import pytest

from ipcontact.notifications.checks import check_settings


def found() -> list[str]:
    return [error.id for error in check_settings(None)]


def test_settings_when_usual_then_nothing_found():
    assert found() == []


@pytest.mark.parametrize("hours", ["", "always", "18:00-08:30"])
def test_settings_when_hours_cannot_be_read_then_refused(settings, hours):
    settings.MESSAGE_HOURS = hours

    assert found() == ["notifications.E001"]


@pytest.mark.parametrize(
    ("url", "debug", "expected"),
    [
        ("https://sms.example.cn/send", False, []),
        ("http://127.0.0.1:9000/", True, []),
        ("http://sms.example.cn/send", False, ["notifications.E002"]),
        ("sms.example.cn", True, ["notifications.E002"]),
        ("ftp://sms.example.cn/", True, ["notifications.E002"]),
    ],
)
def test_settings_when_the_gateway_is_unsafe_then_refused(settings, url, debug, expected):
    settings.SMS_GATEWAY_URL, settings.DEBUG = url, debug

    assert found() == expected
