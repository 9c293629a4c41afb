"""The rows of a division: which units come out of it, as many as there are, without JavaScript."""

from __future__ import annotations

from typing import Any

from django import forms

from ipcontact.text.credit_code import check_credit_code, normalise_credit_code
from ipcontact.text.rules import clean_name, search_key
from registry.changes.comparison import NAME_LENGTH
from registry.changes.rules import MOST_PARTS, Part
from registry.units.models import Unit
from registry.units.rules import SearchKind, read_search

AT_FIRST = 2  # rows that stand open; the others unfold
UNKNOWN = "单位库中没有这个代码或编号，请核对；没有登记的请先登记。"


def find_unit(term: str) -> Unit | None:
    """The unit of a credit code or a number (LX…)."""
    search = read_search(term)
    if search.kind is SearchKind.NUMBER:
        return Unit.objects.filter(public_no=search.value).first()
    return Unit.objects.filter(credit_code=normalise_credit_code(term)).first()


class DivisionRows:
    """The part of a form that asks for the units of a division."""

    def part_fields(self) -> dict[str, forms.Field]:
        """Name, code and the wish to succeed, for each row."""
        fields: dict[str, forms.Field] = {}
        for row in range(1, MOST_PARTS + 1):
            fields[f"name_{row}"] = forms.CharField(
                label="名称", max_length=NAME_LENGTH, required=False
            )
            fields[f"code_{row}"] = forms.CharField(
                label="信用代码或单位编号",
                max_length=40,
                required=False,
                help_text="还没有领到执照的留空；已登记的填LX开头的编号也可以。",
            )
            fields[f"asks_{row}"] = forms.BooleanField(
                label="要求承继本单位在名录中的位置", required=False
            )
        return fields

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows as the template draws them; those after the first stay folded while empty."""
        return [
            {
                "place": row,
                "fields": [self[f"{name}_{row}"] for name in ("name", "code", "asks")],
                "is_folded": row > AT_FIRST,
            }
            for row in range(1, MOST_PARTS + 1)
        ]

    @property
    def rest(self) -> list[forms.BoundField]:
        """What every change asks for, after the rows."""
        drawn = {field.name for row in self.rows for field in row["fields"]}
        return [field for field in self if field.name not in drawn]

    @property
    def is_unfolded(self) -> bool:
        """Something stands in a row that is folded at first."""
        later = range(AT_FIRST + 1, MOST_PARTS + 1)
        names = [f"{name}_{row}" for row in later for name in ("name", "code", "asks")]
        return self.is_bound and any(self[name].value() for name in names)

    def clean_parts(self) -> list[Part]:
        """Every row that says something, checked by itself."""
        found = [
            part for row in range(1, MOST_PARTS + 1) if (part := self._clean_row(row)) is not None
        ]
        if not found and not self.errors:
            self.add_error("name_1", "请至少填写一家分立出的单位。")
        return found

    def _clean_row(self, row: int) -> Part | None:
        data = self.cleaned_data
        name = clean_name(data.get(f"name_{row}", ""))
        term = data.get(f"code_{row}", "").strip()
        asks = data.get(f"asks_{row}", False)
        if not (name or term or asks):
            return None
        if not term:
            if not name:
                self.add_error(f"name_{row}", "请填写这家单位的名称。")
                return None
            return Part(name, asks=asks)
        return self._of_code(row, name, term, asks)

    def _of_code(self, row: int, name: str, term: str, asks: bool) -> Part | None:
        unit = find_unit(term)
        if unit is not None:
            known = {search_key(each) for each in unit.names.values_list("name", flat=True)}
            if name and search_key(name) not in known:
                words = f"单位库中这个代码是“{unit.name}”，与填写的名称不同，请核对。"
                self.add_error(f"code_{row}", words)
                return None
            return Part(unit.name, unit.credit_code or "", unit.public_no, asks)
        verdict = check_credit_code(term)
        if not verdict.is_legal or verdict.problems:
            is_number = read_search(term).kind is SearchKind.NUMBER
            self.add_error(f"code_{row}", UNKNOWN if is_number else verdict.message)
            return None
        if not name:
            self.add_error(f"name_{row}", "单位库中还没有这个代码，请填写名称。")
            return None
        return Part(name, verdict.code, asks=asks)
