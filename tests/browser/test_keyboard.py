"""Without a mouse, and without JavaScript: everything a task needs still works."""

import re

from django.core.cache import cache
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP
from tests.story import PASSWORD

FOCUSED = "() => (document.activeElement.name || document.activeElement.innerText || '').trim()"


def _tab_to(page, what: str, most: int = 60) -> None:
    """Press the tab key until the focus is on what is called so, always visibly."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(what):
            visible = page.evaluate(
                """() => { const s = getComputedStyle(document.activeElement);
                   return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; }"""
            )
            assert visible, f"the focus on {what} cannot be seen"
            return
    raise AssertionError(f"{what} cannot be reached with the tab key")


def test_keyboard_when_used_alone_then_skips_searches_filters_and_opens_menus(page, sign_in, story):
    sign_in(page, story.person("handler"))
    page.goto("/units/")

    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "跳到正文"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.matches('[role=search] [data-focus-key]')")
    page.keyboard.type("a/b")  # a slash while typing is a slash
    assert page.evaluate("document.activeElement.value") == "a/b"

    page.goto("/units/")
    _tab_to(page, "kind")
    for _ in range(3):  # 企业, 电子商务平台, 行业协会
        page.keyboard.press("ArrowDown")
    _tab_to(page, "筛选单位")
    page.keyboard.press("Enter")
    page.wait_for_url("**kind=**")
    expect(page.get_by_role("status")).to_contain_text("符合条件的单位 5家")

    _tab_to(page, "存为视图")
    page.keyboard.press("Enter")
    expect(page.get_by_label("把现在的条件和列存为")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("把现在的条件和列存为")).to_be_hidden()
    assert page.evaluate(FOCUSED) == "存为视图"


def test_person_without_script_when_working_then_signs_in_filters_chooses_and_exports(
    open_page, story
):
    cache.clear()
    page = open_page(DESKTOP, java_script_enabled=False)
    page.goto("/units/")
    page.get_by_label("登录名或邮箱").fill("jingban1")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()

    page.get_by_role("main").get_by_role("searchbox").fill("行业协会")
    page.get_by_role("button", name="筛选单位").click()
    expect(page.get_by_role("status")).to_contain_text("符合条件的单位 4家")

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV（4行）").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len([line for line in lines if "行业协会" in line]) == 4

    names = page.locator("tbody th").all_inner_texts()[:2]
    for box in page.locator("tbody .pick input").all()[:2]:
        box.check()
    page.get_by_role("button", name="复制为文字").click()
    text = page.get_by_role("main").inner_text() + page.locator("textarea").first.input_value()
    assert all(name in text for name in names)

    page.goto("/units/")
    page.locator("header details.menu > summary").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("link", name="登录")).to_be_visible()


def test_form_when_wrong_then_the_focus_is_on_the_errors_and_one_key_leads_to_the_field(
    page, sign_in, story
):
    sign_in(page, story.person("handler"))
    page.goto("/rounds/backfill/")
    page.get_by_label("批次名称").fill("示例2023年申报")

    page.get_by_label("批次名称").press("Enter")

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("批次名称")).to_have_value("示例2023年申报")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("通知发布日期")).to_be_focused()
