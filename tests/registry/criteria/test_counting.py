"""Reading and counting lists: what counts, what does not, and why."""

from datetime import date

import pytest

from ipcontact.sheets.reader import SheetError
from registry.criteria.choices import Variant
from registry.criteria.counting import count_members, count_patents
from registry.criteria.lists import (
    MAX_LINES,
    LineError,
    as_lines,
    members_of_lines,
    patents_of_lines,
    read_members,
    read_patents,
    years_of_lines,
)
from tests.registry.criteria.proofs import patent_number, patent_rows, workbook

DAY = date(2026, 8, 31)
ONE = patent_number(1)


def counted(*entries, variant=Variant.PATENTS_HELD, day=DAY, unit_name=""):
    return count_patents(entries, variant=variant, counted_on=day, unit_name=unit_name)


def test_patents_when_read_from_a_file_then_have_address_dates_and_status():
    rows = [*patent_rows(2), ("202010000099.3", "", "", "", "", 43891, "")]

    entries = read_patents(workbook(rows), "清单.xlsx")

    assert [entry["cell"] for entry in entries] == ["B3", "B4", "B5"]
    assert entries[0]["number"] == f"ZL{patent_number(1)}"
    assert (entries[0]["filed_on"], entries[0]["granted_on"]) == ("2020-03-01", "2022-03-01")
    assert entries[2]["filed_on"] == "2020-03-01"


def test_patents_when_a_number_is_stored_as_a_number_then_the_line_says_what_to_do():
    entries = read_patents(workbook([(2020100000011,), (ONE,)]), "清单.xlsx")

    count = counted(*entries, variant=Variant.PATENTS_FILED)

    assert count.counted == 1
    assert count.left_out[0].cell == "B3"
    assert "文本" in count.left_out[0].problem


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"a,b\n1,2"])
def test_list_when_no_workbook_then_is_refused_with_a_reason(content):
    with pytest.raises(SheetError):
        read_patents(content, "清单.xlsx")


def test_list_when_it_has_no_number_column_then_is_refused():
    with pytest.raises(SheetError, match="专利号"):
        read_patents(workbook([("甲",)], header=("序号", "产品")), "清单.xlsx")


@pytest.mark.parametrize(
    ("entry", "variant", "says"),
    [
        ({"number": ONE}, Variant.PATENTS_FILED, ""),
        ({"number": ONE}, Variant.PATENTS_HELD, "看不出已经授权"),
        ({"number": f"ZL{ONE}"}, Variant.PATENTS_HELD, ""),
        ({"number": ONE, "granted_on": "2022-01-01"}, Variant.PATENTS_HELD, ""),
        ({"number": ONE, "granted_on": "2026-09-01"}, Variant.PATENTS_HELD, "授权日在统计日"),
        ({"number": ONE, "status": "专利权维持"}, Variant.PATENTS_HELD, ""),
        ({"number": f"ZL{ONE}", "status": "未缴年费失效"}, Variant.PATENTS_HELD, "不计入拥有量"),
        ({"number": ONE, "status": "驳回"}, Variant.PATENTS_FILED, ""),
        ({"number": ONE, "status": "非正常申请撤回"}, Variant.PATENTS_FILED, "非正常申请"),
        ({"number": ONE, "filed_on": "2026-09-01"}, Variant.PATENTS_FILED, "申请日在统计日"),
        ({"number": patent_number(1, year=2027)}, Variant.PATENTS_FILED, "申请日在统计日"),
        ({"number": "CN112345678A"}, Variant.PATENTS_FILED, "公开号"),
        ({"title": "没有号码"}, Variant.PATENTS_FILED, "没有填写"),
        ({"number": ONE, "problem": "不能用公式。"}, Variant.PATENTS_FILED, "公式"),
    ],
)  # fmt: skip
def test_patent_when_counted_then_says_why_not(entry, variant, says):
    [line] = counted(entry, variant=variant).lines

    assert line.is_counted is (not says)
    assert says in line.problem


