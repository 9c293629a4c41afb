"""One row at a time: what it says, why it is refused, what is warned about."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipcontact.sheets.reader import read_table
from ipcontact.sheets.table import Row, Table
from ipcontact.text.rules import search_key
from registry.imports.reading import LineReader
from registry.imports.resources import COLUMNS
from registry.imports.rules import Vocabulary
from tests.factories import TODAY, credit_code
from tests.registry.imports.office_files import table as sheet

WORDS = Vocabulary(
    {search_key("新北街道"): 8},
    {search_key("示例监管所"): 3},
    {8: "新北街道"},
    {3: "示例监管所"},
)
GOOD = credit_code(7)
FAILED = GOOD[:17] + ("1" if GOOD[17] != "1" else "2")


def read(header, *cells, confirmed=(), known=()):
    content = sheet(("单位名称", "统一社会信用代码", *header), cells)
    found = read_table(content, "名单.xlsx", COLUMNS)
    reader = LineReader(found, WORDS, confirmed=confirmed, known=known, today=TODAY)
    return reader.read(found.rows[0])


@pytest.mark.parametrize(
    ("name", "code", "address", "words"),
    [
        ("", GOOD, "A2", "未填单位名称"),
        ("示例甲公司", "", "B2", "未填统一社会信用代码"),
        ("示例甲公司", GOOD[:17], "B2", "少 1 位"),
        ("示例甲公司", GOOD[:8] + "O" + GOOD[9:], "B2", "数字 0"),
        ("示例甲公司", "0" * 18, "B2", "全为 0"),
        ("示例甲公司", FAILED, "B2", "第 18 位校验码"),
        ("示例甲公司", "120116000012345", "B2", "旧营业执照注册号"),
        ("甲" * 201, GOOD, "A2", "超过 200 字"),
    ],
)
def test_row_when_name_or_code_is_bad_is_refused_at_its_cell(name, code, address, words):
    line = read((), name, code)

    assert [defect.address for defect in line.defects] == [address]
    assert words in line.defects[0].reason


def test_row_when_number_or_formula_stands_in_code_is_refused():
    assert "数字形式" in read((), "示例甲公司", 911201160000000000).defects[0].reason
    assert "公式" in read((), "示例甲公司", '="91"&"1"').defects[0].reason


def test_row_when_everything_is_wrong_names_every_defect():
    line = read((), "", "12")

    assert [defect.address for defect in line.defects] == ["A2", "B2"]


def test_failed_check_when_confirmed_or_known_is_accepted():
    refused = read((), "示例甲公司", FAILED)
    confirmed = read((), "示例甲公司", FAILED, confirmed={FAILED})
    known = read((), "示例甲公司", FAILED, known={FAILED})

    assert refused.may_confirm
    assert not refused.is_confirmed
    assert (confirmed.defects, confirmed.is_confirmed) == ([], True)
    assert (known.defects, known.is_confirmed) == ([], False)


def test_alliance_when_without_code_is_accepted_as_such():
    named = read((), "示例产业联盟", "")
    said = read(("单位类型",), "示例海洋产业共同体", "", "产业联盟")

    assert (named.defects, named.values["kind"]) == ([], "alliance")
    assert (said.defects, said.values["kind"]) == ([], "alliance")
    assert read(("单位类型",), "示例联盟科技有限公司", "", "企业").defects


def test_row_when_written_full_width_and_broken_is_read_in_normal_form():
    wide = "".join(chr(ord(c) + 0xFEE0) for c in GOOD[:10]) + "\n" + GOOD[10:].lower()

    line = read((), " 示例 甲\n有限公司(天津) ", wide)

    assert (line.name, line.code, line.defects) == ("示例甲有限公司（天津）", GOOD, [])


@pytest.mark.parametrize("state", ["注销", "吊销，未注销", "迁出"])
def test_registration_when_not_active_is_warned_about_not_refused(state):
    line = read(("登记状态",), "示例甲公司", GOOD, state)

    assert line.defects == []
    assert [(w.address, w.value) for w in line.warnings] == [("C2", state)]
    assert line.values["registration_state"] != "active"


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("住所", "北京市海淀区示例路", "住所不在本区"),
        ("所属区域", "海曙区", "不是本区的街镇"),
        ("单位类型", "天书", "看不懂的单位类型"),
        ("登记状态", "天书", "看不懂的登记状态"),
        ("主责单位", "没有这个所", "没有这个机构"),
        ("入库条件", "天书", "看不出是第几项"),
        ("行业代码", "未知行业", "不是国民经济行业代码"),
        ("企业类型", "长" * 81, "超过 80 字"),
        ("联系电话", "13800000000", "没有联络员姓名"),
        ("成立日期", date(2027, 1, 1), "在今天之后"),
    ],
)
def test_optional_value_when_unreadable_is_warned_about_with_its_cell(column, value, words):
    line = read((column,), "示例甲公司", GOOD, value)

    assert line.defects == []
    assert [warning.address for warning in line.warnings] == ["C2"]
    assert words in line.warnings[0].reason


def test_value_when_unreadable_is_kept_as_typed():
    line = read(("登记状态", "成立日期"), "示例甲公司", GOOD, "天书", "去年春天")

    assert line.remarks == ["登记状态：天书", "成立日期：去年春天"]


@pytest.mark.parametrize(
    "typed",
    ["2015-03-04", "2015/3/4", "2015.03.04", "2015年3月4日", "20150304", 42067, date(2015, 3, 4)],
)
def test_date_when_in_any_usual_form_is_read(typed):
    line = read(("成立日期",), "示例甲公司", GOOD, typed)

    assert line.values["registered_on"] == date(2015, 3, 4)


def test_cell_when_blank_or_dash_is_left_and_em_dash_empties():
    blank = read(("住所", "备注", "所属区域"), "示例甲公司", GOOD, "/", "无", "-")
    erased = read(("住所", "备注", "所属区域"), "示例甲公司", GOOD, "—", "—", "—")

    assert blank.values == {}
    assert erased.values == {"registered_address": "", "note": "", "region": None}


def test_unknown_column_when_personal_is_not_kept():
    line = read(("主导产品", "老板手机"), "示例甲公司", GOOD, "示例阀门", "13800000000")

    assert line.remarks == ["主导产品：示例阀门"]


def test_contact_when_named_is_read_with_mobile_or_phone():
    mobile = read(("联络员", "联系电话"), "示例甲公司", GOOD, "示例某", "138 0000-0000")
    phone = read(("联络员", "联系电话"), "示例甲公司", GOOD, "示例某", "022-66880000")

    assert (mobile.contact_name, mobile.mobile, mobile.phone) == ("示例某", "13800000000", "")
    assert (phone.mobile, phone.phone) == ("", "022-66880000")


CELLS = st.one_of(
    st.text(max_size=40),
    st.integers(),
    st.floats(),
    st.dates(),
    st.sampled_from(["—", "91120116MA0000000X", "（1）", "2021-13-40", "\x00\ud800", "联盟"]),
)


@given(st.dictionaries(st.sampled_from([column.key for column in COLUMNS]), CELLS))
def test_row_when_cells_hold_anything_never_raises(values):
    keys = [column.key for column in COLUMNS]
    table = Table(
        file="x.xlsx",
        sheet="s",
        header_row=1,
        rows=[],
        warnings=[],
        ignored_columns=[],
        skipped=[],
        notes=[],
        columns={key: place for place, key in enumerate(keys)},
        labels={column.key: column.label for column in COLUMNS},
    )
    reader = LineReader(table, WORDS, confirmed=(), known=(), today=TODAY)

    line = reader.read(Row(2, values, [], {"其他列": values.get("note", "")}))

    assert line.number == 2
