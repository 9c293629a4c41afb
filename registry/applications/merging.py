"""What becomes of the applications of a unit that turns out to be a duplicate."""

from __future__ import annotations

from datetime import date

from ipcontact.ui.registry import MergePlan, MergeRelation, RowChange, merge_relations
from registry.applications.models import Application
from registry.units.merging import relation_of, rows_of
from registry.units.models import Unit


def register() -> None:
    """Declare the relation; called once when the app is ready."""
    merge_relations.add(
        MergeRelation(
            relation=relation_of(Application),
            label="申报",
            word="件",
            plan=_plan,
            is_locked_first=True,
            order=40,
        )
    )


def _plan(surviving: Unit, merged: Unit, day: date) -> MergePlan:
    """Files go along with what was typed in them; of two open ones somebody decides first."""
    opened = Application.objects.open().filter(is_rival=False)
    ours, theirs = opened.filter(unit=surviving).first(), opened.filter(unit=merged).first()
    obstacles = ()
    if ours and theirs:
        obstacles = (
            f"两家单位都有在办的申报（{ours.application_no}、{theirs.application_no}），"
            "请先办结或由单位撤回其中一件，再合并。",
        )
    if theirs and Unit.objects.listed().filter(pk=surviving.pk).exists():
        obstacles += (
            f"保留单位已在库，被合并单位的申报 {theirs.application_no} 还在办，请先办结。",
        )
    if ours and Unit.objects.listed().filter(pk=merged.pk).exists():
        obstacles += (f"被合并单位已在库，保留单位的申报 {ours.application_no} 还在办，请先办结。",)
    rows = rows_of(Application, merged)
    return MergePlan(
        tuple(RowChange(row, {"unit_id": surviving.pk}) for row in rows), obstacles=obstacles
    )
