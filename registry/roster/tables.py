"""What the public list shows: heads that sort, rows ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from ipcontact.text.credit_code import group_credit_code
from registry.roster.filters import Selection
from registry.roster.resources import PAGE_COLUMNS, RosterColumn, RosterRow, row_reader

CODE_LENGTH = 18


@dataclass(frozen=True)
class Head:
    """A column head; `url` sorts by it, `direction` says how it is sorted now."""

    column: RosterColumn
    url: str = ""
    direction: str = ""


@dataclass(frozen=True)
class ShownRow:
    """A row of the list with the address of its unit and its code in groups."""

    url: str
    words: RosterRow
    code: tuple[str, ...]
    iso: str


def heads(selection: Selection) -> list[Head]:
    """Heads of the list for the present order."""
    return [_head(column, selection) for column in PAGE_COLUMNS]


def _head(column: RosterColumn, selection: Selection) -> Head:
    if not column.sort:
        return Head(column)
    next_sort = f"-{column.sort}" if selection.sort == column.sort else column.sort
    direction = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(selection.sort, "")
    return Head(column, selection.query(sort=next_sort, page=None), direction)


def shown_rows(stored: Iterable[tuple], selection: Selection) -> list[ShownRow]:
    """Rows of a page. Args: stored: tuples of `resources.STORED`."""
    read = row_reader(selection.choices)
    rows = []
    for item in stored:
        words = read(item)
        url = reverse("roster:unit", args=[item[0]])
        since = words.listed_on.isoformat() if words.listed_on else ""
        rows.append(ShownRow(url, words, grouped(words.credit_code), since))
    return rows


def grouped(code: str) -> tuple[str, ...]:
    """A credit code in groups for the eye; anything else stays whole."""
    if not code:
        return ()
    return group_credit_code(code) if len(code) == CODE_LENGTH else (code,)
