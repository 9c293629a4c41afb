"""Reading a year's schedule from a file: holiday-cn JSON or an Excel table."""

import json
from collections import Counter
from typing import Any

from ipcontact.sheets.reader import Column, SheetError, read_table
from ipcontact.text.rules import clean_text, parse_date
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.plans import PlannedDay, YearPlan, checked_plan

MAX_BYTES = 1_000_000
COLUMNS = (
    Column("date", "日期", synonyms=("放假日期", "年月日"), required=True),
    Column("kind", "类型", synonyms=("类别", "休班", "休/班", "性质", "安排"), required=True),
    Column("name", "名称", synonyms=("节日", "节假日", "节日名称", "假期")),
)
_OFF_WORDS = ("休", "放假", "休息", "节假日", "假", "放假调休")
_WORK_WORDS = ("班", "上班", "调休上班", "补班", "工作日")


def notice_title(year: int) -> str:
    """Title of the notice that publishes a year's schedule."""
    return f"国务院办公厅关于{year}年部分节假日安排的通知"


def read_year(content: bytes, filename: str, *, source: str = "") -> YearPlan:
    """The schedule in a file.

    Args: content, filename: the file as given, .json in holiday-cn format or .xlsx/.xls with the
    columns 日期, 类型 (休/班), 名称; source: the notice in words, the usual title when left out.
    Raises: RuleViolation that says what is wrong with the file.
    """
    if len(content) > MAX_BYTES:
        raise RuleViolation("calendar_file", "文件超过 1 MB，不像一年的放假安排，请核对后重新选择")
    if filename.lower().endswith(".json"):
        return _read_json(content, source)
    if filename.lower().endswith((".xlsx", ".xls")):
        return _read_excel(content, filename, source)
    raise RuleViolation("calendar_file", "请选择 .json（holiday-cn 格式）或 .xlsx、.xls 文件")


def _read_json(content: bytes, source: str) -> YearPlan:
    try:
        data = json.loads(content.decode("utf-8-sig"))
        year, papers = data["year"], data.get("papers", [])
        if not isinstance(year, int) or isinstance(year, bool):
            raise TypeError("year")
        days = [_json_day(entry) for entry in data["days"]]
        links = tuple(clean_text(paper)[:300] for paper in papers if str(paper).startswith("http"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RuleViolation(
            "calendar_file",
            "文件不是 holiday-cn 格式的放假安排：应有 year、days，且每天有 name、date、isOffDay",
        ) from error
    return checked_plan(year, days, clean_text(source) or notice_title(year), links[:10])


def _json_day(entry: dict[str, Any]) -> PlannedDay:
    day = parse_date(entry["date"]) if isinstance(entry["date"], str) else None
    if day is None or not isinstance(entry["isOffDay"], bool):
        raise ValueError("date or isOffDay")
    return PlannedDay(day, entry["isOffDay"], clean_text(entry["name"])[:20])


def _read_excel(content: bytes, filename: str, source: str) -> YearPlan:
    try:
        table = read_table(content, filename, COLUMNS, max_rows=500, max_bytes=MAX_BYTES)
    except SheetError as error:
        raise RuleViolation("calendar_file", str(error)) from error
    days, problems = [], []
    for row in table.rows:
        problems += [f"第 {row.number} 行：{defect.reason}" for defect in row.problems]
        day = parse_date(row.values.get("date"))
        word = clean_text(row.values.get("kind"))
        if day is None:
            problems.append(f"第 {row.number} 行：日期“{clean_text(row.values.get('date'))}”看不懂")
        elif word not in _OFF_WORDS + _WORK_WORDS:
            problems.append(f"第 {row.number} 行：类型“{word}”看不懂，请写休或班")
        else:
            name = clean_text(row.values.get("name"))[:20]
            days.append(PlannedDay(day, word in _OFF_WORDS, name))
    if problems:
        raise RuleViolation("calendar_days", "；".join(problems[:20]) + "。请改正文件后重新导入")
    year = Counter(day.date.year for day in days).most_common(1)[0][0] if days else 0
    if not year:
        raise RuleViolation("calendar_empty", "表里没有放假日，请核对后重新选择文件")
    return checked_plan(year, days, clean_text(source) or notice_title(year), ())
