"""How fields stand on a page: several narrow ones side by side, a wide one alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django import forms


@dataclass
class Row:
    """Fields that stand together. `is_pair`: side by side where the page is wide enough."""

    fields: list[forms.BoundField] = field(default_factory=list)
    is_pair: bool = False


def rows_of(fields: Iterable[tuple[forms.BoundField, bool]]) -> list[Row]:
    """Part fields into rows. Args: fields: each with whether it is narrow."""
    rows: list[Row] = []
    for bound, is_narrow in fields:
        if not is_narrow:
            rows.append(Row([bound]))
        elif rows and rows[-1].is_pair:
            rows[-1].fields.append(bound)
        else:
            rows.append(Row([bound], is_pair=True))
    return rows
