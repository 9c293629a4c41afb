"""Files of a visitor on a phone, and the page on which a second person confirms."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from ipcontact.accounts.models import Agency
from ipcontact.acts import handlers
from ipcontact.acts.services import enter_offline
from ipcontact.files import access
from tests.browser.conftest import PHONE
from tests.files.samples import docx, jpeg, pdf

CODE = "browser.decide"


@pytest.fixture(autouse=True)
def _rooms(settings, tmp_path, monkeypatch):
    """What a room above would have registered, and a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ROOT_URLCONF = "tests.files.sample_urls"
    monkeypatch.setitem(access._visitors, Agency._meta.db_table, lambda file, basis: True)
    monkeypatch.setitem(
        handlers._kinds,
        CODE,
        handlers.ActKind(
            code=CODE,
            label="审定",
            apply=lambda unit, payload, keywords: None,
            describe=lambda unit, payload: ["2 家纳入，1 家暂缓"],
            changes=lambda unit, payload: [
                (unit.name, "待上会", "暂缓：证明材料待补"),
                ("滨海示例区航空航天复合材料与智能装备产业知识产权创新联盟", "待上会", "审定通过"),
            ],
        ),
    )


def let_in(page, code):
    page.goto(f"/sample/{code}/enter/", wait_until="commit")


def chosen(name, content):
    return {"name": name, "mimeType": "", "buffer": content}


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def test_visitor_when_handing_in_on_a_phone_then_sees_replaces_and_removes(
    open_page, story, axe_findings
):
    page = open_page(PHONE)
    let_in(page, story.people["neiqin1"].agency.code)

    page.set_input_files("input[type=file]", chosen("现场照片.jpg", jpeg(400, 300)))
    page.get_by_role("button", name="保存证明").click()
    page.get_by_text("在本页查看").last.click()
    picture = page.locator("img.preview").last
    picture.scroll_into_view_if_needed()
    picture.evaluate("image => image.decode()")

    assert picture.evaluate("image => image.naturalWidth") > 0
    assert overflow(page) <= 0
    assert axe_findings(page) == []
    page.set_input_files("input[type=file]", chosen("说明.docx", docx()))
    page.get_by_role("button", name="保存证明").click()
    expect(page.get_by_role("link", name="现场照片.jpg")).to_have_count(0)
    page.get_by_label("移除这个文件").check()
    page.get_by_role("button", name="保存证明").click()
    expect(page.get_by_text("没有附件")).to_be_visible()


@pytest.mark.parametrize("viewport", [None, PHONE])
def test_second_person_when_comparing_then_paper_facts_and_changes_on_one_page(
    open_page, story, sign_in, axe_findings, viewport
):
    scan = SimpleUploadedFile("会议纪要.pdf", pdf(), content_type="application/pdf")
    result = enter_offline(
        story.station_unit,
        code=CODE,
        payload={},
        decided_on=story.first_edition.published_on,
        channel="meeting",
        minutes_no="〔2026〕11号",
        by=story.people["jingban1"],
        scan=scan,
        decider=story.people["lingdao"],
    )
    page = open_page(viewport) if viewport else open_page()
    sign_in(page, story.people["jingban2"])

    page.goto(result.get_absolute_url())

    expect(page.get_by_role("link", name="会议纪要.pdf").first).to_be_visible()
    expect(page.get_by_text("暂缓：证明材料待补")).to_be_visible()
    assert overflow(page) <= 0
    assert axe_findings(page) == []
    page.get_by_role("button", name="与原件一致，确认生效").click()
    expect(page.get_by_role("status").first).to_contain_text("已确认")
