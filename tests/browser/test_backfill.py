"""A file of last year copied from its paper, confirmed by the colleague, without script too."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from registry.applications.models import Application
from registry.rounds.models import IntakeRound
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import make_unit
from tests.files import samples


def _file(name: str) -> dict:
    return {"name": name, "mimeType": "application/pdf", "buffer": samples.pdf()}


@pytest.mark.parametrize(
    ("viewport", "script", "word"),
    [(DESKTOP, True, "青禾"), (PHONE, False, "远帆")],
    ids=["desktop", "phone-no-script"],
)
def test_backfill_when_a_round_of_paper_is_entered_then_its_file_stands(
    open_page, story, sign_in, axe, viewport, script, word
):
    page = open_page(viewport, java_script_enabled=script)
    check = axe if script else lambda page: None
    handler, second = story.people["jingban1"], story.people["jingban2"]
    name, round_name = f"示例{word}产业联盟", f"示例{word}申报批次"
    year = timezone.localdate().year - 1
    make_unit(name, code=None, kind="alliance")
    sign_in(page, handler)
    page.goto("/rounds/")
    page.get_by_role("link", name="补录往年批次").click()
    check(page)
    page.get_by_label("批次名称").fill(round_name)
    for label, day in (("通知发布", "05-06"), ("申报开始", "05-10"), ("申报截止", "05-31")):
        page.get_by_label(f"{label}日期").fill(f"{year}-{day}")
    page.get_by_label("申报通知扫描件").set_input_files(_file("申报通知.pdf"))
    page.get_by_role("button", name="补录这个批次").click()
    expect(page.get_by_text("已补录。")).to_be_visible()
    check(page)

    page.goto("/backfills/")
    page.get_by_role("search", name="找单位").get_by_role("searchbox").fill(name)
    page.get_by_role("button", name="找单位").click()
    check(page)
    page.get_by_role("link", name=re.compile(f"补录申报.*{name}")).click()
    check(page)
    page.get_by_label("申报批次").select_option(label=round_name)
    page.get_by_label("自愿申报").check()
    page.get_by_label("（9）").check()
    page.get_by_label("申报日期").fill(f"{year}-05-12")
    page.get_by_label("不纳入", exact=True).check()
    page.get_by_label("理由").fill("材料不足以证明入库条件。")
    page.get_by_label("审定日期").fill(f"{year}-06-17")
    page.get_by_label("审定人").fill("局长办公会")
    page.get_by_label("会议纪要号").fill(f"〔{year}〕6号")
    page.get_by_label("原件扫描件").set_input_files(_file("往年申报.pdf"))
    page.get_by_role("button", name="登记，交另一人确认").click()
    expect(page.get_by_text("已登记。另一人核对原件")).to_be_visible()
    check(page)

    sign_in(page, second)
    page.goto("/backfills/")
    page.get_by_role("link", name=name).click()
    check(page)
    page.get_by_role("button", name="与原件一致，确认生效").click()
    expect(page.get_by_text("已确认")).to_be_visible()
    application = Application.objects.get(unit_name=name)
    page.goto(application.get_absolute_url())
    check(page)
    expect(page.get_by_role("main")).to_contain_text("这件申报当时在纸面上办理，事后补录")
    assert IntakeRound.objects.get(name=round_name) == application.round
