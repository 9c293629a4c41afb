"""Excel exports are official in form, exact in content, and nothing in them can run."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipcontact.sheets.reader import Column, SheetError, read_table
from ipcontact.sheets.workbook import CUT_MARK, write_workbook
from ipcontact.sheets.writer import (
    ExportColumn,
    Official,
    stream_xlsx,
)
from ipcontact.text.rules import clean_text

COLUMNS = [
    ExportColumn("name", "单位名称", width=36, note="登记的名称"),
    ExportColumn("code", "统一社会信用代码", width=22, note="18 位"),
    ExportColumn("since", "纳入日期", "date"),
    ExportColumn("patents", "有效专利（件）", "number"),
]
ROWS = [
    ("示例大学", "12120116MB06VVVV5L", date(2021, 12, 31), 30),
    ("=1+1", "911201160000000001", None, Decimal("2.5")),
    ("＠示例", "-1", date(1899, 1, 1), None),
]
FORM = Official(
    "示例区重点联系单位名录",
    "示例区市场监督管理局",
    date(2026, 3, 1),
    as_of=date(2021, 12, 31),
    explanations=("纳入名录不代表对其产品、服务或知识产权质量的认可。",),
)
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("=+-@\t\r\n＝＋－＠_x<>&'\"\0 　（），"),
    max_size=60,
)


def workbook(columns=COLUMNS, rows=ROWS, form=FORM) -> bytes:
    return b"".join(stream_xlsx(columns, rows, form))


def test_xlsx_when_written_then_is_an_official_form():
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    sheet = book["名单"]

    assert book.sheetnames == ["名单", "字段说明"]
    assert sheet["A1"].value == "示例区重点联系单位名录"
    assert sheet["A1"].alignment.horizontal == "center"
    assert sheet["A2"].value == "填表单位：示例区市场监督管理局"
    assert sheet["D2"].value == "日期：2026年3月1日"
    assert {str(r) for r in sheet.merged_cells.ranges} == {"A1:E1", "A2:C2", "D2:E2"}
    assert [c.value for c in sheet[3]] == ["序号", *(c.label for c in COLUMNS)]
    assert [[c.value for c in row] for row in sheet.iter_rows(min_row=4)] == [
        [1, "示例大学", "12120116MB06VVVV5L", datetime(2021, 12, 31), 30],
        [2, "=1+1", "911201160000000001", None, 2.5],
        [3, "＠示例", "-1", "1899-01-01", None],
    ]
    assert [c.data_type for c in sheet["B"][3:]] == ["s"] * 3
    assert sheet["C5"].number_format == "@"
    assert sheet["D4"].number_format == "yyyy-mm-dd"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:E6"
    assert sheet.column_dimensions["B"].width == pytest.approx(36.7, abs=0.5)


def test_xlsx_when_written_then_second_sheet_explains_the_columns():
    sheet = openpyxl.load_workbook(io.BytesIO(workbook()))["字段说明"]

    assert [[c.value for c in row] for row in sheet.iter_rows()] == [
        ["示例区重点联系单位名录", None, None],
        ["数据截至：2021年12月31日", None, None],
        ["导出日期：2026年3月1日", None, None],
        ["共 3 行", None, None],
        ["纳入名录不代表对其产品、服务或知识产权质量的认可。", None, None],
        [None, None, None],
        ["字段", "类型", "说明"],
        ["单位名称", "文本", "登记的名称"],
        ["统一社会信用代码", "文本", "18 位"],
        ["纳入日期", "日期", ""],
        ["有效专利（件）", "数字", ""],
    ]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_xlsx_when_few_columns_and_no_numbers_then_title_still_fits(count):
    form = Official("名录", "示例局", date(2026, 3, 1), numbered=False)

    content = workbook(COLUMNS[:count], [row[:count] for row in ROWS], form)

    sheet = openpyxl.load_workbook(io.BytesIO(content))["名单"]
    assert [c.value for c in sheet[3]] == [c.label for c in COLUMNS[:count]]
    assert "示例局" in sheet["A2"].value


def test_xlsx_when_written_then_our_own_reader_gives_the_rows_back():
    wanted = [
        Column("name", "单位名称", required=True, is_key=True),
        Column("code", "统一社会信用代码", required=True, is_key=True),
        Column("since", "纳入日期", kind="date"),
        Column("patents", "有效专利"),
    ]

    table = read_table(workbook(), "a.xlsx", wanted)

    assert table.header_row == 3
    assert [tuple(r.values.values()) for r in table.rows] == [
        ("示例大学", "12120116MB06VVVV5L", date(2021, 12, 31), 30),
        ("=1+1", "911201160000000001", "", 2.5),
        ("@示例", "-1", date(1899, 1, 1), ""),
    ]
    assert not any(r.problems for r in table.rows)
    assert table.warnings == []


def test_xlsx_when_empty_then_has_its_header_and_notes():
    content = workbook(rows=[])

    sheet = openpyxl.load_workbook(io.BytesIO(content))["名单"]
    assert sheet.max_row == 3


@given(st.lists(TEXTS, min_size=1, max_size=4))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_text_when_written_to_xlsx_and_read_again_then_is_the_same(texts):
    columns = [ExportColumn("id", "编号"), ExportColumn("a", "原文"), ExportColumn("b", "整洁")]
    wanted = [
        Column("id", "编号", required=True, is_key=True),
        Column("a", "原文", kind="verbatim"),
        Column("b", "整洁"),
    ]
    rows = [(f"N{i}", text, clean_text(text)) for i, text in enumerate(texts)]

    table = read_table(workbook(columns, rows), "a.xlsx", wanted)

    assert [tuple(r.values.values()) for r in table.rows] == rows


@pytest.mark.parametrize(
    "text",
    [
        "<r><t>a</t></r>",
        "<r></is></c></row><bad></r>",
        "_x0041_",
        "=cmd|' /C calc'!A0",
        "a\x01\x0bb",
    ],
)
def test_text_when_like_markup_or_formula_then_stays_text(text):
    columns = [ExportColumn("a", "名称")]

    content = workbook(columns, [(text,)])

    wanted = [Column("a", "名称", required=True, kind="verbatim")]
    assert [r.values["a"] for r in read_table(content, "a.xlsx", wanted).rows] == [text]
    assert b"<f" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_text_when_longer_than_a_cell_then_is_cut_with_a_mark():
    content = workbook([ExportColumn("a", "名称")], [("𠮷" * 20_000,)])

    [row] = read_table(content, "a.xlsx", [Column("a", "名称", required=True)]).rows
    assert row.values["a"].startswith("𠮷𠮷")
    assert row.values["a"].endswith(CUT_MARK)
    assert len(row.values["a"].encode("utf-16-le")) // 2 <= 32_767


def test_number_column_when_value_is_no_number_then_is_text():
    rows = [("—",), (float("nan"),), (True,)]

    content = workbook([ExportColumn("a", "件数", "number")], rows)

    sheet = openpyxl.load_workbook(io.BytesIO(content))["名单"]
    assert [c.value for c in sheet["B"][3:]] == ["—", "nan", 1]


def test_rows_when_more_than_a_sheet_holds_then_refused(monkeypatch):
    monkeypatch.setattr("ipcontact.sheets.workbook._LAST_ROW", 4)

    with pytest.raises(SheetError, match="改用 CSV"):
        write_workbook(io.BytesIO(), COLUMNS, ROWS, FORM)
