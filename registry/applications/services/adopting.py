"""What was accepted with an application becomes the unit's own record when it is listed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ipcontact.audit.services import act
from registry.applications.models import Application
from registry.units.choices import PersonRole
from registry.units.models import Unit
from registry.units.people import UnitPerson, YearlyFigures
from registry.units.posts import hold, holder_of
from registry.units.services import update_unit

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

ADDRESSES = ("registered_address", "business_address")
POSTS = {
    "primary": PersonRole.PRIMARY_CONTACT,
    "deputy": PersonRole.DEPUTY_CONTACT,
}
_PARTICULARS = ("department", "title", "mobile", "phone", "email")
FIGURES = tuple(
    field.name
    for field in YearlyFigures._meta.fields
    if field.get_internal_type() == "PositiveIntegerField"
)


def adopt_answers(application: Application, *, by: User | None, today: date) -> None:
    """Write addresses, contacts, legal representative and figures of an application to its unit.

    What is empty in the application leaves the unit as it was; figures of a year that are there
    already stay. Harmless the second time. The caller has asked for the right to list the unit.
    """
    unit = application.unit
    basic = application.answers.get("basic", {})
    with act("申报内容存入单位档案", by=by):
        addresses = {name: basic[name] for name in ADDRESSES if basic.get(name)}
        if addresses:
            unit = update_unit(unit=unit, values=addresses, by=None, today=today)
        _adopt_people(application, unit, by=by, today=today)
        _adopt_figures(application, unit)


def _adopt_people(application: Application, unit: Unit, *, by: User | None, today: date) -> None:
    contacts = application.persons.get("contacts", {})
    for prefix, role in POSTS.items():
        values = {name: contacts.get(f"{prefix}_{name}") or "" for name in _PARTICULARS}
        _hold_post(unit, role, contacts.get(f"{prefix}_name") or "", values, by=by, today=today)
    name = application.persons.get("basic", {}).get("legal_representative") or ""
    _hold_post(unit, PersonRole.LEGAL_REPRESENTATIVE, name, {}, by=by, today=today)


def _hold_post(
    unit: Unit,
    role: PersonRole,
    name: str,
    values: dict[str, str],
    *,
    by: User | None,
    today: date,
) -> None:
    """Name the holder from today, unless the same person with the same particulars holds it."""
    present = holder_of(unit, role)
    if name and not (present and _is_same(present, name, values)):
        hold(unit=unit, role=role, name=name, on=today, by=by, **values)


def _is_same(present: UnitPerson, name: str, values: dict[str, str]) -> bool:
    return present.name == name and all(getattr(present, key) == values[key] for key in values)


def _adopt_figures(application: Application, unit: Unit) -> None:
    rights: dict[str, Any] = application.answers.get("rights", {})
    counts = {name: int(rights[name]) for name in FIGURES if rights.get(name) not in (None, "")}
    counted_on = application.round.counted_on or (
        application.submitted_at and timezone.localtime(application.submitted_at).date()
    )
    if counts and counted_on:
        YearlyFigures.objects.get_or_create(
            unit=unit,
            year=counted_on.year,
            defaults={**counts, "as_of": counted_on, "source": "申报"},
        )
