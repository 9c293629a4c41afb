"""What a merge of two units does to the rows that name them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class RowChange:
    """One row and the values it gets: field (or column of a key) -> value."""

    row: Any
    values: dict[str, Any]


@dataclass(frozen=True)
class MergePlan:
    """What becomes of the rows of one relation when one unit is merged into another.

    Attributes:
        changes: rows that change, in the order in which they are to be written.
        stays: how many rows stay with the merged unit.
        notes: what a person should know of them, a sentence each.
        obstacles: why the units cannot be merged, each saying what to do first.
    """

    changes: tuple[RowChange, ...] = ()
    stays: int = 0
    notes: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MergeRelation:
    """One relation to a unit, declared by the part that owns it: what merging does to its rows.

    Attributes:
        relation: model and field, for example `registry.UnitName.unit`.
        label, word: what is counted in the preview: 联络员, 名.
        plan: (surviving unit, merged unit, day) -> what becomes of the merged one's rows.
        settle: called with the keys of both units once all rows are written, for what follows
            from them; also after a merge is undone.
        is_locked_first: its rows are locked before the units, as their own services do.
        is_derived: its rows follow from others and are made anew by `settle`.
    """

    relation: str
    label: str
    plan: Callable[[Any, Any, date], MergePlan]
    word: str = "条"
    settle: Callable[[set[int]], None] | None = None
    is_locked_first: bool = False
    is_derived: bool = False
    order: int = 50
