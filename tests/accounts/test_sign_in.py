"""The one door: wrong passwords, where it leads, how long it lasts, the second factor."""

import re
import time
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from django.urls import reverse

from ipcontact import settings as real_settings
from ipcontact.accounts.models import User
from ipcontact.accounts.services import change_account, end_sessions, issue_sign_in_link
from tests.accounts.conftest import PASSWORD

LOGIN = "/accounts/login/"
PRIVATE = "/accounts/rights/"
NEW_PASSWORD = "另一句记得住的长口令 2027"


def sign_in(browser, login, password=PASSWORD, **extra):
    return browser.post(LOGIN, {"login": login, "password": password, **extra})


def is_in(browser) -> bool:
    return browser.get(PRIVATE).status_code == 200


@pytest.mark.parametrize("login", ["anna", "ANNA", "anna@example.com", "Anna@Example.com"])
def test_sign_in_by_name_or_mail_leads_to_the_desk(person, client, login):
    person("anna", "handler", email="anna@example.com")

    response = sign_in(client, login)

    assert (response.status_code, response.headers["Location"]) == (302, "/desk/")
    assert is_in(client)


def test_sign_in_when_account_is_closed_is_refused(person, client):
    person("anna", "handler", is_active=False)

    response = sign_in(client, "anna")

    assert response.headers["Location"] == reverse("account_inactive")
    assert not is_in(client)


def test_sign_in_after_five_wrong_passwords_is_locked_for_the_right_one_too(person, client):
    person("anna", "handler", email="anna@example.com")
    wrong = [sign_in(client, "anna", "wrong") for _ in range(5)]

    by_name, by_mail = sign_in(client, "anna"), sign_in(client, "anna@example.com")

    assert all("登录名或密码不正确" in page.content.decode() for page in wrong)
    for page in (by_name, by_mail):
        assert page.status_code == 200
        assert "尝试次数过多" in page.content.decode()


def test_sign_in_when_locked_from_one_person_leaves_others_alone(person, client):
    person("anna", "handler")
    person("bert", "handler")
    for _ in range(6):
        sign_in(client, "anna", "wrong")

    assert sign_in(client, "bert").status_code == 302


def test_sign_in_when_account_does_not_exist_answers_and_locks_alike(person, client):
    person("anna", "handler")

    def words(login):
        pages = [sign_in(client, login, "wrong").content.decode() for _ in range(6)]
        return [re.findall(r"登录名或密码不正确|尝试次数过多", page)[:1] for page in pages]

    assert words("anna") == words("nobody")
    assert words("anna")[-1] == ["尝试次数过多"]


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https:evil.example", "\\\\evil.example", "\t//evil.example", "/\\evil"]
    + ["https://evil.example/desk/", "javascript:alert(1)"],
)
def test_sign_in_when_next_is_foreign_leads_to_the_own_desk(person, client, target):
    person("anna", "handler")

    response = sign_in(client, "anna", next=target)

    assert response.headers["Location"] == "/desk/"


def test_sign_in_when_next_is_own_leads_there(person, client):
    person("anna", "handler")

    assert sign_in(client, "anna", next="/accounts/rights/").headers["Location"] == PRIVATE


def test_sign_in_when_done_changes_the_session_key(person, client):
    person("anna", "handler")
    client.get(LOGIN)
    client.session["x"] = 1
    client.session.save()
    before = client.cookies.get("sessionid")

    sign_in(client, "anna")

    assert before is None or before.value != client.cookies["sessionid"].value


def test_old_cookie_after_sign_out_leads_to_sign_in(person, client):
    person("anna", "handler")
    sign_in(client, "anna")
    cookie = client.cookies["sessionid"].value
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies["sessionid"] = cookie

    assert not is_in(client)
    assert not is_in(thief)


def test_sign_out_when_only_looked_at_changes_nothing(person, client_of):
    browser = client_of(person("anna", "handler"))

    browser.get(reverse("account_logout"))

    assert is_in(browser)


def test_sessions_when_password_changes_end_everywhere_else(person, client):
    person("anna", "handler")
    other = Client()
    sign_in(client, "anna")
    sign_in(other, "anna")

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    assert (is_in(client), is_in(other)) == (True, False)


def test_sessions_when_account_is_closed_end_and_stay_ended(person, client):
    anna, keeper = person("anna", "handler"), person("keeper", "system_admin")
    sign_in(client, "anna")
    values = {"name": anna.name, "agency": None, "email": "", "mobile": None, "by": keeper}

    closed = change_account(user=anna, version=anna.version, is_active=False, **values)
    in_while_closed = is_in(client)
    change_account(user=anna, version=closed.version, is_active=True, **values)

    assert not in_while_closed
    assert not is_in(client)


def test_sessions_when_ended_by_the_keeper_end_at_once(person, client):
    anna, keeper = person("anna", "handler"), person("keeper", "system_admin")
    sign_in(client, "anna")

    end_sessions(user=anna, by=keeper)

    assert not is_in(client)


