"""Spreadsheets as offices really write them are understood."""

import io
import re
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from ipcontact.sheets.reader import Column, SheetError, read_table

HEADER = ("序号", "单位名称", "统一社会信用代码", "所属区域", "成立日期", "备注")


def test_xls_of_an_office_when_read_then_rows_warnings_and_skipped_lines_are_exact(
    office_xls, columns
):
    table = read_table(office_xls, "名录.xls", columns)

    assert (table.file, table.sheet, table.header_row) == ("名录.xls", "名录", 3)
    assert [
        (r.number, r.values["name"], r.values["code"], r.values["area"]) for r in table.rows
    ] == [
        (4, "示例精密制造（天津）有限公司", "91120116MA06YYYY3X", "示例街道"),
        (5, "示例生物科技(天津)有限公司", "91120116ma06zzzz1q", "示例街道"),
        (6, "示例 软件 技术有限公司", "91120116 MA06 XXXX2J", "示例街道"),
        (7, "示例电商平台有限公司", "91120116MA06WWWW4K", "示例镇"),
        (8, "示例大学", "12120116MB06VVVV5L", "示例镇"),
    ]
    assert [r.values["founded_on"] for r in table.rows] == [
        date(2005, 3, 1),
        date(2011, 5, 9),
        date(2016, 8, 8),
        date(2018, 6, 1),
        date(2018, 6, 1),
    ]
    assert table.rows[0].values["phone"] == 13800000000
    assert [(w.row, w.address, w.value) for w in table.warnings] == [
        (4, "D4:D6", "示例街道"),
        (7, "D7:D8", "示例镇"),
    ]
    assert [(s.number, s.text) for s in table.skipped] == [
        (10, "填表人：张某　审核人：李某"),
        (11, "（盖章）"),
        (12, "2021年12月31日"),
    ]
    assert table.ignored_columns == ["备注"]
    assert table.rows[3].extra == {"备注": "原名：示例网络有限公司"}
    assert not any(r.problems for r in table.rows)
    assert table.notes == ["读取的工作表：“名录”", "隐藏的工作表不读取：“下拉选项”"]


def test_header_only_when_read_then_error_says_no_data(make_xlsx, columns):
    with pytest.raises(SheetError, match=r"表头（第 1 行）下面没有数据"):
        read_table(make_xlsx([HEADER]), "a.xlsx", columns)


def test_blank_rows_when_500_before_data_then_data_is_read(make_xlsx, columns, office_row):
    rows = [HEADER] + [[] for _ in range(500)] + [office_row(1), [" ", "　"], office_row(2)]

    table = read_table(make_xlsx(rows), "a.xlsx", columns)

    assert [r.number for r in table.rows] == [502, 504]
    assert table.skipped == []


def test_sheets_when_first_is_hidden_and_second_lacks_the_header_then_third_is_read(
    make_xlsx, columns, office_row
):
    def change(workbook: Workbook) -> None:
        workbook.active.sheet_state = "hidden"
        workbook.create_sheet("说明").append(["填表说明"])
        sheet = workbook.create_sheet("第二批")
        sheet.append(HEADER)
        sheet.append(office_row(7))

    table = read_table(make_xlsx([HEADER, office_row(1)], change=change), "a.xlsx", columns)

    assert table.sheet == "第二批"
    assert [r.values["number"] for r in table.rows] == [7]
    assert table.notes == [
        "读取的工作表：“第二批”",
        "没有读取的工作表：“说明”",
        "隐藏的工作表不读取：“名录”",
    ]


@pytest.mark.parametrize(
    "line",
    [
        ["填表人：张某", "审核人：李某", None, "负责人（签字）：王某"],
        [None, "填表人：张某", "审核人：李某"],
        ["合计", "128家"],
        ["合计", None, None, 3, 4, 5],
        [None, None, None, "（盖章）"],
        ["制表日期：2021年12月31日"],
        ["负责人：", None, "填报日期：", None, "联系电话：022-00000001"],
        [None, None, None, None, "2021 年 12 月 31 日"],
        ["注：本表一式三份", None, None],
        [9],
        HEADER,
    ],
)
def test_line_that_is_no_data_when_read_then_is_skipped_and_listed(
    make_xlsx, columns, office_row, line
):
    table = read_table(make_xlsx([HEADER, office_row(1), line]), "a.xlsx", columns)

    assert [r.number for r in table.rows] == [2]
    assert [s.number for s in table.skipped] == [3]


@pytest.mark.parametrize(
    "changed",
    [{"name": ""}, {"code": ""}, {"name": "合计科技有限公司"}, {"name": "负责任的人有限公司"}],
)
def test_row_of_a_unit_when_incomplete_or_oddly_named_then_is_kept(
    make_xlsx, columns, office_row, changed
):
    table = read_table(make_xlsx([HEADER, office_row(1, **changed)]), "a.xlsx", columns)

    assert [r.number for r in table.rows] == [2]


def test_merged_cells_when_in_ordinary_column_then_filled_down_but_never_over_content(
    make_xlsx, columns, office_row
):
    rows = [HEADER, office_row(1), office_row(2, area=None), office_row(3, area="示例镇")]

    table = read_table(make_xlsx(rows, merged=["D2:D3"]), "a.xlsx", columns)

    assert [r.values["area"] for r in table.rows] == ["示例街道", "示例街道", "示例镇"]
    assert [w.as_dict() for w in table.warnings] == [
        {
            "row": 2,
            "column": "所属区域",
            "value": "示例街道",
            "reason": "D2:D3 是合并单元格，已按同一内容填入各行，请核对",
            "address": "D2:D3",
        }
    ]


