"""What reading a spreadsheet gives: columns asked for, rows found, defects with their cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


class SheetError(Exception):
    """The file as a whole cannot be used; the message (Chinese) says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Column:
    """A column a caller asks for.

    label and synonyms are compared without spaces, line breaks and punctuation. A key column may
    hold neither formulas nor merged cells nor long numbers. kind: "text" one cleaned line,
    "lines" cleaned but with line breaks, "date" read as a date where possible, "verbatim" as typed.
    """

    key: str
    label: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    is_key: bool = False
    kind: Literal["text", "lines", "date", "verbatim"] = "text"

    @property
    def spellings(self) -> str:
        """The header texts that are understood, for messages."""
        others = "、".join(f"“{s}”" for s in self.synonyms)
        return f"“{self.label}”" + (f"（也可写作{others}）" if others else "")


@dataclass(frozen=True, slots=True)
class Defect:
    """Something wrong or notable at one cell (F14) or range (C5:C9)."""

    row: int
    column: str
    value: str
    reason: str
    address: str

    def as_dict(self) -> dict[str, Any]:
        """The shape of the commands' JSON."""
        return {
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
            "address": self.address,
        }


@dataclass(slots=True)
class Row:
    """One data row: its number on the sheet, values by column key, other cells by their header.

    values has a key for every column that the file has ("" for an empty cell), and none for
    columns that are not in the file. addresses are given by `Table.address`.
    """

    number: int
    values: dict[str, Any]
    problems: list[Defect] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no data: signature, sum, section title, repeated header."""

    number: int
    text: str


@dataclass(slots=True)
class Table:
    """One sheet as read. header_row is the number on the sheet of the (first) header row."""

    file: str
    sheet: str
    header_row: int
    rows: list[Row]
    warnings: list[Defect]
    ignored_columns: list[str]
    skipped: list[SkippedRow]
    notes: list[str]
    columns: Mapping[str, int]  # column key → position on the sheet, from 0
    labels: Mapping[str, str]  # column key → header as the file writes it

    def address(self, row: Row, key: str) -> str:
        """Address on the sheet of the row's cell in a column, such as F14 ("" if not there)."""
        position = self.columns.get(key)
        return "" if position is None else cell_address(row.number - 1, position)

    def defect(self, row: Row, key: str, reason: str) -> Defect:
        """A defect of the caller's own at a cell of this table."""
        value = row.values.get(key, "")
        label = self.labels.get(key, key)
        return Defect(row.number, label, str(value), reason, self.address(row, key))


def column_letters(position: int) -> str:
    """Letters of a column, counted from 0: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_address(row: int, column: int) -> str:
    """Address such as F14 from a row and column counted from 0."""
    return f"{column_letters(column)}{row + 1}"


def range_address(r1: int, c1: int, r2: int, c2: int) -> str:
    """Address such as C5:C9, counted from 0."""
    return f"{cell_address(r1, c1)}:{cell_address(r2, c2)}"
