"""What the record of a unit shows, and who it is for."""

from __future__ import annotations

from typing import Any

from ipcontact.accounts.rights import can
from ipcontact.accounts.roles import Role
from ipcontact.documents.models import OfficialDocument
from ipcontact.text.masking import mask_email, mask_mobile, mask_name, mask_phone
from ipcontact.workdays.clock import today
from registry.units.choices import PersonRole
from registry.units.models import Unit
from registry.units.tables import MEMBERSHIP_TONES, REGISTRATION_TONES

STAFF = "units.view"
MOST_OWN = 20


def head(unit: Unit, user) -> dict[str, Any]:
    """State in words and, for staff, the next step; for the top of the record."""
    is_staff = can(user, STAFF)
    own_word, own_tone = unit.word_for_itself, MEMBERSHIP_TONES["listed"]
    state = unit.get_membership_state_display()
    tone = MEMBERSHIP_TONES.get(unit.membership_state, "idle")
    return {
        "membership_word": state if is_staff else own_word,
        "membership_tone": tone if is_staff or state == own_word else own_tone,
        "registration_tone": REGISTRATION_TONES.get(unit.registration_state, "idle"),
        "advice": _advice(unit) if is_staff else "",
    }


def _advice(unit: Unit) -> str:
    if Unit.objects.filter(pk=unit.pk).listed_but_not_active().exists():
        return (
            f"单位仍在库，但登记状态为“{unit.get_registration_state_display()}”。"
            "登记状态不影响在库，请核实后决定是否提出移出。"
        )
    if unit.lead_agency_id is None:
        return "还没有主责单位，请在“修改资料”中指定。"
    return ""


def current_people(unit: Unit) -> list:
    """People of the unit in office today, contacts first."""
    order = {role: place for place, role in enumerate(PersonRole.values)}
    people = unit.people.filter(period__contains=today())
    return sorted(people, key=lambda person: order[person.role])


def contacts(unit: Unit, user) -> dict[str, Any]:
    """People in office, masked; the full values need a reason (PIPL 51)."""
    return {
        "people": [
            {
                "role": person.get_role_display(),
                "name": mask_name(person.name),
                "place": "，".join(part for part in (person.department, person.title) if part),
                "mobile": mask_mobile(person.mobile),
                "phone": mask_phone(person.phone),
                "email": mask_email(person.email),
            }
            for person in current_people(unit)
        ],
        "may_reveal": can(user, "units.reveal"),
    }


def particulars(unit: Unit, user) -> dict[str, Any]:
    """Registration facts and addresses; the remark is the staff's own."""
    return {"note": unit.note if can(user, STAFF) else ""}


def own_units(user) -> dict[str, Any] | None:
    """The units a person of a unit stands for, for the desk."""
    if Role.UNIT_USER not in user.roles:
        return None
    units = list(Unit.objects.visible_to(user).order_by("pk")[:MOST_OWN])
    return {"units": units} if units else None


def names(unit: Unit, user) -> dict[str, Any] | None:
    """Former names, codes and addresses; nothing when there never was a change."""
    old = {
        "names": list(unit.names.filter(until_on__isnull=False)),
        "codes": list(unit.codes.filter(until_on__isnull=False)),
        "addresses": list(unit.addresses.filter(until_on__isnull=False)),
    }
    return old if any(old.values()) else None


def figures(unit: Unit, user) -> dict[str, Any] | None:
    """Yearly figures of intellectual property, the last five years."""
    rows = list(unit.figures.all()[:5])
    return {"rows": rows} if rows else None


def lookalikes(unit: Unit, user) -> dict[str, Any] | None:
    """Other units that may be this one: same distinguishing part of the name."""
    if not unit.name_core:
        return None
    others = Unit.objects.visible_to(user).filter(name_core=unit.name_core).exclude(pk=unit.pk)
    found = list(others[:10])
    return {"units": found} if found else None


def changes(unit: Unit, user) -> dict[str, Any]:
    """The history of the record."""
    return {"names": unit.names.all(), "addresses": unit.addresses.all()}


def documents(unit: Unit, user) -> dict[str, Any] | None:
    """The section of papers, once there is one."""
    return {} if OfficialDocument.objects.of(unit).visible_to(user).exists() else None
