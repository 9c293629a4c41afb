"""What becomes of the removals of a unit that turns out to be a duplicate."""

from __future__ import annotations

from datetime import date

from ipcontact.ui.registry import MergePlan, MergeRelation, merge_relations
from registry.removals.choices import OPEN_STATES
from registry.removals.models import Removal
from registry.units.merging import relation_of, rows_of
from registry.units.models import Unit


def register() -> None:
    """Declare the relation; called once when the app is ready."""
    merge_relations.add(
        MergeRelation(relation=relation_of(Removal), label="移出", word="件", plan=_plan, order=70)
    )


def _plan(surviving: Unit, merged: Unit, day: date) -> MergePlan:
    """Decided ones tell of the unit as it was; one under way is decided first."""
    rows = list(rows_of(Removal, merged))
    open_ = [row for row in rows if row.state in OPEN_STATES]
    obstacles = tuple(f"“{row}”还没有办结，请先办结。" for row in open_)
    note = ("被合并单位的移出记录留在它的档案中。",) if rows else ()
    return MergePlan(stays=len(rows), notes=note, obstacles=obstacles)
