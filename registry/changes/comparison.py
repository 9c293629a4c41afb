"""Comparing registration data with the register: read, match, find what differs. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ipcontact.sheets.reader import Column, read_table
from ipcontact.sheets.table import Table
from ipcontact.text.credit_code import check_credit_code, normalise_credit_code
from ipcontact.text.masking import mask_name
from ipcontact.text.rules import clean_name, clean_text, search_key
from registry.changes.choices import DifferenceField
from registry.imports.rules import read_state
from registry.units.choices import PersonRole, RegistrationState
from registry.units.models import Unit, UnitCode
from registry.units.people import UnitPerson

COLUMNS = (
    Column(
        "credit_code",
        "统一社会信用代码",
        ("社会信用代码", "信用代码", "代码", "统一代码"),
        required=True,
        is_key=True,
    ),
    Column(
        "name",
        "单位名称",
        ("企业名称", "主体名称", "市场主体名称", "机构名称", "名称"),
        required=True,
        is_key=True,
    ),
    Column("address", "住所", ("地址", "注册地址", "住所（经营场所）", "经营场所")),
    Column("state", "登记状态", ("经营状态", "企业状态", "存续状态", "状态")),
    Column("legal_representative", "法定代表人", ("法人", "法人代表", "负责人", "法定代表人姓名")),
)
LONGEST = 300
NAME_LENGTH = Unit._meta.get_field("name").max_length
PERSON_LENGTH = UnitPerson._meta.get_field("name").max_length


@dataclass(frozen=True)
class Found:
    """One cell that differs; `persons` has the full names where `old` and `new` are masked."""

    unit: Unit
    row: int
    field: str
    old: str
    new: str
    persons: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass
class Comparison:
    """What a file says beside the register.

    Attributes: matched: units found in the file; strangers: rows of units we do not know, which
    are no business of ours; problems: (row, column, sentence) of rows that were not compared.
    """

    table: Table
    found: list[Found] = field(default_factory=list)
    matched: int = 0
    strangers: int = 0
    problems: list[tuple[int, str, str]] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """What is kept with the run, and what the command prints."""
        return {
            "file": self.table.file,
            "sheet": self.table.sheet,
            "header_row": self.table.header_row,
            "rows": len(self.table.rows),
            "matched": self.matched,
            "unknown_units": self.strangers,
            "differences": len(self.found),
            "units_with_differences": len({each.unit.pk for each in self.found}),
            "rejected": [
                {"row": row, "column": column, "reason": reason}
                for row, column, reason in self.problems
            ],
            "ignored_columns": list(self.table.ignored_columns),
        }


def read_file(content: bytes, filename: str) -> Table:
    """The file as a table. Raises: SheetError."""
    return read_table(content, filename, COLUMNS)


def compare(table: Table) -> Comparison:
    """Find what differs; a bounded number of queries whatever the length of the file."""
    result = Comparison(table)
    codes = [normalise_credit_code(row.values.get("credit_code", "")) for row in table.rows]
    names = [clean_name(str(row.values.get("name", "")))[:NAME_LENGTH] for row in table.rows]
    register = _Register.load(codes, names)
    seen: dict[int, int] = {}
    for row, code, name in zip(table.rows, codes, names, strict=True):
        if row.problems:
            defect = row.problems[0]
            result.problems.append((row.number, defect.column, defect.reason))
            continue
        verdict = check_credit_code(code)
        if not verdict.is_legal:
            result.problems.append((row.number, "统一社会信用代码", verdict.message))
            continue
        unit = register.unit_of(code, name)
        if unit is None:
            result.strangers += 1
            continue
        if unit.pk in seen:
            words = f"与第 {seen[unit.pk]} 行是同一单位，只比对第 {seen[unit.pk]} 行。"
            result.problems.append((row.number, "统一社会信用代码", words))
            continue
        seen[unit.pk] = row.number
        result.matched += 1
        values = {key: clean_text(str(value)) for key, value in row.values.items()}
        result.found += _differences(unit, register, row.number, code, name, values, result)
    return result


@dataclass
class _Register:
    by_code: dict[str, Unit]
    by_name: dict[str, Unit | None]
    holders: dict[int, str]

    @classmethod
    def load(cls, codes: Sequence[str], names: Sequence[str]) -> _Register:
        """Units by present and former code, else by present name when it is unambiguous."""
        by_code: dict[str, Unit] = {}
        rows = UnitCode.objects.filter(credit_code__in=set(codes)).select_related("unit")
        for row in rows.order_by("until_on"):
            by_code.setdefault(row.credit_code, row.unit)
        for unit in Unit.objects.filter(credit_code__in=set(codes)):
            by_code[unit.credit_code] = unit
        by_name: dict[str, Unit | None] = {}
        for unit in Unit.objects.filter(name__in=set(names)):
            by_name[unit.name] = None if unit.name in by_name else unit
        keys = {unit.pk for unit in (*by_code.values(), *by_name.values()) if unit is not None}
        people = UnitPerson.objects.filter(
            unit__in=keys, role=PersonRole.LEGAL_REPRESENTATIVE, period__upper_inf=True
        )
        return cls(by_code, by_name, dict(people.values_list("unit_id", "name")))

    def unit_of(self, code: str, name: str) -> Unit | None:
        return self.by_code.get(code) or self.by_name.get(name)


def _differences(
    unit: Unit,
    register: _Register,
    row: int,
    code: str,
    name: str,
    values: dict[str, str],
    result: Comparison,
) -> list[Found]:
    found = []
    if code != (unit.credit_code or ""):
        found.append(Found(unit, row, DifferenceField.CODE, unit.credit_code or "", code))
    if name and search_key(name) != search_key(unit.name):
        found.append(Found(unit, row, DifferenceField.NAME, unit.name, name))
    address = values.get("address", "")[:LONGEST]
    if address and search_key(address) != search_key(unit.registered_address):
        old = unit.registered_address
        found.append(Found(unit, row, DifferenceField.ADDRESS, old, address))
    words = values.get("state", "")
    state = read_state(words) if words else None
    if words and state is None:
        result.problems.append((row, "登记状态", f"看不懂“{words[:40]}”，没有比对这一格。"))
    elif state not in (None, RegistrationState.UNKNOWN) and state != unit.registration_state:
        old = unit.get_registration_state_display()
        found.append(Found(unit, row, DifferenceField.STATE, old, state.label))
    person = clean_name(values.get("legal_representative", ""))[:PERSON_LENGTH]
    known = register.holders.get(unit.pk, "")
    if person and person != known:
        found.append(
            Found(
                unit,
                row,
                DifferenceField.LEGAL,
                mask_name(known),
                mask_name(person),
                {"old": known, "new": person},
            )
        )
    return found
