"""A limit stopped, resumed and extended from the record, on a phone and without script."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ipcontact.clocks.models import Clock
from tests.browser.conftest import DESKTOP, PHONE
from tests.registry.applications.office import in_bureau


@pytest.mark.parametrize(
    ("viewport", "script"),
    [(DESKTOP, True), (PHONE, False)],
    ids=["desktop", "phone-no-script"],
)
def test_limit_when_stopped_resumed_and_extended_then_the_record_says_how_it_was_counted(
    open_page, story, sign_in, axe, viewport, script
):
    page = open_page(viewport, java_script_enabled=script)
    check = axe if script else lambda page: None
    region = story.people["neiqin1"].agency.regions.order_by("code").first()
    application = in_bureau(now=timezone.now(), region=region.code)
    clock = Clock.objects.open_for(application).get()
    sign_in(page, story.people["jingban1"])
    page.goto(application.get_absolute_url())
    aside = page.get_by_role("complementary", name="时限与提示")

    aside.get_by_role("link", name=re.compile("^停表")).click()
    check(page)
    page.get_by_label("停表的理由").fill("等其他机关回复")
    page.get_by_role("button", name=f"停表：{clock.name}").click()
    expect(page.get_by_text("现在的到期日：恢复计时后再定")).to_be_visible()
    expect(aside).to_contain_text("停表中")
    check(page)

    aside.get_by_role("link", name=re.compile("^恢复计时")).click()
    check(page)
    page.get_by_role("button", name=f"恢复计时：{clock.name}").click()
    expect(page.get_by_text("已恢复计时。")).to_be_visible()

    aside.get_by_role("link", name=re.compile("^延长")).click()
    check(page)
    page.get_by_label("延长多少个工作日").fill("3")
    page.get_by_label("延长的理由").fill("需要核对专利")
    page.get_by_role("button", name=f"延长：{clock.name}").click()
    expect(page.get_by_text("已延长。")).to_be_visible()
    aside.get_by_text("怎么算的").first.click()
    expect(aside).to_contain_text("延长3个工作日")
    expect(aside).to_contain_text("需要核对专利")
    expect(page.locator("#steps")).to_contain_text(f"延长时限：{clock.name}")
