"""The auditor: a unit, one click, one pack with who, when, why, all exceptions; a merge."""

from __future__ import annotations

import re
import zipfile

from django.utils import timezone
from playwright.sync_api import expect

from ipcontact.accounts.roles import Role
from registry.applications.models import Application
from registry.merges.models import UnitMerge
from registry.units.models import Unit
from registry.units.services import update_unit
from tests.browser.conftest import DESKTOP
from tests.browser.effort import Effort
from tests.factories import make_unit
from tests.filing import bypassed
from tests.recommending import rows_of


def test_auditor_when_a_unit_is_picked_then_one_click_gives_the_evidence(
    story, page, sign_in, sound, tmp_path
):
    now = timezone.now()
    application: Application = bypassed(by=story.people["jingban1"], now=now)
    sign_in(page, story.person(Role.AUDITOR))
    page.set_viewport_size(DESKTOP)
    page.goto("/")
    page.goto(f"/dossiers/?q={application.unit.public_no}")

    hand = Effort(page)
    hand.press("link", application.unit_name)
    page.get_by_role("heading", name="证据包").wait_for()
    assert (hand.clicks, hand.pages) == (1, 1)

    text = page.locator("main").inner_text()
    for words in ("越过推荐单位", "谁、何时、为什么", "谁审定了自己经办的 = 0", "理由："):
        assert words in text, words
    assert story.people["jingban1"].name in text
    sound(page)

    page.get_by_role("link", name="下载卷宗（zip）").click()
    page.get_by_label("下载事由").fill("年度审计抽查")
    sound(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载卷宗（zip）").click()
    taken = tmp_path / "taken.zip"
    waiting.value.save_as(taken)
    archive = zipfile.ZipFile(taken)
    assert archive.testzip() is None
    names = archive.namelist()
    assert names[:3] == ["contents.html", "evidence.html", "style.css"]
    assert len(names) > 3  # what the unit handed in is there too
    evidence = archive.read("evidence.html").decode()
    for words in (application.unit_name, "越过推荐单位", "谁、何时、为什么", "年度审计抽查"):
        assert words in evidence, words
    contents = archive.read("contents.html").decode()
    assert all(f'href="{name}"' in contents for name in names[3:])


def test_auditor_when_printing_a_file_then_contents_page_on_paper(story, page, sign_in, sound):
    unit = story.station_unit
    sign_in(page, story.person(Role.AUDITOR))

    page.goto(f"/dossiers/{unit.public_no}/evidence/")
    page.get_by_role("link", name="只看目录").click()
    page.get_by_role("heading", name="一企一档", level=1).wait_for()
    sound(page)
    page.emulate_media(media="print")

    sheet = page.locator("body").inner_text()
    assert unit.name in sheet
    assert "目录" in sheet
    expect(page.get_by_role("row").nth(2)).to_be_visible()
    assert "下载卷宗" not in sheet  # a button of the page, not of the paper
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_auditor_when_searching_the_history_then_found_explained_and_exported(
    story, page, sign_in, sound
):
    unit, auditor = story.former_unit, story.person(Role.AUDITOR)
    update_unit(
        unit=unit,
        values={"registered_address": "天津市滨海新区示例新路2号"},
        by=story.people["jingban1"],
        today=timezone.localdate(),
        reason="年度审计示例更正",
    )
    sign_in(page, auditor)

    page.goto("/audit/")
    page.get_by_role("main").locator("summary", has_text="更多筛选").click()
    page.get_by_label("理由包含").fill("年度审计示例更正")
    page.keyboard.press("Enter")
    page.wait_for_url("**reason=**")
    expect(page.get_by_label("理由包含")).to_have_value("年度审计示例更正")
    found = page.locator("tbody tr")
    assert all(story.people["jingban1"].name in row.inner_text() for row in found.all())
    moved = found.filter(has_text="示例新路2号").first
    moved.wait_for()
    sound(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").first.click()
    lines = ["，".join(row) for row in rows_of(download.value.path().read_bytes())]
    assert any("年度审计示例更正" in line and "示例新路2号" in line for line in lines)
    moved.get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text("示例新路2号")
    sound(page)

    page.goto("/audit/access/?kind=export")
    expect(page.locator("tbody tr").first).to_contain_text(auditor.name)  # it left its own trace
    sound(page)


def test_auditor_when_looking_around_then_lists_controls_limits_and_a_sample(
    story, page, sign_in, sound
):
    sign_in(page, story.person(Role.AUDITOR))
    page.set_viewport_size(DESKTOP)
    page.goto("/exceptions/")
    sound(page)
    page.get_by_role("link", name="不相容职务核对").click()
    page.get_by_role("heading", name="谁审定了自己经办的 = 0").wait_for()
    sound(page)
    page.get_by_role("link", name="时限合规表").click()
    sound(page)
    page.get_by_role("link", name="随机抽样").click()
    page.get_by_label("抽几条").fill("3")
    page.get_by_label("种子").fill("20261125")
    page.get_by_role("button", name="抽取样本").click()
    expect(page.locator("#sample ~ .listing tbody tr")).to_have_count(3)
    first = page.locator("#sample ~ .listing tbody").inner_text()
    sound(page)
    page.reload()
    expect(page.locator("#sample ~ .listing tbody")).to_have_text(first, use_inner_text=True)
    page.get_by_role("link", name="的证据包").first.click()
    page.get_by_role("heading", name="证据包").wait_for()


def test_merge_when_two_people_do_it_then_one_unit_with_two_names(story, page, sign_in, sound):
    keep, drop = make_unit("示例双名有限公司"), make_unit("示例双名有限责任公司")
    sign_in(page, story.people["jingban1"])
    page.set_viewport_size(DESKTOP)
    page.goto(f"/merges/propose/?keep={keep.public_no}&drop={drop.public_no}")
    sound(page)
    page.get_by_label("认定为同一单位的依据").fill("变更登记证明")
    page.get_by_role("button", name="提出合并").click()
    page.get_by_role("heading", name="并入").wait_for()
    sound(page)
    merge = UnitMerge.objects.get(merged=drop)

    sign_in(page, story.people["jingban2"])
    page.goto(merge.get_absolute_url())
    page.get_by_role("link", name="确认合并").click()
    sound(page)
    page.get_by_role("button", name="确认并合并").click()
    page.get_by_text("已合并。").wait_for()

    page.goto(f"/units/{drop.public_no}/")
    expect(page).to_have_url(re.compile(f"/units/{keep.public_no}/$"))
    assert Unit.objects.get(pk=drop.pk).duplicate_of == keep
