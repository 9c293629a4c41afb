"""After leaving: nothing to be seen with the back button, nothing typed is lost."""

from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import expect

from tests.story import PASSWORD


def test_back_button_when_signed_out_then_shows_the_sign_in_page(page, sign_in, story):
    unit = story.station_unit
    sign_in(page, story.person("handler"))
    answer = page.goto(unit.get_absolute_url())
    assert "no-store" in answer.headers["cache-control"]
    page.get_by_text("示例经办一").first.click()
    page.get_by_role("button", name="退出登录").click()

    page.go_back()

    expect(page.get_by_role("button", name="登录")).to_be_visible()
    assert unit.name not in page.content()


def test_old_cookie_when_signed_out_then_leads_to_the_sign_in_page(page, sign_in, story):
    sign_in(page, story.person("handler"))
    page.goto("/desk/")
    kept = page.context.cookies()
    page.get_by_text("示例经办一").first.click()
    page.get_by_role("button", name="退出登录").click()

    page.context.add_cookies(kept)
    page.goto("/desk/")

    expect(page.get_by_role("button", name="登录")).to_be_visible()


def test_form_when_the_session_ends_while_typing_then_returns_filled_after_signing_in(
    page, sign_in, story
):
    cache.clear()
    unit = story.station_unit
    sign_in(page, story.person("handler"))
    page.goto(f"{unit.get_absolute_url()}edit/")
    page.get_by_label("实际经营地").fill("示例路 88 号三层")
    Session.objects.all().delete()

    page.get_by_role("button", name="保存单位资料").click()
    page.get_by_label("登录名或邮箱").fill("jingban1")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()

    expect(page.get_by_label("实际经营地")).to_have_value("示例路 88 号三层")
