"""What an export consists of: its columns, and what stands around the rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Rows = Iterable[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column of an export. width is in characters as Excel counts (a Chinese one is two)."""

    key: str
    label: str
    kind: Literal["text", "number", "date"] = "text"
    width: float | None = None
    note: str = ""

    @property
    def shown_width(self) -> float:
        return self.width or {"text": 20, "number": 10, "date": 13}[self.kind]


@dataclass(frozen=True, slots=True)
class Official:
    """What an official form says around its rows.

    on: the date of the form; as_of: the day whose state the rows show; explanations: lines
    printed on the sheet 字段说明; numbered: whether a column 序号 comes first.
    """

    title: str
    filled_by: str
    on: date
    as_of: date | None = None
    explanations: tuple[str, ...] = ()
    numbered: bool = True


def chinese_date(day: date) -> str:
    """2021年12月31日"""
    return f"{day.year}年{day.month}月{day.day}日"


def as_plain(value: Any) -> str:
    """Text of a value that stands in a text column without being text."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
