"""Figures on their way to the public: compiled, checked by a second person, released, corrected."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import expect

from registry.goals.models import FigureSnapshot
from registry.roster.choices import ExitGround
from registry.roster.models import RosterEntry
from registry.roster.services import depart
from tests.browser.conftest import DESKTOP, PHONE

TITLE = "示例季度统计"


def _step(page, name: str, button: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("button", name=button, exact=True).click()


def _on(page, snapshot, sign_in, person) -> None:
    sign_in(page, person)
    page.goto(f"/goals/snapshots/{snapshot.number}/")


def _leave(day) -> None:
    """It comes out afterwards that a member had left before the day of the figures."""
    entry = RosterEntry.objects.on(day).select_related("unit").first()
    depart(
        unit=entry.unit,
        on=day,
        ground=ExitGround.DISSOLVED,
        by=None,
        today=timezone.localdate(),
        reason="示例：注销登记补录",
    )


def test_figures_when_compiled_checked_and_released_then_everybody_reads_them(
    page, open_page, story, sign_in, axe
):
    handler, second = story.people["jingban1"], story.people["jingban2"]
    leader = story.people["lingdao"]
    day = timezone.localdate() - timedelta(days=1)
    sign_in(page, handler)
    page.goto("/desk/")
    page.get_by_role("link", name="按区域、类型、条款和历史日期查看").click()
    expect(page.get_by_role("table", name="目标和进度")).to_contain_text("已达标")
    axe(page)
    page.get_by_role("link", name="经领导发布的数据").click()
    page.get_by_role("link", name="编制发布数据").first.click()
    page.get_by_label("名称").fill(TITLE)
    page.get_by_label("统计截止日").fill(f"{day}")
    axe(page)
    page.get_by_role("button", name="计算并保存").click()
    page.get_by_text("已计算").wait_for()
    axe(page)
    _step(page, "提交复核", "提交复核")
    first = FigureSnapshot.objects.get(title=TITLE)

    _on(page, first, sign_in, second)
    _step(page, "复核数据", "复核通过")
    _on(page, first, sign_in, leader)
    page.get_by_role("link", name="发布这一版", exact=True).click()
    axe(page)
    page.get_by_role("button", name="发布这一版", exact=True).click()
    page.get_by_text("公开页面已更新").wait_for()

    citizen = open_page()
    citizen.goto("/")
    citizen.get_by_role("link", name="统计口径和分组").click()
    expect(citizen.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(citizen.get_by_role("main")).to_contain_text(f"{day}")
    axe(citizen)
    with citizen.expect_download() as download:
        citizen.get_by_role("link", name="下载 Excel").click()
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    values = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert "roster.listed" in values

    _leave(day)
    _on(page, first, sign_in, handler)
    page.get_by_role("link", name="编制更正版").click()
    page.get_by_label("理由").fill("注销登记补录。")
    page.get_by_role("button", name="编制更正版").click()
    _step(page, "提交复核", "提交复核")
    again = FigureSnapshot.objects.get(title=TITLE, edition=2)
    _on(page, again, sign_in, second)
    _step(page, "复核数据", "复核通过")
    _on(page, again, sign_in, leader)
    _step(page, "发布这一版", "发布这一版")
    citizen.goto("/figures/")
    said = citizen.get_by_role("main").inner_text()
    assert "注销登记补录。" in said
    assert "在库单位由" in said
    axe(citizen)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(
    "address",
    [
        "/goals/?compare=year&by=kind",
        "/goals/?as_of=2022-06-30",
        "/goals/measures/roster.listed/",
        "/figures/",
    ],
)
def test_pages_when_opened_then_within_their_width(open_page, story, sign_in, axe, address, size):
    page = open_page(size)
    sign_in(page, story.people["lingdao"])

    page.goto(address)

    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    axe(page)