def test_patent_when_listed_twice_then_counts_once_whatever_its_spelling():
    entries = [
        {"number": f"ZL{ONE}", "cell": "B3"},
        {"number": ONE.replace(".", ""), "cell": "B9", "status": "有效"},
    ]

    count = counted(*entries)

    assert count.counted == 1
    assert count.left_out[0].problem == "与 B3 重复，只计一次。"


def test_patents_when_no_day_is_given_then_dates_do_not_matter():
    assert counted({"number": f"ZL{ONE}", "granted_on": "2026-09-01"}, day=None).counted == 1


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"number": f"ZL{ONE}", "holder": "另一有限公司"}, "权利人"),
        ({"number": f"ZL{ONE}", "holder": "示例有限公司；另一有限公司"}, ""),
        ({"number": f"ZL{ONE}", "filed_on": "2019-01-01"}, "年份不一致"),
        ({"number": f"ZL{patent_number(1, year=2010, kind=2)}", "filed_on": "2010-01-01"}, "10 年"),
    ],
)
def test_patent_when_something_is_odd_then_counts_with_a_remark(entry, says):
    count = counted(entry, unit_name="示例有限公司")

    assert count.counted == 1
    assert len(count.to_look_at) == bool(says)
    assert says in "".join(count.lines[0].remarks)


def test_remarks_when_many_lines_share_one_then_it_is_said_once():
    entries = [{"number": f"ZL{patent_number(n)}", "holder": "另一有限公司"} for n in range(3)]

    [(remark, lines)] = counted(*entries, unit_name="示例有限公司").remarks.items()

    assert "权利人" in remark
    assert len(lines) == 3


def test_patents_when_counted_then_kinds_are_told():
    entries = [{"number": f"ZL{patent_number(n, kind=2)}"} for n in range(2)]

    count = counted(*entries, {"number": f"ZL{ONE}"})

    assert count.by_kind == {"实用新型": 2, "发明": 1}


def test_typed_patents_when_written_with_spaces_then_number_and_name_are_parted():
    text = f"ZL 2020 1 0000001.1 示例装置\n\n{patent_number(2)}，另一装置\n说不清"

    entries = patents_of_lines(text)

    assert [entry["number"] for entry in entries] == [
        "ZL202010000001.1", patent_number(2), "说不清",
    ]  # fmt: skip
    assert [entry["title"] for entry in entries] == ["示例装置", "另一装置", ""]
    assert as_lines(entries).splitlines()[0] == "ZL 2020 1 0000001.1 示例装置"


def test_typed_lines_when_too_many_then_are_refused_not_cut():
    with pytest.raises(LineError, match="Excel"):
        patents_of_lines("甲\n" * (MAX_LINES + 1))


def test_lines_when_they_came_from_a_file_then_are_not_typed_again():
    assert as_lines(read_patents(workbook(patent_rows(1)), "清单.xlsx")) == ""


def test_members_when_named_twice_then_count_once():
    entries = members_of_lines("示例甲有限公司 91120116MA00000011\n示例甲 有限公司\n示例乙有限公司")

    count = count_members(entries)

    assert count.counted == 2
    assert count.left_out[0].problem == "与第 1 行重复，只计一次。"
    assert "校验码" in count.to_look_at[0].remarks[0]


def test_members_when_read_from_a_file_then_names_are_cleaned():
    content = workbook([("示例甲 有限公司(天津)", "")], header=("序号", "会员名称", "信用代码"))

    [entry] = read_members(content, "名单.xlsx")

    assert entry == {"name": "示例甲有限公司（天津）", "cell": "B3"}


@pytest.mark.parametrize("line", ["2024 620.5", "2024年度：620.5万元", "2024年 620.5"])
def test_years_when_typed_then_are_read(line):
    [entry] = years_of_lines(line)

    assert (entry["year"], entry["figure"]) == ("2024", "620.5")


def test_years_when_not_understood_then_says_how():
    with pytest.raises(LineError, match="每行写一个年度"):
        years_of_lines("去年六百万")
