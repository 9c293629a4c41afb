"""Who an application is for: the unit it belongs to, and who speaks for that unit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

from ipcontact.accounts.kinds import AgencyKind, RegionKind
from ipcontact.accounts.models import Agency, Region
from ipcontact.text.credit_code import check_credit_code
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.units.choices import RegistrationState, UnitKind
from registry.units.models import Unit
from registry.units.services import NewUnit, create_unit

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

LISTED = "“{name}”已在现行名录中，不必再次申报。名称、地址或联络员有变化的，请联系主责单位更新。"


def unit_of(application: Application, *, by: User | None, today: date) -> Unit:
    """The unit an application is for: the registered one, or a new candidate.

    Two first submissions of one code wait for each other here, and each for whoever just lists the
    unit: that closes the open files it sees.

    Raises: RuleViolation `already_listed`.
    """
    basic = application.answers.get("basic", {})
    _one_at_a_time(basic)
    unit = _registered(basic)
    if unit is None:
        return create_unit(_candidate(basic, by=by, today=today), by=None, today=today)
    wait_for_files(unit)
    refuse_listed(unit)
    return unit


def wait_for_files(unit: Unit) -> None:
    """Wait for whoever just moves an open file of the unit, and hold those that stay open."""
    list(
        Application.objects.open().filter(unit=unit).order_by("pk").select_for_update(of=("self",))
    )


def refuse_listed(unit: Unit) -> None:
    """Raises: RuleViolation `already_listed`."""
    if Unit.objects.listed().filter(pk=unit.pk).exists():
        raise RuleViolation("already_listed", LISTED.format(name=unit.name))


def is_claimed(unit: Unit, *, but: Application) -> bool:
    """Whether another open file already speaks for the unit; waits for whoever just ends one."""
    others = Application.objects.open().filter(unit=unit).exclude(pk=but.pk).order_by("pk")
    waited = others.select_for_update(of=("self",)).values_list("is_rival", flat=True)
    return not all(waited)


def agency_for(region: Region | None) -> Agency | None:
    """The agency that answers for a region: the zone's bureau, else the station; None: unknown."""
    if region is None:
        return None
    wanted = (
        (AgencyKind.ZONE_BUREAU, AgencyKind.STATION)
        if region.kind == RegionKind.ZONE
        else (AgencyKind.STATION, AgencyKind.ZONE_BUREAU)
    )
    found = Agency.objects.active().filter(regions=region, kind__in=wanted).order_by("code")
    return min(found, key=lambda agency: wanted.index(agency.kind), default=None)


def region_named(code: str) -> Region | None:
    """The region of a stored answer."""
    return Region.objects.filter(code=code).first() if code else None


def _registered(basic: dict[str, Any]) -> Unit | None:
    code = basic.get("credit_code", "")
    if code:
        return _bearing(code, basic.get("unit_name", ""))
    lead = basic.get("lead_unit_code", "")
    return Unit.objects.known_by(
        name=basic.get("unit_name", ""),
        kind=UnitKind.ALLIANCE,
        credit_code=None,
        lead_unit__credit_code=lead,
    )


def _bearing(code: str, name: str) -> Unit | None:
    """The unit that has this code, else one of this name that had it. The name is asked too: a
    code that was once put down wrongly belongs to somebody else."""
    present = Unit.objects.known_by(credit_code=code)
    return present or Unit.objects.known_by(codes__credit_code=code, names__name=name)


def _candidate(basic: dict[str, Any], *, by: User | None, today: date) -> NewUnit:
    region = region_named(basic.get("region", ""))
    values: dict[str, Any] = {
        "kind": basic.get("unit_kind", UnitKind.ENTERPRISE),
        "registration_state": RegistrationState.UNKNOWN,
        "registered_address": basic.get("registered_address", ""),
        "business_address": basic.get("business_address", ""),
        "registered_on": date.fromisoformat(basic["registered_on"])
        if basic.get("registered_on")
        else None,
        "region": region,
        "lead_agency": agency_for(region),
    }
    code = basic.get("credit_code") or None
    if code is None:
        values["lead_unit"] = _lead_unit(basic, today=today)
    # A code whose check fails got this far only because staff compared it with the licence.
    is_confirmed = code is not None and not check_credit_code(code).ok
    return NewUnit(basic.get("unit_name", ""), code, values, code_confirmed=is_confirmed)


def _lead_unit(basic: dict[str, Any], *, today: date) -> Unit:
    """The 牵头单位 of an alliance without a code; it keeps its own right to apply."""
    code = basic.get("lead_unit_code", "")
    known = _bearing(code, basic.get("lead_unit_name", ""))
    return known or create_unit(
        NewUnit(basic.get("lead_unit_name", ""), code, {}), by=None, today=today
    )


def _one_at_a_time(basic: dict[str, Any]) -> None:
    key = basic.get("credit_code") or f"{basic.get('unit_name')}|{basic.get('lead_unit_code')}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"apply {key}"])
