"""Many units changed at once (imports): few statements, the same history as single changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from ipcontact.accounts.rights import require
from ipcontact.audit.services import act
from ipcontact.text.pinyin import pinyin_initials
from ipcontact.ui.errors import RuleViolation
from registry.units.choices import PersonRole
from registry.units.models import Unit, UnitAccount, UnitAddress, UnitName
from registry.units.people import UnitPerson, YearlyFigures
from registry.units.services import ADDRESS_FIELDS, BATCH, PLAIN_FIELDS, search_keys

if TYPE_CHECKING:
    from ipcontact.accounts.models import User


def update_units(
    changes: Sequence[tuple[Unit, Mapping[str, Any]]], *, by: User | None, today: date
) -> None:
    """Write plain values and addresses of many units; the given objects are brought up to date.

    Args: changes: (unit as read, field → new value; relations by key), fields of `PLAIN_FIELDS`
    and `ADDRESS_FIELDS`. Raises: RuleViolation `stale` when one was changed since it was read.
    """
    if by is not None:
        require(by, "units.edit")
    names = {name for _, values in changes for name in values}
    if not names:
        return
    if names - set(PLAIN_FIELDS) - set(ADDRESS_FIELDS):
        raise RuleViolation("unknown_field", "有不能在这里修改的项目，请刷新页面后重试。")
    with act("修改单位信息", by=by):
        units = [unit for unit, _ in changes]
        _lock(units)
        _move_addresses(changes, today)
        for unit, values in changes:
            for name, value in values.items():
                setattr(unit, Unit._meta.get_field(name).attname, value)
            unit.version += 1
        now = timezone.now()
        for unit in units:
            unit.updated_at = now
        _write(units, [*sorted(names), "version", "updated_at"])


def add_former_names(named: Mapping[int, Mapping[str, date]], *, evidence: str) -> None:
    """Make units findable by names they bore on papers of the past.

    Args: named: unit key → former name → a day by which it was no longer, or last, borne.
    Call it inside an act.
    """
    if not named:
        return
    known = defaultdict(list)
    for row in UnitName.objects.filter(unit__in=named):
        known[row.unit_id].append((row.name, row.pinyin))
    fresh = [
        UnitName(
            unit_id=unit, name=name, pinyin=pinyin_initials(name), until_on=on, evidence=evidence
        )
        for unit, names in named.items()
        for name, on in names.items()
        if name not in {old for old, _ in known[unit]}
    ]
    UnitName.objects.bulk_create(fresh, batch_size=BATCH)
    for row in fresh:
        known[row.unit_id].append((row.name, row.pinyin))
    units = list(Unit.objects.filter(pk__in={row.unit_id for row in fresh}))
    for unit in units:
        unit.search_text = search_keys(known[unit.pk])
    _write(units, ["search_text"])


def add_primary_contacts(contacts: Sequence[tuple[int, str, str, str]], *, today: date) -> None:
    """Give units without a primary contact one from today on.

    Args: contacts: (unit key, name, mobile, phone). Call it inside an act.
    """
    columns = list(zip(*contacts, strict=True)) or [(), (), (), ()]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_unitperson "
            "(unit_id, role, name, department, title, mobile, phone, email, period) "
            "SELECT v.unit, %s, v.name, '', '', v.mobile, v.phone, '', daterange(%s, NULL) "
            "FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) "
            "AS v(unit, name, mobile, phone)",
            [PersonRole.PRIMARY_CONTACT.value, today, *map(list, columns)],
        )


def add_people(people: Sequence[UnitPerson]) -> None:
    """Record people of units, for units that have nobody in those roles. Call it inside an act."""
    UnitPerson.objects.bulk_create(people)


def record_figures(figures: Sequence[YearlyFigures]) -> None:
    """Record yearly figures, one row per unit and year. Call it inside an act."""
    YearlyFigures.objects.bulk_create(figures)


def open_account(*, unit: Unit, user: User, by: User, today: date) -> UnitAccount:
    """Let a user act for a unit after somebody verified it. Call it inside an act."""
    return UnitAccount.objects.create(unit=unit, user=user, verified_by=by, verified_on=today)


def _lock(units: Sequence[Unit]) -> None:
    found = (
        Unit.objects.filter(pk__in=[unit.pk for unit in units])
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    versions = dict(found.values_list("pk", "version"))
    if any(versions.get(unit.pk) != unit.version for unit in units):
        raise RuleViolation("stale", "读取之后有单位被他人修改，请重新预览后再保存。")


def _move_addresses(changes: Sequence[tuple[Unit, Mapping[str, Any]]], today: date) -> None:
    fresh = []
    for name, kind in ADDRESS_FIELDS.items():
        moved = [(unit, values[name]) for unit, values in changes if name in values]
        if not moved:
            continue
        UnitAddress.objects.filter(
            unit__in=[unit.pk for unit, _ in moved], kind=kind, until_on__isnull=True
        ).update(until_on=today)
        fresh += [
            UnitAddress(
                unit=unit,
                kind=kind,
                address=address,
                from_on=today if getattr(unit, name) else None,
            )
            for unit, address in moved
            if address
        ]
    UnitAddress.objects.bulk_create(fresh, batch_size=BATCH)


def _write(units: Sequence[Unit], names: Sequence[str]) -> None:
    """One UPDATE of several columns from arrays; unchanged columns get the value they have."""
    fields = [Unit._meta.get_field(name) for name in names]
    sets = ", ".join(f"{field.column} = v.{field.column}" for field in fields)
    columns = ", ".join(["id", *(field.column for field in fields)])
    arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in (Unit._meta.pk, *fields))
    sql = (
        f"UPDATE registry_unit AS u SET {sets} "  # noqa: S608 - names of our own columns
        f"FROM unnest({arrays}) AS v({columns}) WHERE u.id = v.id"
    )
    with connection.cursor() as cursor:
        for start in range(0, len(units), BATCH):
            part = units[start : start + BATCH]
            values = [[getattr(unit, field.attname) for unit in part] for field in fields]
            cursor.execute(sql, [[unit.pk for unit in part], *values])
