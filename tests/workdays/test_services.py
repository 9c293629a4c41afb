"""Importing a year: previewed, complete or refused, and harmless the second time."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from openpyxl import Workbook

from ipcontact.audit.models import Change
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays import reference
from ipcontact.workdays.models import CalendarYear, Day
from ipcontact.workdays.readers import read_year
from ipcontact.workdays.rules import add_workdays
from ipcontact.workdays.services import current_calendar, import_year, preview_year

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
DAYS_2027 = [
    ("2027-01-01", "元旦", True),
    ("2027-02-05", "春节", True),
    ("2027-02-20", "春节", False),
    ("2027-05-01", "劳动节", True),
    ("2027-10-01", "国庆节", True),
]


@pytest.fixture
def empty(db):
    """A table without any year."""
    CalendarYear.objects.all().delete()


def holiday_cn(days=DAYS_2027, year=2027, papers=("https://www.gov.cn/a.htm",)) -> bytes:
    entries = [{"name": name, "date": day, "isOffDay": off} for day, name, off in days]
    return json.dumps({"year": year, "papers": list(papers), "days": entries}).encode()


def plan_2027(days=DAYS_2027, **kwargs):
    return read_year(holiday_cn(days, **kwargs), "2027.json")


def workbook(rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def stored(year=2027):
    days = Day.objects.filter(calendar_year__year=year)
    return list(days.values_list("date", "kind", "name"))


def test_import_when_year_is_new_writes_days_source_and_history(empty):
    changes = import_year(plan=plan_2027(), by=None)

    year = CalendarYear.objects.get()
    assert (year.year, year.source) == (2027, "国务院办公厅关于2027年部分节假日安排的通知")
    assert year.papers == ["https://www.gov.cn/a.htm"]
    assert changes.is_new
    assert len(changes.added) == 5
    assert stored()[2] == (date(2027, 2, 20), "makeup", "春节")
    assert Change.objects.filter(act="导入 2027 年放假安排").count() == 6


def test_import_when_repeated_changes_and_records_nothing(empty):
    import_year(plan=plan_2027(), by=None)
    before = Change.objects.count()

    changes = import_year(plan=plan_2027(), by=None)

    assert changes.is_empty
    assert changes.unchanged == 5
    assert Change.objects.count() == before


def test_preview_when_days_differ_lists_added_removed_changed_and_writes_nothing(empty):
    import_year(plan=plan_2027(), by=None)
    days = [
        *DAYS_2027[:1],
        ("2027-02-06", "春节", True),
        ("2027-02-20", "调休", False),
        *DAYS_2027[3:],
    ]
    plan = plan_2027(days)

    changes = preview_year(plan)

    assert [day.date for day in changes.added] == [date(2027, 2, 6)]
    assert [day.date for day in changes.removed] == [date(2027, 2, 5)]
    assert [(a.name, b.name) for a, b in changes.changed] == [("春节", "调休")]
    assert changes.unchanged == 3
    assert len(stored()) == 5
    assert date(2027, 2, 5) in [day for day, _, _ in stored()]
    assert import_year(plan=plan, by=None) == changes
    assert preview_year(plan).is_empty


def test_calendar_when_year_is_imported_makes_the_result_firm(empty):
    reference.load(FIXTURES)
    start = date(2027, 2, 19)
    before = add_workdays(start, 1, current_calendar())

    import_year(plan=plan_2027(), by=None)
    after = add_workdays(start, 1, current_calendar())

    assert (before.due, before.provisional) == (date(2027, 2, 22), True)
    assert (after.due, after.provisional) == (date(2027, 2, 20), False)


def test_import_when_notice_moves_days_of_last_december_takes_them(empty):
    import_year(plan=plan_2027([*DAYS_2027, ("2026-12-31", "元旦", True)]), by=None)

    assert date(2026, 12, 31) in current_calendar().off
    assert preview_year(plan_2027()).removed[0].date == date(2026, 12, 31)


def test_reference_when_loaded_twice_brings_six_years_and_keeps_corrections(empty):
    assert reference.load(FIXTURES) == 6
    Day.objects.filter(date="2026-10-01").update(name="改过")

    assert reference.load(FIXTURES) == 0

    assert list(CalendarYear.objects.values_list("year", flat=True)) == list(range(2026, 2020, -1))
    assert Day.objects.get(date="2026-10-01").name == "改过"
    assert CalendarYear.objects.get(year=2026).source.endswith("（国办发明电〔2025〕7号）")


def test_calendar_when_read_costs_two_queries(empty, django_assert_num_queries):
    reference.load(FIXTURES)

    with django_assert_num_queries(2):
        current_calendar()


def test_excel_when_written_as_offices_do_gives_the_same_plan(empty):
    rows = [["2027 年放假安排"], [], ["日 期", "类型", "节日"]]
    rows += [[day, "休" if off else "班", name] for day, name, off in DAYS_2027]
    rows[3][0] = date(2027, 1, 1)
    rows[4][0] = "2027年2月5日"
    rows[4][1] = "放假"

    plan = read_year(workbook(rows), "2027.xlsx", source="天津市政府办公厅转发")

    assert plan.days == plan_2027().days
    assert plan.year == 2027
    assert plan.source == "天津市政府办公厅转发"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["日期", "类型"], ["2027-13-01", "休"]], "第 2 行：日期“2027-13-01”看不懂"),
        ([["日期", "类型"], ["2027-01-01", "玩"]], "第 2 行：类型“玩”看不懂，请写休或班"),
        ([["甲", "乙"], ["1", "2"]], ""),
        ([["日期", "类型"]], ""),
    ],
)
def test_excel_when_wrong_is_refused_with_the_row(rows, words):
    with pytest.raises(RuleViolation) as refusal:
        read_year(workbook(rows), "2027.xlsx")

    assert words in refusal.value.message


@pytest.mark.parametrize(
    ("content", "name", "code", "words"),
    [
        (b"", "a.json", "calendar_file", "holiday-cn"),
        (b"[]", "a.json", "calendar_file", "holiday-cn"),
        (b"\xff\xfe\x00", "a.json", "calendar_file", "holiday-cn"),
        (b"[" * 100_000, "a.json", "calendar_file", "holiday-cn"),
        (b'{"year": true, "days": []}', "a.json", "calendar_file", "holiday-cn"),
        (b'{"year": 2027, "days": [{"date": 1}]}', "a.json", "calendar_file", "holiday-cn"),
        (b'{"year": 2027, "papers": 1, "days": []}', "a.json", "calendar_file", "holiday-cn"),
        (b"x" * 1_000_001, "a.json", "calendar_file", "超过 1 MB"),
        (b"x", "a.pdf", "calendar_file", "请选择 .json"),
        (b"x", "a.xlsx", "calendar_file", ""),
        (holiday_cn([]), "a.json", "calendar_empty", "该年安排可能尚未公布"),
        (holiday_cn(year=1800), "a.json", "calendar_year", "年份应在 1990 到 2100 之间"),
        (holiday_cn(DAYS_2027[:3]), "a.json", "calendar_days", "缺少5 月 1 日、10 月 1 日"),
        (holiday_cn([*DAYS_2027, ("2028-01-02", "元旦", True)]), "a.json", "calendar_days",
         "2028-01-02 不在 2027 年"),
        (holiday_cn([*DAYS_2027, ("2027-02-19", "春节", False)]), "a.json", "calendar_days",
         "2027-02-19 是周五，不会是调休上班日"),
        (holiday_cn([*DAYS_2027, ("2027-02-20", "春节", True)]), "a.json", "calendar_days",
         "2027-02-20 既写休又写班"),
    ],
)  # fmt: skip
def test_file_when_it_is_no_whole_year_is_refused_with_the_reason(content, name, code, words):
    with pytest.raises(RuleViolation) as refusal:
        read_year(content, name)

    assert refusal.value.code == code
    assert words in refusal.value.message
