"""入库告知函 in the browser: a click for the whole list at each step; the unit on its phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from ipcontact.documents.models import OfficialDocument
from ipcontact.workdays.clock import today
from registry.applications.lookup import lookup_code
from registry.notices import services
from registry.notices.letters import LETTER
from registry.notices.models import PublicNotice
from tests.browser.conftest import PHONE


def states(notice: PublicNotice) -> set[str]:
    names = notice.items.filter(announcement__isnull=False).values("name")
    return set(
        OfficialDocument.objects.filter(kind=LETTER, addressee__in=names).values_list(
            "state", flat=True
        )
    )


def press(page: Page, role: str, name: str) -> None:
    page.get_by_role(role, name=name).first.click()


def test_letters_when_drawn_signed_and_sent_for_all_then_the_unit_reads_its_own(
    page, phone_page, story, sign_in, axe, sound
):
    handler, leader = story.people["jingban1"], story.people["lingdao"]
    notice = PublicNotice.objects.get(state="ended")
    services.announce(notice, edition_name="示例补充名单", by=leader, today=today())

    sign_in(page, handler)
    page.goto(notice.get_absolute_url())
    press(page, "link", "拟写入库告知函")
    axe(page)
    press(page, "button", "拟写告知函")
    page.get_by_text("已拟写3份入库告知函").wait_for()
    axe(page)

    sign_in(page, leader)
    page.goto("/desk/")
    page.get_by_role("link", name="打开告知函").first.click()
    press(page, "link", "签批（3份）")
    axe(page)
    press(page, "button", "签批入库告知函")
    page.get_by_text("已签批3份入库告知函").wait_for()
    assert states(notice) == {"approved"}

    sign_in(page, handler)
    page.goto("/desk/")
    page.get_by_role("link", name="打开告知函").first.click()
    press(page, "link", "登记发出（3份）")
    axe(page)
    press(page, "button", "登记发出")
    page.get_by_text("已发出3份入库告知函").wait_for()
    assert states(notice) == {"sent"}
    press(page, "link", "打印全部")
    expect(page.locator("article.doc")).to_have_count(3)
    axe(page)

    application = notice.items.filter(announcement__isnull=False).first().application
    phone_page.set_viewport_size(PHONE)
    phone_page.goto(f"/applications/form/{application.application_no}/")  # as the message says
    phone_page.get_by_label("申报编号").fill(application.application_no)
    code = lookup_code(application.application_no, application.lookup_nonce)
    phone_page.get_by_label("查询码").fill(code)
    phone_page.locator("main form button[type=submit]").click()
    phone_page.get_by_role("link", name="查看、打印告知函").click()
    phone_page.locator("article.doc").wait_for()
    expect(phone_page.locator("article.doc")).to_contain_text(f"{application.unit_name}：")
    sound(phone_page)
