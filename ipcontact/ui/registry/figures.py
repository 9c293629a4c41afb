"""A figure with its counting rule, its parts and the rows it counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, kw_only=True)
class MeasureColumn:
    """A column of the rows behind a figure: what it says of a row, and where that leads."""

    label: str
    text: Callable[[Any], Any]
    url: Callable[[Any], str] | None = None


@dataclass(frozen=True, kw_only=True)
class MeasureSplit:
    """A figure by something. `parts(day)`: label and value; `note` where parts overlap."""

    key: str
    label: str
    parts: Callable[[date], list[tuple[str, int]]]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A named figure on any day: its value in one query, the rows it counts, how it is counted.

    Answered from dated rows, never from the state of today. `value(day)` is None where nothing
    can be said. `rows(day)` is a queryset with `visible_to(user)`; `columns` say how a row is
    shown. Only what `is_public` may stand in a snapshot for everybody.
    """

    code: str
    label: str
    unit: str  # 家, 件, 天
    rule: str  # 统计口径
    group: str
    value: Callable[[date], int | Decimal | None]
    rows: Callable[[date], Any]
    columns: tuple[MeasureColumn, ...]
    splits: tuple[MeasureSplit, ...] = ()
    is_public: bool = False
    order: int = 50