def test_session_when_idle_for_half_an_hour_ends_with_words(person, client):
    person("anna", "handler")
    start = time.time()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(client, "anna")
        assert is_in(client)
        clock.move_to(start + 29 * 60)
        after_29 = is_in(client)
        clock.move_to(start + (29 + 31) * 60)
        page = client.get(PRIVATE, follow=True)

    assert after_29
    assert page.redirect_chain[0][0] == f"{LOGIN}?next={PRIVATE}"
    assert "超过 30 分钟没有操作" in page.content.decode()


def test_session_when_twelve_hours_old_ends_though_in_use(person, client):
    person("anna", "handler")
    start = time.time()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(client, "anna")
        uses = []
        for minute in range(0, 12 * 60 + 21, 20):
            clock.move_to(start + minute * 60)
            uses.append(is_in(client))

    assert uses == [True] * (len(uses) - 1) + [False]


def test_password_when_common_or_short_is_refused_and_a_long_one_taken(person, client_of):
    browser = client_of(person("anna", "handler", name="示例姓名示例姓名示例姓"))

    def change(new):
        form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        return browser.post(reverse("account_change_password"), form)

    for weak in ("short1!", "qwerty123456", "示例姓名示例姓名示例姓名"):
        page = change(weak)
        assert page.status_code == 200
        assert "需要改正" in page.content.decode()
    assert change("长" * 64 + "x").status_code == 302


def test_password_when_stored_outside_tests_uses_argon2():
    assert real_settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_reset_when_address_is_unknown_looks_the_same_and_sends_nothing(person, client):
    person("anna", "handler", email="anna@example.com")

    answers = [
        client.post(reverse("account_reset_password"), {"email": address}, follow=True)
        for address in ("anna@example.com", "nobody@example.com")
    ]

    assert {a.redirect_chain[0][0] for a in answers} == {reverse("account_reset_password_done")}
    assert [message.to for message in mail.outbox] == [["anna@example.com"]]


def test_reset_mail_when_sent_links_to_the_setting_and_never_to_the_host(person, client, settings):
    settings.SITE_URL = "https://zscq.example.cn"
    settings.ALLOWED_HOSTS = ["*"]
    person("anna", "handler", email="anna@example.com")

    client.post(
        reverse("account_reset_password"),
        {"email": "anna@example.com"},
        headers={"host": "evil.example", "x-forwarded-host": "evil.example"},
    )

    body = mail.outbox[0].body
    assert "https://zscq.example.cn/accounts/password/reset/key/" in body
    assert "evil.example" not in body + mail.outbox[0].subject


def test_link_when_issued_sets_a_password_once(person, client):
    anna, keeper = person("anna", "handler"), person("keeper", "system_admin")
    path = urlsplit(issue_sign_in_link(user=anna, by=keeper)).path

    form_page = client.get(path, follow=True)
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post(form_page.redirect_chain[-1][0], form)
    again = Client().get(path, follow=True)

    assert sign_in(Client(), "anna", NEW_PASSWORD).status_code == 302
    assert "链接已失效" in again.content.decode()


def test_database_when_new_has_no_account(db):
    assert list(User.objects.all()) == []


def _code(secret: str, now: float) -> str:
    return format_hotp_value(hotp_value(secret, int(now) // 30))


def test_second_factor_when_on_is_asked_once_per_code(person, client):
    anna = person("anna", "handler")
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(anna, secret)
    RecoveryCodes.activate(anna)
    other = Client()
    with time_machine.travel(time.time(), tick=False):
        asked = sign_in(client, "anna")
        before = is_in(client)
        code = _code(secret, time.time())
        client.post(reverse("mfa_authenticate"), {"code": code})
        sign_in(other, "anna")
        other.post(reverse("mfa_authenticate"), {"code": code})

    assert asked.headers["Location"] == reverse("mfa_authenticate")
    assert (before, is_in(client), is_in(other)) == (False, True, False)


def test_recovery_code_when_used_works_once(person):
    anna = person("anna", "handler")
    TOTP.activate(anna, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(anna).get_unused_codes()[0]
    browsers = Client(), Client()
    for browser in browsers:
        sign_in(browser, "anna")
        browser.post(reverse("mfa_authenticate"), {"code": code})

    assert [is_in(browser) for browser in browsers] == [True, False]


def test_second_factor_page_when_opened_draws_the_code_without_foreign_sources(person, client):
    person("anna", "handler")
    sign_in(client, "anna")

    again = client.get(reverse("mfa_activate_totp"))
    page = client.post(again.headers["Location"], {"password": PASSWORD}, follow=True)
    page = page.content.decode()

    assert "<svg" in page
    assert "data:" not in page
    assert Authenticator.objects.count() == 0


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"],
)
def test_sign_in_page_when_opened_is_chinese_and_in_our_layout(db, client, name):
    page = client.get(reverse(name)).content.decode()

    assert 'lang="zh-CN"' in page
    assert not re.search(r">[^<]*\b(Sign|Password|Forgot|Username|Email)\b[^<]*<", page)


def test_sign_in_when_one_address_floods_is_told_to_wait(db, client):
    pages = [sign_in(client, f"nobody{number}", "wrong") for number in range(21)]

    assert [page.status_code for page in pages] == [200] * 20 + [429]
    assert "请过一分钟再试" in pages[-1].content.decode()
