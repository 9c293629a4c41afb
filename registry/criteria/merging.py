"""What becomes of the proofs of a unit that turns out to be a duplicate."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from ipcontact.ui.registry import MergePlan, MergeRelation, RowChange, merge_relations
from registry.criteria.models import Evidence
from registry.units.merging import relation_of, rows_of
from registry.units.models import Unit


def register() -> None:
    """Declare the relation; called once when the app is ready."""
    merge_relations.add(
        MergeRelation(
            relation=relation_of(Evidence), label="证明材料", word="份", plan=_plan, order=20
        )
    )


def _plan(surviving: Unit, merged: Unit, day: date) -> MergePlan:
    """Proofs go along; where the surviving unit has a current one, that one counts."""
    present = Evidence.objects.filter(unit=surviving).current()
    taken = set(present.values_list("criterion", flat=True))
    changes, replaced = [], 0
    for row in rows_of(Evidence, merged):
        values: dict[str, Any] = {"unit_id": surviving.pk}
        if row.superseded_at is None and row.criterion_id in taken:
            values["superseded_at"] = timezone.now()
            replaced += 1
        changes.append(RowChange(row, values))
    note = f"同一条件两家都有证明的{replaced}项，以保留单位为准，另一份转为历史。"
    return MergePlan(tuple(changes), notes=(note,) if replaced else ())
