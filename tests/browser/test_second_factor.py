"""The second factor from the first scan to the next sign-in, every page of it sound."""

import re

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from playwright.sync_api import expect

from tests.story import PASSWORD


def _code_of(secret: str, later: int = 0) -> str:
    """What the telephone shows now, or some half minutes later."""
    now = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, now + later))


def test_second_factor_when_set_up_then_asked_at_the_next_sign_in(page, story, sound):
    def sign_in() -> None:
        cache.clear()
        page.goto("/accounts/login/")
        page.get_by_label("登录名或邮箱").fill("xitong")
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()

    sign_in()
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="启用验证器").click()
    sound(page)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="继续").click()
    sound(page)
    secret = page.locator("code").inner_text()
    page.get_by_role("main").get_by_role("textbox").first.fill(_code_of(secret))
    page.get_by_role("button", name="启用验证器").click()
    sound(page)
    page.goto("/accounts/2fa/recovery-codes/")
    sound(page)
    spare = page.locator("main code").first.inner_text()
    page.goto("/accounts/2fa/recovery-codes/generate/")
    sound(page)
    page.goto("/accounts/2fa/totp/deactivate/")
    sound(page)
    page.context.clear_cookies()

    sign_in()
    sound(page)
    expect(page.get_by_role("heading", name="两步验证")).to_be_visible()
    page.goto("/desk/")
    assert not page.url.endswith("/desk/")  # the password alone is not enough
    page.goto("/accounts/2fa/authenticate/")
    page.get_by_role("main").get_by_role("textbox").first.fill(spare)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).to_have_url(re.compile("/desk/$"))
