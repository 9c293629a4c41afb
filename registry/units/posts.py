"""Who holds which post of a unit: appointing, correcting, ending. Personal values live here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from ipcontact.accounts.rights import require
from ipcontact.audit.services import act
from ipcontact.notifications.services import Person
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.clock import today as current_day
from registry.units.choices import PersonRole
from registry.units.models import Unit
from registry.units.parts import contact_followers
from registry.units.people import UnitPerson

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

REACHABLE = ("mobile", "phone", "email")


def contact_of(unit: Unit) -> Person | None:
    """The contact who is reached first; None when nobody is named."""
    contacts = unit.people.filter(~Q(role=PersonRole.LEGAL_REPRESENTATIVE))
    present = contacts.filter(period__contains=current_day()).order_by("-role", "-pk").first()
    if present is None:
        return None
    return Person(present.name, mobile=present.mobile, email=present.email)


def appoint(
    *, unit: Unit, role: str, name: str, on: date, by: User, today: date, **values: str
) -> UnitPerson:
    """Name the holder of a post from a day on; the one before ends that day.

    Args: role: a `PersonRole`; on: first day; values: department, title, mobile, phone, email.
    Raises: RuleViolation `future`, `before_last`, `unreachable` (a contact without any way to
    reach them).
    """
    require(by, "units.edit")
    with act(f"登记{PersonRole(role).label}", by=by):
        unit = Unit.objects.visible_to(by).get(pk=unit.pk)
        return place(unit=unit, role=role, name=name, on=on, by=by, today=today, **values)


def place(
    *, unit: Unit, role: str, name: str, on: date, by: User | None, today: date, **values: str
) -> UnitPerson:
    """The same for a service that has asked by itself who may; call it inside its act.

    Raises: as `appoint`.
    """
    if on > today:
        raise RuleViolation("future", "任职日期在今天之后，请核对后重填。")
    if role != PersonRole.LEGAL_REPRESENTATIVE and not any(values.get(k) for k in REACHABLE):
        raise RuleViolation("unreachable", "手机、固定电话、邮箱请至少填一项，否则联系不上。")
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    present = holder_of(unit, role)
    if present is not None and present.period.lower and on < present.period.lower:
        raise RuleViolation(
            "before_last",
            f"任职日期早于现任的任职日期 {present.period.lower:%Y-%m-%d}，请核对后重填。",
        )
    return hold(unit=unit, role=role, name=name, on=on, by=by, **values)


def holder_of(unit: Unit, role: str) -> UnitPerson | None:
    """Who holds a post until further notice."""
    return unit.people.filter(role=role, period__upper_inf=True).first()


def hold(
    *, unit: Unit, role: str, name: str, on: date, by: User | None, **values: str
) -> UnitPerson:
    """Write the holder of a post without asking anything; call it inside an act.

    Who came no earlier than that day leaves no trace, others end on it. The one way to name a
    holder of a unit that has one: when the unit is reached by somebody else afterwards, the parts
    above follow.
    """
    before, present = contact_of(unit), holder_of(unit, role)
    if present is not None and (present.period.lower is None or present.period.lower < on):
        present.period = DateRange(present.period.lower, on)
        present.save(update_fields=["period"])
    elif present is not None:
        present.delete()
    holder = UnitPerson.objects.create(
        unit=unit, role=role, name=name, period=DateRange(on, None), **values
    )
    if before is not None and contact_of(unit) != before:
        for follower in contact_followers:
            follower.follow(unit, by=by)
    return holder
