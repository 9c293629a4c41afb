"""The Excel that the credit division sends back: its words, and which application a row means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from ipcontact.sheets.reader import Column, Defect, Row, Table, read_table
from ipcontact.text.credit_code import check_credit_code, normalise_credit_code
from ipcontact.text.rules import clean_text, parse_date
from registry.reviews.choices import CreditResult
from registry.reviews.rules import day_problems

MAX_ROWS = 2_000
LONGEST_DETAIL, LONGEST_CHECKER = 500, 60
CREDIT_CODE, RESULT = "credit_code", "result"
COLUMNS = (
    Column(
        CREDIT_CODE,
        "统一社会信用代码",
        ("社会信用代码", "信用代码", "代码", "统一代码"),
        required=True,
        is_key=True,
    ),
    Column("application_no", "申报编号", ("编号",)),
    Column("unit_name", "单位名称", ("企业名称", "申报单位", "名称", "主体名称")),
    Column(
        RESULT,
        "核查结果",
        (
            "信用核查结果",
            "核查结论",
            "查询结果",
            "信用情况",
            "信用状况",
            "结果",
            "结论",
            "是否有不良记录",
            "有无不良记录",
            "是否存在不良记录",
            "是否存在失信记录",
            "是否有失信记录",
        ),
        required=True,
    ),
    Column("detail", "说明", ("情况说明", "备注", "具体情况", "失信情况", "记录内容", "事由")),
    Column("checked_on", "核查日期", ("查询日期", "核查时间", "查询时间", "日期"), kind="date"),
    Column("checker", "核查人", ("核查人员", "查询人", "查询人员", "经办人")),
)
_KINDS = (
    "不良|失信|违法|违规|异常|经营|行政|处罚|信用|严重|黑名单|名录|名单|行为|信息|记录|情况|问题"
)
_NOT = "无|没有|未发现|未见|未查到|未查见|未列入|未检索到|不存在"
_CLEAR = re.compile(
    rf"(?:{_NOT})(?:相关|任何|上述)?(?:(?:{_KINDS})|[和及或与])*"
    r"|(?:信用)?(?:状况|情况|记录)?(?:正常|良好)|通过|合格"
)
_NEGATION = re.compile("无|没|未|不存在")
_SERIOUS = re.compile("严重违法|严重失信|黑名单|失信被执行|重大税收违法")
_RECORDED = re.compile("有记录|处罚|异常|失信|违法|欠税|不良|^有$|^存在$")
_ASKS_FOR_RECORDS = re.compile("不良|失信|记录|异常|违法")


@dataclass
class CreditLine:
    """One row, understood. `problems` and `warnings` are (column key, sentence)."""

    number: int
    credit_code: str = ""
    application_no: str = ""
    unit_name: str = ""
    result: str = ""
    detail: str = ""
    checked_on: date | None = None
    checker: str = ""
    addresses: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For the page that carries it to the saving."""
        return {**asdict(self), "checked_on": self.checked_on and self.checked_on.isoformat()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> CreditLine:
        """As it was before it travelled."""
        day = values["checked_on"]
        pairs = {name: [tuple(pair) for pair in values[name]] for name in ("problems", "warnings")}
        return cls(**{**values, **pairs, "checked_on": date.fromisoformat(day) if day else None})


def result_of(words: str, *, asked: str = "") -> str | None:
    """What a cell says of the credit of a unit.

    Args:
        words: the cell; asked: the header, because 是 and 否 answer it.
    Returns: a value of `CreditResult`; None when the words mean nothing.
    """
    clauses = [part for part in re.split(r"[\s。.；;，,、！!（）()]+", words) if part]
    if clauses in (["是"], ["否"]):
        if not _ASKS_FOR_RECORDS.search(asked):
            return None
        return CreditResult.RECORDED if clauses == ["是"] else CreditResult.CLEAR
    found = {_result_of_clause(clause) for clause in clauses}
    if not found or None in found:
        return None
    order = (CreditResult.SERIOUS, CreditResult.RECORDED, CreditResult.CLEAR)
    return next(result for result in order if result in found)


def _result_of_clause(text: str) -> str | None:
    """One clause; what is denied in words we do not know is left to a person."""
    if _CLEAR.fullmatch(text):
        return CreditResult.CLEAR
    if _NEGATION.search(text):
        return None
    if _SERIOUS.search(text):
        return CreditResult.SERIOUS
    return CreditResult.RECORDED if _RECORDED.search(text) else None


def read_lines(
    content: bytes, filename: str, *, checked_on: date, checker: str, today: date
) -> tuple[list[CreditLine], Table]:
    """The rows of a returned file, understood.

    Args: checked_on, checker: where the file has no such column or leaves the cell empty.
    Raises: SheetError: the file cannot be read as a list with codes and results.
    """
    table = read_table(content, filename, COLUMNS, max_rows=MAX_ROWS)
    lines = []
    for row in table.rows:
        line = _understood(row, table, today=today)
        line.checked_on = line.checked_on or checked_on
        line.checker = line.checker or checker
        lines.append(line)
    _mark_twins(lines)
    return lines, table


def _understood(row: Row, table: Table, *, today: date) -> CreditLine:
    text = {key: clean_text(value) for key, value in row.values.items() if key != "checked_on"}
    line = CreditLine(
        number=row.number,
        credit_code=normalise_credit_code(text.get(CREDIT_CODE, "")),
        application_no=text.get("application_no", "").upper()[:40],
        unit_name=text.get("unit_name", "")[:200],
        detail=text.get("detail", ""),
        checker=text.get("checker", "")[:LONGEST_CHECKER],
        addresses={key: table.address(row, key) for key in table.columns},
        values={key: str(value)[:100] for key, value in row.values.items()},
    )
    known = {label: key for key, label in table.labels.items()}
    line.problems += [(known.get(each.column, each.column), each.reason) for each in row.problems]
    _read_code(line)
    _read_result(line, text.get(RESULT, ""), asked=table.labels.get(RESULT, ""))
    _read_day(line, row.values.get("checked_on", ""), today=today)
    if len(line.detail) > LONGEST_DETAIL:
        line.problems.append(("detail", f"说明超过 {LONGEST_DETAIL} 字，请摘要填写。"))
    return line


def _read_code(line: CreditLine) -> None:
    if any(key == CREDIT_CODE for key, _ in line.problems):
        return
    if line.credit_code:
        verdict = check_credit_code(line.credit_code)
        if not verdict.is_legal:
            line.problems.append((CREDIT_CODE, verdict.message))
    elif not line.application_no:
        line.problems.append((CREDIT_CODE, "没有信用代码。没有代码的联盟请保留“申报编号”一列。"))


def _read_result(line: CreditLine, words: str, *, asked: str) -> None:
    if not words:
        line.problems.append((RESULT, "没有填写核查结果。"))
        return
    found = result_of(words, asked=asked)
    if found is None:
        labels = "、".join(CreditResult.labels)
        line.problems.append((RESULT, f"看不懂“{words[:40]}”，请填写：{labels}。"))
        return
    line.result = found
    if found != CreditResult.CLEAR and not line.detail:
        is_telling = words not in ("是", "有", *CreditResult.labels)
        line.detail = words if is_telling else ""
        if not is_telling:
            line.problems.append(("detail", "有记录的，请在“说明”里写明是什么记录。"))


def _read_day(line: CreditLine, value: Any, *, today: date) -> None:
    if not value:
        return
    day = value if isinstance(value, date) else parse_date(str(value))
    if day is None:
        line.problems.append(("checked_on", "看不懂这个日期，请写成 2026-09-18。"))
        return
    line.problems += [
        ("checked_on", words) for _, words in day_problems(day, today=today, what="核查日期")
    ]
    line.checked_on = day


def _mark_twins(lines: Iterable[CreditLine]) -> None:
    """Of rows with one code the first counts, when the others say the same or not."""
    first: dict[str, int] = {}
    for line in lines:
        key = line.credit_code or line.application_no
        if not key:
            continue
        if key in first:
            column = CREDIT_CODE if line.credit_code else "application_no"
            line.problems.append((column, f"与第 {first[key]} 行重复，只看第 {first[key]} 行。"))
        first.setdefault(key, line.number)


def defect_of(line: CreditLine, key: str, reason: str) -> Defect:
    """A defect of a row at its cell."""
    labels = {column.key: column.label for column in COLUMNS}
    return Defect(
        line.number,
        labels.get(key, key),
        line.values.get(key, ""),
        reason,
        line.addresses.get(key, ""),
    )
