"""An official letter from draft to delivery: signed, numbered, sealed, sent, served, on A4."""

from __future__ import annotations

import io

from docx import Document
from playwright.sync_api import Page, expect

from ipcontact.documents.models import OfficialDocument
from tests.files import samples

TITLE, TEXT = "关于商请协助核实有关情况的函", "请予协助核实。\n此函。"
NUMBER = "津滨市监知〔2026〕12号"
SCAN = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()}


def take_step(page: Page, link: str, button: str, sound, **fields: str) -> None:
    """Open a step of the record, fill in, look at it, press."""
    page.get_by_role("link", name=link, exact=True).click()
    page.get_by_role("button", name=button, exact=True).wait_for()
    page.wait_for_load_state()
    for label, value in fields.items():
        page.get_by_label(label).fill(value)
    scan = page.locator("input[type=file]")
    if scan.count():
        scan.set_input_files(SCAN)
    way = page.get_by_label("邮寄")
    if way.count():
        way.check()
    sound(page)
    page.get_by_role("button", name=button, exact=True).click()


def test_letter_when_drafted_then_signed_numbered_sealed_sent_served_and_printed(
    story, page, open_page, sign_in, sound
):
    handler, leader, unit = story.people["jingban1"], story.people["lingdao"], story.station_unit
    sign_in(page, handler)
    page.goto(unit.get_absolute_url())
    page.get_by_role("link", name="拟函", exact=True).click()
    expect(page.get_by_label("主送")).to_have_value(unit.name)
    page.get_by_label("标题").fill(TITLE)
    page.get_by_label("正文").fill(TEXT)
    sound(page)
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_text("已保存草稿").wait_for()
    sound(page)
    letter = OfficialDocument.objects.latest("created_at")

    signing = open_page()
    sign_in(signing, leader)
    signing.goto(letter.get_absolute_url())
    take_step(signing, "签批文书", "同意，签批", sound)
    signing.get_by_text("已签批，文字从此不能再改").wait_for()

    page.reload()
    expect(page.get_by_role("link", name="修改文字")).to_have_count(0)
    take_step(page, "编文号", "保存文号", sound, 文号=NUMBER)
    page.get_by_text(f"文号：{NUMBER}").first.wait_for()
    take_step(page, "登记用印", "登记用印", sound)
    page.get_by_text("已登记用印").wait_for()
    take_step(page, "登记发出", "登记发出", sound)
    page.get_by_text("已登记发出").wait_for()
    expect(page.get_by_role("link", name="作废文书")).to_have_count(0)  # it has gone out
    take_step(page, "登记送达", "登记送达", sound)
    page.get_by_text("已登记送达").wait_for()
    sound(page)

    letter.refresh_from_db()
    assert (letter.state, letter.document_no) == ("served", NUMBER)
    with page.expect_download() as download:
        page.get_by_role("link", name="Word 文件").click()
    words = [
        line.text for line in Document(io.BytesIO(download.value.path().read_bytes())).paragraphs
    ]
    page.get_by_role("link", name="打印页面").click()
    sound(page)
    page.emulate_media(media="print")
    sheet = page.locator("body").inner_text()
    for said in (TITLE, NUMBER, f"{unit.name}：", "请予协助核实。"):
        assert said in sheet, said
        assert any(said in line for line in words), said
    assert "返回文书" not in sheet
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")

    page.emulate_media(media="screen")
    page.goto("/documents/")
    page.get_by_role("main").get_by_label("查找").first.fill("〔2026〕12号")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=TITLE).wait_for()
    sound(page)
