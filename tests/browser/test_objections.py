"""Story 8: an objection taken down while on the phone; the unit alone is held, letters ready."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from registry.objections.models import Objection
from tests.browser.conftest import DESKTOP, PHONE
from tests.files import samples

MOST_CLICKS = 6
CALLER, MOBILE = "示例来电人丙", "13911112222"


class Clicks:
    """Counts what a person on the phone has to press."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self, locator) -> None:
        self.made += 1
        locator.click()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1440", "390"])
def test_objection_when_told_by_phone_then_registered_and_held_in_few_clicks(
    page, open_page, story, sign_in, axe, size
):
    handler, press = story.people["jingban1"], Clicks()
    page.set_viewport_size(size)
    sign_in(page, handler)
    page.goto("/objections/")
    axe(page)

    press(page.get_by_role("link", name="登记异议", exact=True).first)
    options = page.get_by_label("被异议单位").locator("option")
    free = options.filter(has_text="示例补充丁知识产权有限公司").get_attribute("value")
    page.get_by_label("被异议单位").select_option(free)
    page.get_by_label("异议的理由").fill("示例：来电称专利已转让。")
    page.get_by_label("异议人姓名").fill(CALLER)
    page.get_by_label("联系电话").fill(MOBILE)
    shown_on = Objection.objects.order_by("pk").first().item.notice.published_on
    page.get_by_label("收到日期").fill(f"{shown_on + timedelta(days=1)}")
    axe(page)
    press(page.get_by_role("button", name="登记异议", exact=True))
    page.get_by_text("可以告诉异议人").wait_for()
    expect(page.get_by_text("异议答复").first).to_be_visible()
    press(page.get_by_role("link", name="立项核查"))
    axe(page)
    press(page.get_by_role("button", name="立项核查"))
    page.get_by_text("暂缓（有异议）").first.wait_for()
    press(page.get_by_role("link", name="拟写").first)
    press(page.get_by_role("button", name="拟写异议收悉告知"))
    page.get_by_role("link", name="Word").first.wait_for()
    axe(page)

    assert press.made <= MOST_CLICKS
    body = page.content()
    assert CALLER not in body
    assert MOBILE not in body
    number = Objection.objects.latest("pk").number
    sign_in(page, story.people["lingdao"])
    page.goto(f"/objections/{number}/")
    assert "身份只有经办人能看到" in page.content()
    assert CALLER not in page.content()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_public_form_when_filled_on_a_phone_then_a_receipt(page, story, axe):
    notice = Objection.objects.order_by("pk").first().item.notice
    page.set_viewport_size(PHONE)
    page.goto(notice.public_url)
    page.get_by_role("link", name="在网上反映情况").click()  # it is over
    axe(page)
    page.get_by_label("对哪家单位有异议").select_option(index=1)
    page.get_by_label("理由和事实").fill("示例：情况不符。")
    page.get_by_label("匿名提出").check()
    page.get_by_label("证据材料").set_input_files(
        {"name": "证据.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()}
    )
    page.get_by_role("button", name="提交异议").click()
    page.get_by_text("编号和查询码").first.wait_for()
    axe(page)
    assert "已收到" in page.content()
