"""A change as people read it: what was, what will be, cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipcontact.text.masking import mask_name
from registry.changes.choices import REGISTRATION_OF, RELATED_LABELS, ChangeKind
from registry.changes.rules import parts_of
from registry.units.choices import PersonRole, RegistrationState
from registry.units.models import Unit

if TYPE_CHECKING:
    from registry.changes.models import UnitChange

NONE = "（空）"
Cell = tuple[str, str, str]


def present(unit: Unit, kind: str) -> dict[str, str]:
    """The values of today that a change of this kind touches; no names of persons."""
    if kind == ChangeKind.RENAME:
        return {"name": unit.name}
    if kind == ChangeKind.CODE:
        return {"credit_code": unit.credit_code or ""}
    if kind == ChangeKind.ADDRESS:
        return {
            "registered_address": unit.registered_address,
            "region": unit.region.name if unit.region else "",
            "lead_agency": unit.lead_agency.name if unit.lead_agency else "",
        }
    if kind == ChangeKind.LEAD_UNIT:
        return {"lead_unit": unit.lead_unit.name if unit.lead_unit else ""}
    if kind in REGISTRATION_OF:
        return {"registration_state": unit.registration_state}
    if kind == ChangeKind.LEGAL:
        holder = unit.people.filter(
            role=PersonRole.LEGAL_REPRESENTATIVE, period__upper_inf=True
        ).first()
        return {"legal_representative": mask_name(holder.name) if holder else ""}
    return {}


def cells(change: UnitChange) -> list[Cell]:
    """What changes, as (what, as it was, as it will be); names of persons masked."""
    before, values = change.before, change.values
    if change.kind == ChangeKind.RENAME:
        rows = [("单位名称", before.get("name", ""), values["name"])]
    elif change.kind == ChangeKind.CODE:
        rows = [("统一社会信用代码", before.get("credit_code", ""), values["credit_code"])]
    elif change.kind == ChangeKind.ADDRESS:
        rows = [("住所", before.get("registered_address", ""), values["registered_address"])]
        if change.region is not None:
            rows.append(("所属区域", before.get("region", ""), change.region.name))
        if change.lead_agency is not None:
            rows.append(("主责单位", before.get("lead_agency", ""), change.lead_agency.name))
    elif change.kind == ChangeKind.LEGAL:
        now = before.get("legal_representative", "")
        rows = [("法定代表人", now, values.get("legal_representative", ""))]
    elif change.kind == ChangeKind.LEAD_UNIT:
        rows = [("牵头单位", before.get("lead_unit", ""), change.related.name)]
    elif change.kind in REGISTRATION_OF:
        old = before.get("registration_state", RegistrationState.UNKNOWN)
        rows = [
            ("登记状态", RegistrationState(old).label, REGISTRATION_OF[change.kind].label),
        ]
        if change.related is not None:
            rows.append((RELATED_LABELS[change.kind], "", change.related.name))
        rows += [("分立出的单位", "", part.words) for part in parts_of(change.values)]
    else:
        rows = [(values.get("role", "联络员"), "", "已更新，见“联络员”")]
    return [(label, old or NONE, new or NONE) for label, old, new in rows]


def sentence(change: UnitChange) -> str:
    """单位名称：甲公司 → 乙公司。"""
    return "；".join(f"{label}：{old} → {new}" for label, old, new in cells(change))
