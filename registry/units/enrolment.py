"""Registering one unit by hand: what may be the same body is shown before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from ipcontact.accounts.rights import agency_scope, require, sees_whole_register
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.units.choices import PersonRole
from registry.units.models import Unit
from registry.units.people import UnitPerson
from registry.units.posts import appoint
from registry.units.rules import name_core
from registry.units.services import NewUnit, create_unit

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

MOST_SHOWN = 10


def register_unit(
    new: NewUnit, *, contact: Mapping[str, str], is_distinct: bool, by: User, today: date
) -> Unit:
    """Create a unit and, where one is named, its primary contact.

    Args: contact: name, mobile, phone, email, all empty for nobody; is_distinct: the person has
    compared the units that look alike and says that this is another one.
    Raises: RuleViolation `outside_scope`, `code_taken`, `name_taken`, `alike`, `unreachable`.
    """
    require(by, "units.edit")
    lead = new.values.get("lead_agency")
    if not sees_whole_register(by) and (lead is None or lead.pk not in agency_scope(by)):
        raise RuleViolation(
            "outside_scope", "主责单位请选择本机构或下级机构；属于其他辖区的，请告知区局登记。"
        )
    if new.credit_code is None and _is_known_alliance(new.name):
        raise RuleViolation("name_taken", f"“{new.name}”已登记，请打开已有单位，不要重复登记。")
    with act("登记单位", by=by):
        taken = bool(new.credit_code) and Unit.objects.filter(credit_code=new.credit_code).exists()
        if not (is_distinct or taken) and looks_like(new.name, contact.get("mobile", "")).exists():
            raise RuleViolation(
                "alike", "已登记的单位中有名称或联络员手机相同的，请比对后再决定是否登记。"
            )
        unit = create_unit(new, by=by, today=today)
        if contact.get("name"):
            values = {"unit": unit, "role": PersonRole.PRIMARY_CONTACT, **contact}
            appoint(on=today, by=by, today=today, **values)
    return unit


def looks_like(name: str, mobile: str = ""):
    """Units with the same distinguishing part of the name or the same contact's mobile."""
    core = name_core(name)
    found = Unit.objects.meant_by(name_core=core) if core else Unit.objects.none()
    if mobile:
        holders = UnitPerson.objects.filter(mobile=mobile, period__upper_inf=True)
        found = found | Unit.objects.meant_by(pk__in=holders.values("unit"))
    return found.order_by("pk")


def alike_for(user: User, *, name: str, code: str, mobile: str) -> dict:
    """What the page shows beside a form.

    Returns: `units` this person may open, and how many `others` there are out of reach.
    """
    found = looks_like(name, mobile)
    if code:
        found = found | Unit.objects.meant_by(credit_code=code)
    seen = Unit.objects.visible_to(user).filter(pk__in=found.values("pk"))
    units = list(seen.select_related("lead_agency").order_by("pk")[:MOST_SHOWN])
    return {"units": units, "others": found.count() - seen.count()}


def _is_known_alliance(name: str) -> bool:
    same = Unit.objects.filter(name=name, credit_code__isnull=True, lead_unit__isnull=True)
    return same.exists()
