"""Story 8: an objection taken down while on the phone; the unit alone is held, letters ready."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from registry.objections.models import Objection
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.effort import Effort
from tests.files import samples

MOST_PRESSES, MOST_MINUTES = 6, 2
CALLER, MOBILE = "示例来电人丙", "13911112222"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1440", "390"])
def test_objection_when_told_by_phone_then_registered_and_held_in_few_clicks(
    page, open_page, story, sign_in, axe, size
):
    handler = story.people["jingban1"]
    page.set_viewport_size(size)
    sign_in(page, handler)
    page.goto("/objections/")
    axe(page)
    hand = Effort(page)

    hand.press("link", "登记异议", exact=True)
    options = page.get_by_label("被异议单位").locator("option")
    free = options.filter(has_text="示例补充丁知识产权有限公司").get_attribute("value")
    hand.pick("被异议单位", value=free)
    hand.type("异议的理由", "示例：来电称专利已转让。")
    hand.type("异议人姓名", CALLER)
    hand.type("联系电话", MOBILE)
    shown_on = Objection.objects.order_by("pk").first().item.notice.published_on
    hand.type("收到日期", f"{shown_on + timedelta(days=1)}")
    axe(page)
    hand.press("button", "登记异议", exact=True)
    page.get_by_text("可以告诉异议人").wait_for()
    expect(page.get_by_text("异议答复").first).to_be_visible()
    hand.press("link", "立项核查")
    axe(page)
    hand.press("button", "立项核查")
    page.get_by_text("暂缓（有异议）").first.wait_for()
    hand.press("link", "拟写")
    hand.press("button", "拟写异议收悉告知")
    page.get_by_role("link", name="Word").first.wait_for()
    letters = page.get_by_role("region", name="文书")
    expect(letters.get_by_role("link", name="Word")).to_have_count(1)
    expect(letters).to_contain_text("异议答复拟写")  # the second, one click away
    axe(page)

    assert hand.presses <= MOST_PRESSES
    assert hand.minutes <= MOST_MINUTES
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
