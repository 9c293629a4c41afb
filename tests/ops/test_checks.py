"""Unsafe settings are named, and a serving process refuses them."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from ipcontact.ops.checks import refuse_unsafe_start, unsafe_settings


@pytest.fixture
def production(settings):
    """Settings of a real installation with nothing wrong."""
    settings.DEBUG = settings.DEMO = settings.IS_LOCAL = False
    settings.SECRET_KEY = "k9#xQ2v7Lm4Zp8Rt1Wd6Yb3Nf5Hc0Jg-Es_Au+Ti=Oq!Vz@Bk$Xw"
    settings.ALLOWED_HOSTS = ["ip.example.cn"]
    settings.HTTPS = True
    settings.SITE_URL = "https://ip.example.cn"
    settings.EMAIL_URL = "smtp://mail.example.cn"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    return settings


def test_unsafe_settings_when_all_is_well_then_nothing(production):
    assert unsafe_settings() == []


def test_unsafe_settings_when_a_real_register_runs_on_one_machine_then_http_is_enough(production):
    production.IS_LOCAL = True
    production.SITE_URL = "http://127.0.0.1:8000"
    production.SESSION_COOKIE_SECURE = production.CSRF_COOKIE_SECURE = False

    assert unsafe_settings() == []


@pytest.mark.parametrize(
    ("hosts", "database", "codes"),
    [
        (["127.0.0.1", "localhost", "[::1]"], "127.0.0.1", []),
        (["127.0.0.1"], "/var/run/postgresql", []),
        (["127.0.0.1", "ip.example.cn"], "127.0.0.1", ["ops.E005", "ops.E006"]),
        (["127.0.0.1"], "db.example.cn", ["ops.E005", "ops.E006"]),
    ],
)
def test_unsafe_settings_when_a_real_server_is_used_without_https_then_only_on_one_machine(
    production, monkeypatch, hosts, database, codes
):
    production.HTTPS = production.SESSION_COOKIE_SECURE = production.CSRF_COOKIE_SECURE = False
    production.SITE_URL, production.ALLOWED_HOSTS = "http://127.0.0.1:8000", hosts
    monkeypatch.setitem(production.DATABASES["default"], "HOST", database)

    assert [message.id for message in unsafe_settings()] == codes


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("SECRET_KEY", "", "ops.E003"),
        ("SECRET_KEY", "short", "ops.E003"),
        ("SECRET_KEY", "a" * 60, "ops.E003"),
        ("ALLOWED_HOSTS", [], "ops.E004"),
        ("ALLOWED_HOSTS", ["ip.example.cn", "*"], "ops.E004"),
        ("SESSION_COOKIE_SECURE", False, "ops.E005"),
        ("CSRF_COOKIE_SECURE", False, "ops.E005"),
        ("SITE_URL", "http://ip.example.cn", "ops.E006"),
        ("EMAIL_URL", "", "ops.W001"),
    ],
)
def test_unsafe_settings_when_one_is_wrong_then_exactly_that_is_named(
    production, name, value, code
):
    setattr(production, name, value)

    assert [message.id for message in unsafe_settings()] == [code]


@pytest.mark.parametrize(("name", "code"), [("DEBUG", "ops.E001"), ("DEMO", "ops.E002")])
def test_unsafe_settings_when_database_is_remote_then_no_debug_and_no_demo(
    production, monkeypatch, name, code
):
    setattr(production, name, True)
    monkeypatch.setitem(production.DATABASES["default"], "HOST", "db.example.cn")

    assert [message.id for message in unsafe_settings()] == [code]


@pytest.mark.parametrize("kind", ["web", "worker"])
def test_refuse_unsafe_start_when_serving_with_a_short_key_then_refuses(production, kind):
    production.PROCESS_KIND = kind
    refuse_unsafe_start()

    production.SECRET_KEY = "short"

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        refuse_unsafe_start()


def test_refuse_unsafe_start_when_a_command_runs_then_left_to_the_system_check(production):
    production.PROCESS_KIND, production.SECRET_KEY = "command", "short"

    refuse_unsafe_start()
