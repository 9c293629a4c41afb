"""Counting what a list holds as of a day: patents filed or held, members; each line says why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ipcontact.clocks.rules import add_months
from ipcontact.text.credit_code import check_credit_code
from ipcontact.text.patent_number import PatentNumber, check_patent_number
from ipcontact.text.rules import search_key
from registry.criteria.choices import Variant

# A patent of which the register says so is no longer held; 非正常 ones count nowhere.
_ENDED = ("失效", "终止", "届满", "放弃", "无效", "撤回", "驳回", "撤销", "未缴", "转出")
_IN_FORCE = ("授权", "有效", "维持", "登记")
_ABNORMAL = "非正常"
# Years a patent may last (专利法 42 条); designs applied for before June 2021 have ten.
_TERMS = {
    "invention": 20,
    "pct_invention": 20,
    "utility_model": 10,
    "pct_utility_model": 10,
    "design": 15,
}


@dataclass(frozen=True)
class CountedLine:
    """A line of a list: whether it counts, why not, and what the checker should look at."""

    entry: Mapping[str, Any]
    title: str
    number: str = ""
    kind: str = ""
    problem: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def is_counted(self) -> bool:
        return not self.problem

    @property
    def cell(self) -> str:
        """Address in the file it came from, or the number of its line."""
        return self.entry.get("cell", "")


@dataclass(frozen=True)
class Count:
    """A list, counted."""

    lines: tuple[CountedLine, ...]

    @property
    def counted_lines(self) -> tuple[CountedLine, ...]:
        return tuple(line for line in self.lines if line.is_counted)

    @property
    def counted(self) -> int:
        return len(self.counted_lines)

    @property
    def left_out(self) -> tuple[CountedLine, ...]:
        return tuple(line for line in self.lines if not line.is_counted)

    @property
    def to_look_at(self) -> tuple[CountedLine, ...]:
        """Lines that count, with a remark."""
        return tuple(line for line in self.lines if line.is_counted and line.remarks)

    @property
    def remarks(self) -> dict[str, list[CountedLine]]:
        """Each remark once, with the lines it stands at."""
        found: dict[str, list[CountedLine]] = {}
        for line in self.to_look_at:
            for remark in line.remarks:
                found.setdefault(remark, []).append(line)
        return found

    @property
    def by_kind(self) -> dict[str, int]:
        """How many of each kind count, most first."""
        found: dict[str, int] = {}
        for line in self.lines:
            if line.is_counted and line.kind:
                found[line.kind] = found.get(line.kind, 0) + 1
        return dict(sorted(found.items(), key=lambda item: -item[1]))


def count_patents(
    entries: Iterable[Mapping[str, Any]],
    *,
    variant: str,
    counted_on: date | None,
    unit_name: str = "",
) -> Count:
    """Count patents filed (申请量) or held (拥有量) as of a day; each number once.

    Args:
        entries: lines as `lists.read_patents` makes them.
        variant: `Variant.PATENTS_HELD` counts those in force, everything else those filed.
        counted_on: 统计日; None counts whatever its dates.
        unit_name: who should be the holder; others are only remarked on (受让, 共有, 曾用名).
    """
    seen: dict[str, str] = {}
    lines = []
    for place, entry in enumerate(entries, start=1):
        read = check_patent_number(entry.get("number", ""))
        problem = entry.get("problem") or read.problem
        if not problem and read.number in seen:
            problem = f"与{seen[read.number]}重复，只计一次。"
        if not problem:
            seen[read.number] = _place(entry, place)
            problem = _not_counted(entry, read, variant, counted_on)
        remarks = (read.remark, *_remarks(entry, read, counted_on, unit_name))
        lines.append(
            CountedLine(
                entry,
                entry.get("title", ""),
                number=read.number,
                kind=read.kind_label if read.ok else "",
                problem=problem,
                remarks=tuple(filter(None, remarks)),
            )
        )
    return Count(tuple(lines))


def count_members(entries: Iterable[Mapping[str, Any]]) -> Count:
    """Count members of an association or alliance, each once by credit code or name."""
    seen: dict[str, str] = {}
    lines = []
    for place, entry in enumerate(entries, start=1):
        name, code = entry.get("name", ""), entry.get("credit_code", "")
        keys = [key for key in (search_key(name), code) if key]
        again = next((seen[key] for key in keys if key in seen), "")
        problem = entry.get("problem") or ("" if name else "没有写成员名称，请补填。")
        if not problem and again:
            problem = f"与{again}重复，只计一次。"
        if not problem:
            seen.update(dict.fromkeys(keys, _place(entry, place)))
        verdict = check_credit_code(code) if code else None
        remarks = (verdict.message,) if verdict and not verdict.ok else ()
        lines.append(CountedLine(entry, name, number=code, problem=problem, remarks=remarks))
    return Count(tuple(lines))


def _place(entry: Mapping[str, Any], place: int) -> str:
    return f" {entry['cell']} " if entry.get("cell") else f"第 {place} 行"


def _not_counted(
    entry: Mapping[str, Any], read: PatentNumber, variant: str, counted_on: date | None
) -> str:
    status = entry.get("status", "")
    if _ABNORMAL in status:
        return "属于非正常申请，不计入。"
    filed, granted = _day(entry, "filed_on"), _day(entry, "granted_on")
    if counted_on and (filed > counted_on if filed else read.year > counted_on.year):
        return f"申请日在统计日 {counted_on} 之后，不计入。"
    if variant != Variant.PATENTS_HELD:
        return ""
    if any(word in status for word in _ENDED):
        return f"状态为“{status}”，不计入拥有量。"
    if counted_on and granted and granted > counted_on:
        return f"授权日在统计日 {counted_on} 之后，不计入拥有量。"
    if not (granted or read.is_patent or any(word in status for word in _IN_FORCE)):
        return "看不出已经授权，不计入拥有量；已授权的，请填写授权日或法律状态。"
    return ""


def _remarks(
    entry: Mapping[str, Any], read: PatentNumber, counted_on: date | None, unit_name: str
) -> Iterator[str]:
    holder, filed = entry.get("holder", ""), _day(entry, "filed_on")
    if holder and unit_name and search_key(unit_name) not in search_key(holder):
        yield "权利人不是本单位现用名称，请核对是否受让或曾用名"
    if filed and read.ok and filed.year != read.year:
        yield "申请日与号码里的年份不一致，请核对"
    years = _TERMS.get(read.kind)
    if filed and counted_on and years and add_months(filed, years * 12) <= counted_on:
        yield f"申请至统计日已满 {years} 年，保护期可能届满，请核对"


def _day(entry: Mapping[str, Any], name: str) -> date | None:
    """A day as lists store it, ``2020-01-31``; anything else is none."""
    try:
        return date.fromisoformat(entry.get(name) or "")
    except ValueError:
        return None
