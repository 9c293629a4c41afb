"""What merging does to the rows of a unit: the ways the parts declare their relations with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db import models

from ipcontact.ui.registry import MergePlan, MergeRelation, RowChange, merge_relations
from registry.units.models import Unit, UnitAccount, UnitAddress, UnitCode, UnitName
from registry.units.people import UnitPerson, YearlyFigures

Plan = Callable[[Unit, Unit, date], MergePlan]


def relation_of(model: type[models.Model], field: str = "unit") -> str:
    """The name of a relation as `MergeRelation` has it: registry.UnitName.unit."""
    return f"{model._meta.label}.{field}"


def rows_of(model: type[models.Model], unit: Unit, field: str = "unit") -> Iterable[Any]:
    """Rows of a relation in a fixed order."""
    return model._base_manager.filter(**{field: unit}).order_by("pk")


def moving(model: type[models.Model], field: str = "unit") -> Plan:
    """All rows go to the surviving unit."""
    column = model._meta.get_field(field).attname

    def plan(surviving: Unit, merged: Unit, day: date) -> MergePlan:
        rows = rows_of(model, merged, field)
        return MergePlan(tuple(RowChange(row, {column: surviving.pk}) for row in rows))

    return plan


def untouched(surviving: Unit, merged: Unit, day: date) -> MergePlan:
    """Rows that tell of a unit as it was: they stay, and there is nothing to say of them."""
    return MergePlan()


def moving_unless(
    model: type[models.Model], is_taken: Callable[[Any, list[Any]], bool], note: str
) -> Plan:
    """Rows go to the surviving unit, but for those of which it has one already: they stay.

    Args: is_taken: (row, rows of the surviving unit) -> whether it has one; note: what is said of
    those that stay.
    """

    def plan(surviving: Unit, merged: Unit, day: date) -> MergePlan:
        present = list(rows_of(model, surviving))
        rows = list(rows_of(model, merged))
        kept = [row for row in rows if is_taken(row, present)]
        changes = tuple(
            RowChange(row, {"unit_id": surviving.pk}) for row in rows if row not in kept
        )
        return MergePlan(changes, len(kept), (note,) if kept else ())

    return plan


def becoming_former(model: type[models.Model], note: str) -> Plan:
    """Dated values go to the surviving unit; what was current ends on the day."""

    def plan(surviving: Unit, merged: Unit, day: date) -> MergePlan:
        changes = []
        for row in rows_of(model, merged):
            values: dict[str, Any] = {"unit_id": surviving.pk}
            if row.until_on is None:
                values["until_on"] = max(day, row.from_on or day)
            changes.append(RowChange(row, values))
        return MergePlan(tuple(changes), notes=(note,) if changes else ())

    return plan


def _alliances(surviving: Unit, merged: Unit, day: date) -> MergePlan:
    rows = list(rows_of(Unit, merged, "lead_unit"))
    led = [row for row in rows if row.pk == surviving.pk]
    names = set(
        Unit.objects.filter(lead_unit=surviving, credit_code=None).values_list("name", flat=True)
    )
    obstacles = [f"被合并单位是“{row.name}”的牵头单位，请先更换牵头单位。" for row in led]
    if surviving.pk == merged.lead_unit_id:
        obstacles.append("保留单位是被合并单位的牵头单位，两者不是同一单位，请核对。")
    obstacles += [
        f"两家单位都牵头名为“{row.name}”的联盟，请先合并这两个联盟。"
        for row in rows
        if row.credit_code is None and row.name in names
    ]
    changes = tuple(RowChange(row, {"lead_unit_id": surviving.pk}) for row in rows)
    return MergePlan(changes, obstacles=tuple(obstacles))


def _linked(field: str) -> Plan:
    """Links of other units in law (承继, 分立) lead to the surviving unit."""

    def plan(surviving: Unit, merged: Unit, day: date) -> MergePlan:
        rows = list(rows_of(Unit, merged, field))
        linked = any(row.pk == surviving.pk for row in rows)
        linked = linked or getattr(merged, f"{field}_id") == surviving.pk
        obstacles = ("两家单位之间登记有合并或分立关系，不是同一单位，请核对。",) if linked else ()
        changes = tuple(RowChange(row, {f"{field}_id": surviving.pk}) for row in rows)
        return MergePlan(changes, obstacles=obstacles)

    return plan


def _overlaps(row: UnitPerson, present: list[UnitPerson]) -> bool:
    return any(other.role == row.role and _meet(other.period, row.period) for other in present)


def _meet(one: Any, other: Any) -> bool:
    """Whether two half-open ranges of days share a day."""
    starts_before = one.lower is None or other.upper is None or one.lower < other.upper
    return starts_before and (other.lower is None or one.upper is None or other.lower < one.upper)


def register() -> None:
    """Declare the relations of this part; called once when the app is ready."""
    declared = (
        (UnitName, "unit", "名称", "个", becoming_former(
            UnitName, "被合并单位的名称成为曾用名，按原名仍能查到保留单位。")),
        (UnitCode, "unit", "信用代码", "个", becoming_former(
            UnitCode, "被合并单位的信用代码留在保留单位的曾用代码中；现用代码以保留单位为准。")),
        (UnitAddress, "unit", "地址", "个", becoming_former(
            UnitAddress, "被合并单位的地址成为曾用地址；现用地址以保留单位为准。")),
        (UnitPerson, "unit", "联络员和法定代表人", "名", moving_unless(
            UnitPerson, _overlaps, "任期与保留单位的人员重叠的，留在被合并单位的档案中。")),
        (UnitAccount, "unit", "单位账号", "个", moving_unless(
            UnitAccount,
            lambda row, present: row.user_id in {other.user_id for other in present},
            "保留单位已有的账号不重复关联。")),
        (YearlyFigures, "unit", "年度知识产权数据", "年", moving_unless(
            YearlyFigures,
            lambda row, present: row.year in {other.year for other in present},
            "同一年度两家都有数据的，以保留单位为准。")),
        (Unit, "lead_unit", "牵头的联盟", "个", _alliances),
        (Unit, "merged_into", "承继的单位", "家", _linked("merged_into")),
        (Unit, "split_from", "分立出的单位", "家", _linked("split_from")),
        (Unit, "duplicate_of", "以前合并来的单位", "家", moving(Unit, "duplicate_of")),
    )  # fmt: skip
    for order, (model, field, label, word, plan) in enumerate(declared, start=1):
        merge_relations.add(
            MergeRelation(
                relation=relation_of(model, field),
                label=label,
                word=word,
                plan=plan,
                order=order,
            )
        )
