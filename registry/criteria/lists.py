"""Reading lists that prove something: patents and members, from Excel or typed line by line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from ipcontact.sheets.reader import Column, read_table
from ipcontact.text.credit_code import normalise_credit_code
from ipcontact.text.patent_number import check_patent_number
from ipcontact.text.rules import clean_name, clean_text

MAX_ROWS = 5_000
MAX_LINES = 300  # typed by hand
_LONGEST = 200

PATENT_COLUMNS = (
    Column(
        "number",
        "专利号",
        (
            "申请号",
            "专利申请号",
            "申请号/专利号",
            "专利号/申请号",
            "申请（专利）号",
            "专利号（申请号）",
        ),
        required=True,
        is_key=True,
    ),
    Column("title", "专利名称", ("名称", "发明名称", "发明创造名称", "标题")),
    Column("kind", "专利类型", ("类型", "专利类别", "种类")),
    Column(
        "holder",
        "专利权人",
        ("权利人", "申请人", "申请（专利权）人", "当前权利人", "专利权人/申请人"),
    ),
    Column("status", "法律状态", ("状态", "当前状态", "案件状态", "专利状态")),
    Column("filed_on", "申请日", ("申请日期", "申请时间"), kind="date"),
    Column(
        "granted_on", "授权日", ("授权公告日", "授权日期", "授权时间", "授权公告日期"), kind="date"
    ),
)
MEMBER_COLUMNS = (
    Column(
        "name",
        "成员名称",
        ("单位名称", "企业名称", "会员名称", "成员单位", "会员", "名称"),
        required=True,
        is_key=True,
    ),
    Column("credit_code", "统一社会信用代码", ("信用代码", "社会信用代码", "代码")),
)
CENTER_COLUMNS = (
    Column(
        "credit_code",
        "统一社会信用代码",
        ("社会信用代码", "信用代码", "代码"),
        required=True,
        is_key=True,
    ),
    Column(
        "document_no", "备案号", ("备案编号", "备案主体编号", "编号"), required=True, is_key=True
    ),
    Column(
        "name", "单位名称", ("企业名称", "备案主体", "备案单位", "申请主体", "主体名称", "名称")
    ),
    Column("issued_on", "备案日期", ("备案时间", "通过日期", "备案通过日期"), kind="date"),
    Column("statement", "技术领域", ("备案领域", "领域", "产业领域")),
)


class LineError(ValueError):
    """A typed line cannot be understood; the message says which and how to write it."""


def read_patents(content: bytes, filename: str) -> list[dict[str, str]]:
    """Lines of a list of patents; whether each counts is said by `counting.count_patents`.

    Returns: text by column, `cell` the address of the number, `problem` what forbids reading it.
    Raises: SheetError when the file as a whole cannot be used.
    """
    return _read(content, filename, PATENT_COLUMNS)


def read_members(content: bytes, filename: str) -> list[dict[str, str]]:
    """Lines of a list of members. Raises: SheetError."""
    entries = _read(content, filename, MEMBER_COLUMNS)
    return [_member(entry) for entry in entries]


def patents_of_lines(text: str) -> list[dict[str, str]]:
    """Patents typed one in a line: the number, and after it the name."""
    return _lines(text, _patent_line)


def members_of_lines(text: str) -> list[dict[str, str]]:
    """Members typed one in a line: the name, and after it the credit code if there is one."""
    return _lines(text, _member_line)


def as_lines(entries: Iterable[dict[str, Any]]) -> str:
    """Typed lines again, for a form; empty when the list came from a file."""
    entries = list(entries)
    if any(entry.get("cell") for entry in entries):
        return ""
    return "\n".join(entry.get("typed", "") for entry in entries)


def _read(content: bytes, filename: str, columns: tuple[Column, ...]) -> list[dict[str, str]]:
    table = read_table(content, filename, columns, max_rows=MAX_ROWS)
    key = columns[0].key
    entries = []
    for row in table.rows:
        entry = {name: _plain(value) for name, value in row.values.items()}
        entry["cell"] = table.address(row, key)
        if row.problems:
            entry["problem"] = "；".join(defect.reason for defect in row.problems) + "。"
        entries.append({name: value for name, value in entry.items() if value})
    return entries


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)[:_LONGEST]


def _lines(text: str, read: Callable[[str], dict[str, str]]) -> list[dict[str, str]]:
    typed = [line for raw in text.splitlines() if (line := clean_text(raw)[:_LONGEST])]
    if len(typed) > MAX_LINES:
        raise LineError(f"最多填写 {MAX_LINES} 行，现有 {len(typed)} 行。请改为上传 Excel。")
    return [{**read(line), "typed": line} for line in typed]


def _patent_line(line: str) -> dict[str, str]:
    """Numbers are often written with spaces: the longest beginning that is one is taken."""
    words = line.replace("，", " ").replace(",", " ").replace("、", " ").split()
    for end in range(len(words), 0, -1):
        if check_patent_number("".join(words[:end])).ok:
            return {"number": "".join(words[:end]), "title": " ".join(words[end:])}
    return {"number": words[0] if words else line, "title": " ".join(words[1:])}


def _member_line(line: str) -> dict[str, str]:
    found = re.fullmatch(r"(.*?)[\s，,、]+([0-9A-Za-z]{18})", line)
    name, code = found.groups() if found else (line, "")
    return _member({"name": name, "credit_code": code})


def _member(entry: dict[str, str]) -> dict[str, str]:
    kept = {**entry, "name": clean_name(entry.get("name", ""))}
    kept["credit_code"] = normalise_credit_code(entry.get("credit_code", ""))
    return {name: value for name, value in kept.items() if value}


def years_of_lines(text: str) -> list[dict[str, str]]:
    """Revenue typed one year in a line: ``2024 620.5`` in 万元.

    Raises: LineError.
    """
    return _lines(text, _year_line)


def _year_line(line: str) -> dict[str, str]:
    plain = line.replace(",", "").replace("，", "")
    found = re.fullmatch(r"(20\d\d)\s*年?度?[\s:：]+(\d{1,11}(?:\.\d{1,2})?)\s*(?:万元?)?", plain)
    if not found:
        raise LineError(f"看不懂“{line[:40]}”。请每行写一个年度，如：2024 620.5")
    year, figure = found.groups()
    return {"year": year, "figure": figure}
