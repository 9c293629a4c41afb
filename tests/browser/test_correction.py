"""Story 4: faults are ticked while reading and sent once; old stands beside new; one pass."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from registry.applications import services
from registry.applications.lookup import lookup_code
from registry.applications.views.office import PHRASES
from tests.browser.effort import Effort
from tests.examples import an_application
from tests.registry.applications.office import in_bureau

ADDRESS, LICENCE, CLAIM = "basic.registered_address", "file.application.licence", "claim.9"
DEFECTS = {
    ADDRESS: "与登记信息不一致，请核对后更正。",
    LICENCE: "没有上传，请补充，或者勾选由区局核查。",
    CLAIM: "申报理由太简单，请写明近三年维权情况。",
}
REVIEWER_MINUTES, UNIT_MINUTES = 3, 5  # reading what is without fault is not in it


def place(path: str) -> str:
    return f'[id="at-{path}"]'


def mark(hand: Effort, path: str, words: str) -> None:
    spot = hand.page.locator(place(path))
    if spot.locator("details.mark").get_attribute("open") is None:
        hand.click(spot.locator("summary"))
    (hand.accept if words in PHRASES else hand.type)(spot.locator("input"), words)


def answer(phone, application, axe) -> Effort:
    """The unit on its phone: number and 查询码, the three faults alone, sent again.

    Returns: what it took.
    """
    phone.goto("/applications/form/lookup/")
    hand = Effort(phone)
    main = phone.get_by_role("main")
    hand.type("申报编号", application.application_no)
    hand.type("查询码", lookup_code(application.application_no, application.lookup_nonce))
    hand.click(main.get_by_role("button", name="查询进度"))
    hand.click(main.get_by_role("link", name="补充材料").first)
    phone.get_by_text("需要补充3项，都列在下面").wait_for()
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    for words in DEFECTS.values():
        expect(phone.get_by_text(words)).to_be_visible()
    hand.read(main)
    expect(main.get_by_label("单位全称")).to_have_count(0)  # what is right is not asked again
    expect(main.get_by_label("主营产品或服务")).to_have_count(0)
    hand.type(main.get_by_role("textbox", name="住所"), "天津市滨海新区示例大道8号")
    hand.tick(main.get_by_role("checkbox", name=re.compile("由区局核查")))
    hand.type(main.locator("textarea[name$=statement]"), "近三年维权六次，出口十一国。")
    hand.click(main.get_by_role("button", name="重新提交申报"))
    phone.get_by_role("heading", name="已重新提交").wait_for()
    return hand


def test_story_when_faults_are_ticked_while_reading_then_one_round_and_one_pass(
    story, page, phone_page, sign_in, axe
):
    region = story.people["neiqin1"].agency.regions.first().code
    application = in_bureau(now=timezone.now(), region=region)
    sign_in(page, story.people["jingban1"])

    page.goto("/desk/")
    hand = Effort(page)
    hand.go(application.get_absolute_url())
    axe(page)
    for path, words in DEFECTS.items():
        hand.read(page.locator(place(path)))
        mark(hand, path, words)
    hand.press("button", "核对后发出退回修改")
    page.get_by_role("heading", name="退回的问题，共3处").wait_for()
    axe(page)
    hand.press("button", "发出退回修改")
    page.get_by_text("已退回修改，共3处").wait_for()
    returning = hand.minutes
    axe(page)

    application.refresh_from_db()
    assert application.state == "returned"
    notice = application.correction_notices.get()
    assert dict(notice.items.values_list("path", "defect")) == DEFECTS
    assert services.open_paths(application) == set(DEFECTS)
    unit = answer(phone_page, application, axe)
    assert unit.clicks <= 4
    assert unit.minutes <= UNIT_MINUTES
    axe(phone_page)
    application.refresh_from_db()
    assert application.state == "bureau_review"

    page.goto("/desk/")
    hand = Effort(page)
    hand.press("link", f"{application.unit_name}：复核申报材料")
    rows = page.locator("#answered tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0).locator("ins")).to_contain_text("天津市滨海新区示例大道8号")
    expect(rows.nth(1).locator("ins")).to_contain_text("近三年维权六次")
    axe(page)
    hand.read(page.locator("#answered"))
    hand.press("link", "复核通过")
    axe(page)
    hand.press("button", "复核通过")
    page.get_by_text("已复核通过，进入综合考察").wait_for()
    assert returning + hand.minutes <= REVIEWER_MINUTES

    application.refresh_from_db()
    assert (application.state, application.correction_notices.count()) == ("inspection", 1)


def test_reviewer_when_scripts_are_off_then_faults_are_still_ticked_and_sent(
    story, open_page, sign_in
):
    region = story.people["neiqin1"].agency.regions.first().code
    application = in_bureau(now=timezone.now(), region=region)
    page = open_page(java_script_enabled=False)
    sign_in(page, story.people["jingban1"])

    page.goto(application.get_absolute_url())
    mark(Effort(page), ADDRESS, DEFECTS[ADDRESS])
    page.locator(place(ADDRESS)).get_by_role("button").click()
    expect(page.locator(f"{place(ADDRESS)} input")).to_have_value(DEFECTS[ADDRESS])
    page.get_by_role("button", name="退回修改（1处）").click()
    page.get_by_role("button", name="发出退回修改").click()
    page.get_by_text("已退回修改，共1处").wait_for()


@pytest.mark.parametrize("name", ["", "in-hand/", "hand-over-all/"])
def test_office_when_on_a_phone_then_nothing_sticks_out(story, phone_page, sign_in, axe, name):
    application = an_application(story)
    sign_in(phone_page, story.people["jingban1"])

    for address in (f"/applications/{name}", application.get_absolute_url()):
        phone_page.goto(address)
        width = phone_page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, address
        axe(phone_page)
