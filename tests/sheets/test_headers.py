"""The header is found among titles and matched to the columns asked for."""

from datetime import date

import pytest

from ipcontact.sheets.reader import SheetError, read_table


def test_header_when_below_titles_with_breaks_and_remarks_then_is_found(
    make_xlsx, columns, office_row
):
    header = (
        "序 号",
        "*单位\n名 称（全称）",
        "统一社会\r\n信用代码：",
        "所属区域",
        "成立\n日期",
        "备注",
    )
    content = make_xlsx(
        [["某区重点联系单位名录"], ["填表单位：某局", None, None, None, "日期：2021年12月"], header]
        + [office_row(1)],
        merged=["A1:F1", "A2:D2"],
    )

    table = read_table(content, "a.xlsx", columns)

    assert table.header_row == 3
    assert table.columns == {"number": 0, "name": 1, "code": 2, "area": 3, "founded_on": 4}
    assert table.rows[0].values == {
        "number": 1,
        "name": "示例精密制造（天津）有限公司第1厂",
        "code": "91120116MA0600001X",
        "area": "示例街道",
        "founded_on": date(2021, 12, 31),
    }


def test_header_when_in_two_rows_then_group_and_sub_titles_are_matched(make_xlsx, columns):
    content = make_xlsx(
        [
            ["名录"],
            ["单位名称", "统一社会信用代码", "联络员", None, "备注"],
            [None, None, "姓名", "电话", None],
            ["示例大学", "12120116MB06VVVV5L", "张某", "022-00000001", "无"],
        ],
        merged=["A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3"],
    )

    table = read_table(content, "a.xlsx", columns)

    assert table.header_row == 2
    assert table.rows[0].number == 4
    assert table.rows[0].values == {
        "name": "示例大学",
        "code": "12120116MB06VVVV5L",
        "contact": "张某",
        "phone": "022-00000001",
    }
    assert table.rows[0].extra == {"备注": "无"}


def test_header_when_required_column_is_missing_then_error_says_what_to_write(make_xlsx, columns):
    content = make_xlsx([["名录"], ["序号", "单位名称", "备注"], [1, "示例大学", ""]])

    with pytest.raises(SheetError) as caught:
        read_table(content, "a.xlsx", columns)

    assert caught.value.message == (
        "工作表“名录”第 2 行的表头缺少：“统一社会信用代码”"
        "（也可写作“社会信用代码”、“信用代码”、“代码”）。"
        "现有的列：A“序号”、B“单位名称”、C“备注”。请在表头补上后再上传。"
    )


def test_header_when_column_is_named_twice_then_error_names_both_cells(make_xlsx, columns):
    content = make_xlsx([["企业名称", "代码", "机构名称"], ["甲", "1", "乙"]])

    with pytest.raises(SheetError, match=r"“单位名称”出现了 2 次（A1“企业名称”、C1“机构名称”）"):
        read_table(content, "a.xlsx", columns)


def test_header_when_its_own_name_and_a_synonym_appear_then_own_name_is_read_with_warning(
    make_xlsx, columns
):
    content = make_xlsx([["单位名称", "统一社会信用代码", "代码"], ["示例大学", "A1", "B2"]])

    table = read_table(content, "a.xlsx", columns)

    assert table.rows[0].values == {"name": "示例大学", "code": "A1"}
    assert table.rows[0].extra == {"代码": "B2"}
    assert [(w.address, w.reason) for w in table.warnings] == [
        ("C1", "与“统一社会信用代码”（B 列）同义，“统一社会信用代码”只读取 B 列")
    ]


def test_sheet_without_any_header_when_read_then_error_names_the_columns(make_xlsx, columns):
    content = make_xlsx([["甲", "乙"], [1, 2]])

    with pytest.raises(SheetError, match="前 20 行里没有找到表头。表头至少要有：“单位名称”"):
        read_table(content, "a.xlsx", columns)
