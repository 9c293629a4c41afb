"""The protection centre's list of 备案 against the register: who is found, what would change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import QuerySet

from ipcontact.sheets.reader import Table, read_table
from ipcontact.text.credit_code import check_credit_code
from ipcontact.text.rules import clean_name, search_key
from registry.criteria.choices import CheckState, ProofKind
from registry.criteria.lists import CENTER_COLUMNS
from registry.criteria.models import Criterion, Evidence
from registry.criteria.services.schemes import criteria_on
from registry.units.models import Unit, UnitCode

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

MAX_ROWS = 3_000
_LONGEST = {"document_no": 120, "name": 200, "statement": 300}


class Fate(models.TextChoices):
    """What becomes of a line."""

    NEW = "new", "新增备案证明"
    UPDATED = "updated", "更新备案证明"
    UNCHANGED = "unchanged", "没有变化"
    UNMATCHED = "unmatched", "单位库里没有"
    REJECTED = "rejected", "不能导入"


@dataclass(frozen=True)
class Line:
    """A row of the list; `cell` is the address of its code."""

    number: int
    cell: str
    credit_code: str
    document_no: str
    name: str = ""
    issued_on: str = ""
    statement: str = ""
    problem: str = ""


@dataclass
class Step:
    """A line and what becomes of it."""

    line: Line
    fate: Fate
    unit: Unit | None = None
    present: Evidence | None = None
    note: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """Particulars the line gives; what it does not say stays as it was."""
        found: dict[str, Any] = {"document_no": self.line.document_no}
        if self.line.issued_on:
            found["issued_on"] = date.fromisoformat(self.line.issued_on)
        if self.line.statement:
            found["statement"] = self.line.statement
        return found


@dataclass
class Plan:
    """Every line of a list, judged against the register."""

    criterion: Criterion | None
    steps: list[Step] = field(default_factory=list)

    def count(self, fate: str) -> int:
        return sum(step.fate == fate for step in self.steps)

    @property
    def to_write(self) -> list[Step]:
        return [step for step in self.steps if step.fate in (Fate.NEW, Fate.UPDATED)]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Words and numbers of what there is."""
        return [(fate.label, number) for fate in Fate if (number := self.count(fate))]


def read_lines(content: bytes, filename: str) -> tuple[list[Line], Table]:
    """The rows of a file, cleaned. Raises: SheetError."""
    table = read_table(content, filename, CENTER_COLUMNS, max_rows=MAX_ROWS)
    lines = []
    for row in table.rows:
        values = {name: str(value) for name, value in row.values.items()}
        issued = row.values.get("issued_on", "")
        verdict = check_credit_code(values["credit_code"])
        problems = [defect.reason for defect in row.problems]
        if not problems and not verdict.is_legal:
            problems.append(verdict.message)
        if not problems and not values["document_no"]:
            problems.append("没有备案号，请补填")
        lines.append(
            Line(
                number=row.number,
                cell=table.address(row, "credit_code"),
                credit_code=verdict.code[:60],
                document_no=values["document_no"][: _LONGEST["document_no"]],
                name=clean_name(values.get("name", ""))[: _LONGEST["name"]],
                issued_on=issued.isoformat() if isinstance(issued, date) else "",
                statement=values.get("statement", "")[: _LONGEST["statement"]],
                problem="；".join(problems),
            )
        )
    return lines, table


def make_plan(lines: Iterable[Line], *, by: User, today: date, lock: bool = False) -> Plan:
    """Compare lines with the register. Reads only.

    Args: lock: keep the units and their proofs as they are until the end of the transaction.
    """
    lines = list(lines)
    plan = Plan(_criterion(today))
    units = _units_by_code([line.credit_code for line in lines], by, lock=lock)
    present = _present(plan.criterion, units.values(), lock=lock)
    seen: dict[int | str, Line] = {}
    for line in lines:
        unit = units.get(line.credit_code)
        step = Step(line, Fate.REJECTED, unit, present.get(unit.pk) if unit else None)
        plan.steps.append(step)
        key = unit.pk if unit else line.credit_code
        if line.problem:
            step.note = line.problem
        elif key in seen:
            step.note = f"与第 {seen[key].number} 行重复"
        else:
            seen[key] = line
            step.fate = _fate(step)
            step.note = _note(step)
    return plan


def _criterion(today: date) -> Criterion | None:
    found = (item for item in criteria_on(today) if item.proof_kind == ProofKind.CENTER_RECORD)
    return next(found, None)


def _units_by_code(codes: Sequence[str], by: User, *, lock: bool) -> dict[str, Unit]:
    """Units by present code, and by former ones that nobody bears now."""
    former = dict(
        UnitCode.objects.filter(credit_code__in=codes).values_list("credit_code", "unit_id")
    )
    reachable = Unit.objects.filter(pk__in=Unit.objects.visible_to(by).values("pk"))
    found = reachable.filter(credit_code__in=codes) | reachable.filter(pk__in=former.values())
    rows = list(_kept(found.order_by("pk"), lock))
    by_key = {unit.pk: unit for unit in rows}
    units = {code: by_key[key] for code, key in former.items() if key in by_key}
    return units | {unit.credit_code: unit for unit in rows if unit.credit_code}


def _present(
    criterion: Criterion | None, units: Iterable[Unit], *, lock: bool
) -> dict[int, Evidence]:
    if criterion is None:
        return {}
    rows = Evidence.objects.current().filter(criterion=criterion, unit__in=list(units))
    return {row.unit_id: row for row in _kept(rows.order_by("pk"), lock)}


def _kept(rows: QuerySet, lock: bool) -> QuerySet:
    return rows.select_for_update(of=("self",)) if lock else rows


def _fate(step: Step) -> Fate:
    if step.unit is None:
        return Fate.UNMATCHED
    if step.present is None:
        return Fate.NEW
    differs = any(getattr(step.present, name) != value for name, value in step.values.items())
    if differs or step.present.state != CheckState.ACCEPTED:
        return Fate.UPDATED
    return Fate.UNCHANGED


def _note(step: Step) -> str:
    unit, name, present = step.unit, step.line.name, step.present
    if unit is None:
        return "请核对代码；确是本区单位的，先登记单位再导入"
    words = []
    if present is not None and present.document_no != step.line.document_no:
        words.append(f"备案号由“{present.document_no or '空'}”改为“{step.line.document_no}”")
    if present is not None and present.state != CheckState.ACCEPTED:
        words.append(f"由“{present.get_state_display()}”改为“{CheckState.ACCEPTED.label}”")
    if name and search_key(name) != search_key(unit.name):
        words.append(f"名单写作“{name}”，请核对是否更名")
    return "；".join(words)
