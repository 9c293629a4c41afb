"""What becomes of the changes of a unit that turns out to be a duplicate."""

from __future__ import annotations

from datetime import date

from ipcontact.ui.registry import MergePlan, MergeRelation, merge_relations
from registry.changes.choices import OPEN_STATES
from registry.changes.models import Difference, UnitChange
from registry.units.merging import relation_of, rows_of, untouched
from registry.units.models import Unit


def register() -> None:
    """Declare the relations; called once when the app is ready."""
    for order, (model, field, label, word, plan) in enumerate(
        (
            (UnitChange, "unit", "变更", "件", _plan),
            (UnitChange, "related", "涉及本单位的变更", "件", untouched),
            (Difference, "unit", "登记信息比对差异", "条", untouched),
        ),
        start=60,
    ):
        relation = relation_of(model, field)
        merge_relations.add(
            MergeRelation(relation=relation, label=label, word=word, plan=plan, order=order)
        )


def _plan(surviving: Unit, merged: Unit, day: date) -> MergePlan:
    """Finished changes tell of the unit as it was; one under way is finished first."""
    rows = list(rows_of(UnitChange, merged))
    open_ = [row for row in rows if row.state in OPEN_STATES]
    obstacles = tuple(f"被合并单位的变更“{row}”还没有办结，请先办结或撤回。" for row in open_)
    note = ("被合并单位的变更记录留在它的档案中。",) if rows else ()
    return MergePlan(stays=len(rows), notes=note, obstacles=obstacles)
