"""A newcomer's first hour: a roster in, found, published, compared, out again."""

import datetime
import io
import re
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import expect

from ipcontact.text.credit_code import expected_check_character
from ipcontact.text.pinyin import pinyin_initials
from ipcontact.workdays.clock import today
from registry.roster.models import Departure, Listing, RosterEdition
from registry.units.models import Unit
from tests.factories import credit_code
from tests.story import PASSWORD
from tests.workbooks import as_bytes, cells_of, office_roster

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REAL_ROSTER = Path(settings.BASE_DIR).parent / "shared" / "data" / "real_enterprises.xlsx"
NAMES = [
    f"示例渤海湾{trade}有限公司"
    for trade in ("航标制造", "潮汐发电", "盐田机械", "贝类育苗", "船用涂料", "海图测绘")
]


def _sign_in(page, username: str = "jingban1") -> None:
    cache.clear()
    page.goto("/accounts/login/")
    page.get_by_label("登录名或邮箱").fill(username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/desk/")


def _upload(page, content: bytes, name: str = "名单.xlsx", **answers) -> None:
    """Take a file to its preview; without answers only the data of units are meant."""
    page.goto("/desk/")
    page.get_by_role("link", name="更多", exact=True).click()
    page.get_by_role("link", name="导入", exact=True).first.click()
    page.get_by_role("link", name="上传文件").first.click()
    file = {"name": name, "mimeType": XLSX, "buffer": content}
    page.get_by_label("Excel 文件").set_input_files(file)
    if answers:
        for label, value in answers.items():
            page.get_by_role("textbox", name=label).fill(value)
    else:
        page.get_by_label("只更新单位资料").check()
    _press(page, "上传并预览")


def _press(page, name: str) -> None:
    """Press a button and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def _export(page, button: str | re.Pattern):
    """The downloaded workbook and the number of rows that the button promised."""
    link = page.get_by_role("link", name=button)
    promised = int(re.search(r"（([\d,]+)行）", link.inner_text())[1].replace(",", ""))
    with page.expect_download() as download:
        link.click()
    content = io.BytesIO(download.value.path().read_bytes())
    return openpyxl.load_workbook(content), promised


def _table(book) -> tuple[str, list[str], list[dict[str, str]]]:
    """Title, header and data rows of an exported workbook, as strings."""
    rows = list(cells_of(book.worksheets[0]))
    at = next(i for i, row in enumerate(rows) if "单位名称" in row)
    header = list(rows[at])
    data = [dict(zip(header, row, strict=True)) for row in rows[at + 1 :] if row[0].isdigit()]
    return rows[0][0], header, data


def test_newcomer_when_importing_a_roster_then_publishes_finds_compares_and_exports(
    page, open_page, story, axe
):
    codes = [credit_code(90_000 + number) for number in range(len(NAMES))]
    wrong = codes[3][:17] + ("0" if expected_check_character(codes[3][:17]) != "0" else "1")
    lines = list(zip(NAMES, [*codes[:3], wrong, codes[4].lower(), f" {codes[5]} "], strict=True))
    on = today() - datetime.timedelta(days=2)
    edition = f"{on.year}年补充重点联系单位名录"
    latest = RosterEdition.objects.latest("published_on")
    whole = Listing.objects.filter(period__contains=on).count() + 5
    _sign_in(page)

    _upload(
        page,
        office_roster(lines),
        版次名称=edition,
        公布日期=f"{on.year}年{on.month}月{on.day}日",
        文号=f"示例市监知〔{on.year}〕21号",
    )
    sentence = page.get_by_role("main").get_by_text("6行：").inner_text()
    assert sentence.startswith("6行：5可导入、1")
    assert "信用代码" in sentence
    assert "C8" in sentence
    expect(page.get_by_role("main").get_by_text("填表人")).to_have_count(1)  # said to be skipped
    axe(page)
    page.get_by_role("button", name="公布这一版（5 家）").click()
    page.get_by_role("link", name=edition).click()
    expect(page.locator("tbody tr")).to_have_count(5)
    expect(page.get_by_role("heading", level=1)).to_have_text(edition)

    citizen = open_page()
    for term in (NAMES[0][2:7], pinyin_initials(NAMES[0])[2:8], codes[0], codes[0].lower()):
        for who, path, button in ((page, "/units/", "筛选单位"), (citizen, "/roster/", "筛选名录")):
            who.goto(path)
            who.get_by_role("main").get_by_role("searchbox").fill(term)
            who.get_by_role("button", name=button).click()
            expect(_shown(who, NAMES[0])).to_have_count(1)
    _shown(page, NAMES[0]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAMES[0])
    expect(page.get_by_text(f"{on} 列入")).to_be_visible()

    citizen.goto("/roster/?q=示例渤海湾")
    book, promised = _export(citizen, re.compile("^Excel"))
    title, _, rows = _table(book)
    assert title == "知识产权保护重点联系单位名录"
    assert len(rows) == promised == 5
    assert {row["统一社会信用代码"] for row in rows} == {*codes[:3], *codes[4:]}
    code_cells = [c for line in book.worksheets[0].iter_rows() for c in line if c.value in codes]
    assert {(cell.data_type, cell.number_format) for cell in code_cells} == {("s", "@")}

    citizen.goto("/roster/compare/")
    citizen.get_by_label("前一版").select_option(label=latest.name)
    citizen.get_by_label("后一版").select_option(label=edition)
    citizen.get_by_role("button", name="比较两个版次").click()
    gone = Departure.objects.filter(left_on__gt=latest.published_on, left_on__lte=on).count()
    said = citizen.get_by_role("status").inner_text()
    assert said.startswith(f"新增5家，移出{gone}家，")

    citizen.goto("/roster/as-of/")
    citizen.get_by_label("截至").fill(str(on))
    citizen.get_by_role("button", name="查看这一天的名录").click()
    expect(citizen.get_by_role("status")).to_contain_text(f"共{whole}家")
    citizen.goto(f"/roster/?as_of={on}&q={codes[1]}")
    _shown(citizen, NAMES[1]).click()
    proof = citizen.get_by_role("main")
    citizen.get_by_label("日期").fill(str(on - datetime.timedelta(days=1)))
    citizen.get_by_role("button", name="查看这一天的证明").click()
    expect(proof).to_contain_text("下列单位不在知识产权保护重点联系单位名录中")
    citizen.get_by_label("换一个日期").fill(str(on))
    citizen.get_by_role("button", name="查看这一天的证明").click()
    expect(proof).to_contain_text("下列单位在知识产权保护重点联系单位名录中")
    expect(proof).to_contain_text(f"{edition}，第2号")
    citizen.emulate_media(media="print")
    expect(citizen.get_by_role("button").first).to_be_hidden()
    assert citizen.pdf().startswith(b"%PDF")


def test_same_file_when_imported_again_then_nothing_changes(page, story):
    lines = [("示例重复导入有限公司", credit_code(91_000))]
    answers = {"版次名称": "2019年名录", "公布日期": "2019-12-01"}
    _sign_in(page)
    _upload(page, office_roster(lines), **answers)
    _press(page, "公布这一版（1 家）")
    before = RosterEdition.objects.count(), Unit.objects.count()

    _upload(page, office_roster(lines), **answers)

    expect(page.get_by_text("1行：1无变化。")).to_be_visible()
    expect(page.get_by_text("已经登记过，内容相同，不再写入")).to_be_visible()
    assert (RosterEdition.objects.count(), Unit.objects.count()) == before


def test_export_when_corrected_in_excel_and_imported_then_old_and_new_are_shown_and_saved(
    page, story
):
    unit = story.station_unit
    _sign_in(page)
    page.goto(f"/units/?q={unit.credit_code}")
    page.get_by_text("显示8列").click()
    for label in ("住所", "成立日期"):
        page.get_by_label(label, exact=True).check()
    page.get_by_role("button", name="显示所选的列").click()
    book, promised = _export(page, re.compile("^Excel"))
    assert promised == 1
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows())
    at = next(i for i, row in enumerate(rows) if "单位名称" in [cell.value for cell in row])
    column = {cell.value: cell.column - 1 for cell in rows[at]}
    rows[at + 1][column["住所"]].value = "天津市滨海新区塘沽街道示例路 99 号"
    rows[at + 1][column["成立日期"]].value = "2001年3月5日"
    corrected = as_bytes(book)
    old_address = unit.registered_address

    _upload(page, corrected)
    line = page.locator("tbody tr")
    expect(line).to_have_count(1)
    expect(line.locator("del", has_text=old_address)).to_have_count(1)
    assert line.locator("ins").all_inner_texts() == [
        "天津市滨海新区塘沽街道示例路 99 号",
        "2001-03-05",
    ]
    page.get_by_role("button", name="导入 1 家").click()
    expect(page.get_by_text("已保存").first).to_be_visible()

    page.goto(unit.get_absolute_url())
    record = page.get_by_role("main").inner_text()
    assert "天津市滨海新区塘沽街道示例路 99 号" in record
    assert "2001-03-05" in record
    history = page.get_by_role("region", name="办理记录")
    expect(history.get_by_text(old_address).first).to_be_visible()

    _upload(page, corrected)
    expect(page.get_by_text("1行：1无变化。")).to_be_visible()


@pytest.mark.skipif(not REAL_ROSTER.exists(), reason="名单不随程序发布：只在有它的机器上核对")
def test_real_roster_when_imported_then_every_line_is_found_published_and_exported(page, story):
    _sign_in(page)

    _upload(page, REAL_ROSTER.read_bytes(), 版次名称="2018年实际名录", 公布日期="2018-12-31")
    expect(page.get_by_role("main").get_by_text("160行：")).to_be_visible()
    label = page.get_by_role("button", name="公布这一版").inner_text()
    listed = int(re.search(r"（(\d+) 家）", label)[1])
    _press(page, "公布这一版")
    page.goto("/roster/?as_of=2018-12-31")

    assert listed == 160
    expect(page.get_by_role("status")).to_contain_text("共160家")
    book, promised = _export(page, re.compile("^Excel"))
    _, _, rows = _table(book)
    assert len(rows) == promised == 160
    assert len({row["统一社会信用代码"] for row in rows}) == 160
    some = rows[77]
    name = some["单位名称"]
    for term in (name[2:8], pinyin_initials(name)[:8], some["统一社会信用代码"]):
        page.goto("/units/")
        page.get_by_role("main").get_by_role("searchbox").fill(term)
        _press(page, "筛选单位")
        expect(_shown(page, name)).to_have_count(1)


def _shown(page, name: str):
    """The link to a unit in the list of the page."""
    return page.locator("tbody").get_by_role("link", name=name, exact=True)