def test_merged_cells_when_in_key_column_then_every_row_is_refused_by_address(
    make_xlsx, columns, office_row
):
    rows = [HEADER, office_row(1), office_row(2, name=None), office_row(3)]

    table = read_table(make_xlsx(rows, merged=["B2:B3"]), "a.xlsx", columns)

    assert [[(d.row, d.column, d.address) for d in r.problems] for r in table.rows] == [
        [(2, "单位名称", "B2:B3")],
        [(3, "单位名称", "B2:B3")],
        [],
    ]


def test_signature_line_when_merged_across_key_columns_then_is_skipped(
    make_xlsx, columns, office_row
):
    rows = [HEADER, office_row(1), ["填表人：张某　　审核人：李某"]]

    table = read_table(make_xlsx(rows, merged=["A3:F3"]), "a.xlsx", columns)

    assert len(table.rows) == 1
    assert [(s.number, s.text) for s in table.skipped] == [(3, "填表人：张某 审核人：李某")]


def test_formula_when_in_key_column_then_row_is_refused_and_elsewhere_read_as_empty(
    make_xlsx, columns, office_row
):
    rows = [
        HEADER,
        ["=ROW()-1", *office_row(1)[1:]],
        ["=ROW()-1", '="示例"&"大学"', *office_row(2)[2:]],
    ]

    table = read_table(make_xlsx(rows), "a.xlsx", columns)

    assert [r.values["number"] for r in table.rows] == ["", ""]
    assert [d.as_dict() for d in table.rows[1].problems] == [
        {
            "row": 3,
            "column": "单位名称",
            "value": "",
            "reason": "关键列不能用公式。请复制整列，选择性粘贴为“数值”后再上传",
            "address": "B3",
        }
    ]
    assert table.rows[0].problems == []


def test_formula_with_cached_value_when_outside_key_columns_then_value_is_read(
    make_xlsx, columns, office_row, repack
):
    content = make_xlsx([HEADER, ["=ROW()-1", *office_row(1)[1:]]])
    part = "xl/worksheets/sheet1.xml"
    empty = re.compile(rb"(<f>ROW\(\)-1</f>)(<v ?/>|<v></v>)")
    xml, found = empty.subn(rb"\1<v>1</v>", zip_part(content, part))
    assert found == 1

    table = read_table(repack(content, {part: xml}), "a.xlsx", columns)

    assert table.rows[0].values["number"] == 1


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (912011600000000001, "9.12012E+17"),
        (9.11201e17, "9.11201E+17"),
        (120116000000001, "1.20116E+14"),
        ("9.11201E+17", "9.11201E+17"),
        (12.5, "12.5"),
        (date(2021, 12, 31), "2021-12-31"),
        (True, "True"),
    ],
)
def test_code_when_not_stored_as_text_then_row_is_refused_and_nothing_guessed(
    make_xlsx, columns, office_row, code, shown
):
    table = read_table(make_xlsx([HEADER, office_row(1, code=code)]), "a.xlsx", columns)

    assert table.rows[0].values["code"] == ""
    [defect] = table.rows[0].problems
    assert (defect.address, defect.value) == ("C2", shown)
    assert "“文本”格式" in defect.reason


def test_values_when_full_width_or_broken_then_are_cleaned_and_numbers_are_whole(
    make_xlsx, columns, office_row
):
    rows = [
        HEADER,
        office_row(
            1, code="９１１２０１１６ＭＡ０６\u200b００００１Ｘ", area=" 示例　 街道\n", note=1.5
        ),
    ]

    table = read_table(make_xlsx(rows), "a.xlsx", columns)

    assert table.rows[0].values["code"] == "91120116MA0600001X"
    assert table.rows[0].values["area"] == "示例 街道"
    assert table.rows[0].extra == {"备注": 1.5}
    assert [(w.address, w.reason) for w in table.warnings] == [
        ("C2", "单元格里有看不见的字符，已去除")
    ]


@pytest.mark.parametrize(
    "written", ["2021-12-31", "2021/12/31", "2021.12.31", "2021年12月31日", 20211231, 44561]
)
def test_date_when_written_in_any_office_form_then_is_read(make_xlsx, columns, office_row, written):
    table = read_table(make_xlsx([HEADER, office_row(1, founded_on=written)]), "a.xlsx", columns)

    assert table.rows[0].values["founded_on"] == date(2021, 12, 31)


def test_date_when_unreadable_then_is_kept_as_typed_with_a_warning(make_xlsx, columns, office_row):
    content = make_xlsx([HEADER, office_row(1, founded_on="去年底")])

    table = read_table(content, "a.xlsx", columns)

    assert table.rows[0].values["founded_on"] == "去年底"
    assert [(w.address, w.value, w.reason) for w in table.warnings] == [
        ("E2", "去年底", "看不懂的日期，按原文保留")
    ]


def test_table_when_asked_for_an_address_or_defect_then_names_the_cell(
    make_xlsx, columns, office_row
):
    table = read_table(make_xlsx([HEADER, office_row(1)]), "a.xlsx", columns)

    defect = table.defect(table.rows[0], "code", "校验位不对")

    assert defect.as_dict() == {
        "row": 2,
        "column": "统一社会信用代码",
        "value": "91120116MA0600001X",
        "reason": "校验位不对",
        "address": "C2",
    }
    assert table.address(table.rows[0], "contact") == ""


def test_lines_kind_when_read_then_line_breaks_stay(make_xlsx):
    wanted = [Column("name", "名称", required=True), Column("note", "备注", kind="lines")]

    table = read_table(make_xlsx([["名称", "备注"], ["甲\n乙", "一\n二 \n三"]]), "a.xlsx", wanted)

    assert table.rows[0].values == {"name": "甲 乙", "note": "一\n二\n三"}


def zip_part(content: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(content)).read(name)
