"""What the register holds about the lines of a file, loaded in a bounded number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Max, Q, QuerySet, Value
from django.db.models.functions import Cast

from ipcontact.accounts.models import Agency, Region
from ipcontact.text.rules import search_key
from registry.imports.editions import EditionPlan
from registry.imports.reading import Line
from registry.imports.rules import Vocabulary
from registry.roster.models import Listing, RosterEdition, RosterEntry
from registry.units.choices import PersonRole
from registry.units.models import Unit, UnitCode, UnitName
from registry.units.people import UnitPerson
from registry.units.rules import name_core


class _AnyOf(Func):
    """`column = ANY(array)`, for `.filter()`: one parameter for thousands of values."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()

    def __init__(self, column: str, values: Iterable[Any], field: models.Field) -> None:
        array = ArrayField(field)
        super().__init__(F(column), Cast(Value(list(values), output_field=array), array))


def _keys(column: str, values: Iterable[int]) -> _AnyOf:
    return _AnyOf(column, values, models.BigIntegerField())


def _texts(column: str, values: Iterable[str]) -> _AnyOf:
    return _AnyOf(column, values, models.TextField())


@dataclass
class Register:
    """A snapshot: units and what hangs on them, by the keys a line can have."""

    units: dict[int, Unit] = field(default_factory=dict)
    by_code: dict[str, int] = field(default_factory=dict)
    by_number: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, int] = field(default_factory=dict)
    names: dict[int, list[UnitName]] = field(default_factory=dict)
    contacts: dict[int, UnitPerson] = field(default_factory=dict)
    last_named: dict[int, date] = field(default_factory=dict)
    editions: dict[str, RosterEdition] = field(default_factory=dict)
    entries: dict[int, list[RosterEntry]] = field(default_factory=dict)
    namesakes: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def load_vocabulary() -> Vocabulary:
    """Names of regions and agencies in use."""
    regions = dict(Region.objects.values_list("pk", "name"))
    agencies: dict[str, int] = {}
    labels: dict[int, str] = {}
    for key, name, short in Agency.objects.active().values_list("pk", "name", "short_name"):
        labels[key] = short or name
        for text in (name, short):
            if text:
                agencies.setdefault(search_key(text), key)
    by_name = {search_key(name): key for key, name in regions.items()}
    return Vocabulary(by_name, agencies, regions, labels)


def known_codes(codes: Collection[str]) -> dict[str, int]:
    """Codes the register holds, present and former, with their unit; present ones win."""
    rows = UnitCode.objects.filter(_texts("credit_code", codes)).values_list(
        "credit_code", "unit_id", "until_on"
    )
    found: dict[str, int] = {}
    for code, unit, _ in sorted(rows, key=lambda row: row[2] is None):
        found[code] = unit
    return found


def load_register(lines: Sequence[Line], by_code: dict[str, int], *, today: date) -> Register:
    """Everything `compare` asks about units. Args: by_code: as given by `known_codes`."""
    register = Register(by_code=by_code)
    numbers = {line.public_no for line in lines if line.public_no}
    nameless = {line.name for line in lines if not line.code and line.name}
    wanted = Q(_keys("pk", set(by_code.values())))
    if numbers:
        wanted |= Q(_texts("public_no", numbers))
    if nameless:
        wanted |= Q(_texts("name", nameless), credit_code__isnull=True)
    register.units = {unit.pk: unit for unit in Unit.objects.standing().filter(wanted)}
    register.by_number = {unit.public_no: key for key, unit in register.units.items()}
    register.by_name = {
        unit.name: key for key, unit in register.units.items() if unit.credit_code is None
    }
    _load_names(register, lines)
    if any(line.contact_name for line in lines):
        people = UnitPerson.objects.filter(
            _keys("unit", register.units), role=PersonRole.PRIMARY_CONTACT
        ).exclude(period__fully_lt=(today, None))
        register.contacts = {person.unit_id: person for person in people}
    return register


def _load_names(register: Register, lines: Iterable[Line]) -> None:
    """Dated names, only of units that a line names differently."""
    differing = set()
    for line in lines:
        unit = register.units.get(register.by_code.get(line.code, 0)) or register.units.get(
            register.by_number.get(line.public_no, 0)
        )
        if unit and {line.name, line.entry_name} != {unit.name}:
            differing.add(unit.pk)
    names = defaultdict(list)
    if differing:
        for name in UnitName.objects.filter(_keys("unit", differing)):
            names[name.unit_id].append(name)
    register.names = dict(names)


def load_roster(register: Register, editions: Sequence[EditionPlan]) -> None:
    """Editions of the same names with their entries, and the last paper naming each unit."""
    if not editions:
        return
    register.editions = {
        edition.name: edition
        for edition in RosterEdition.objects.filter(name__in=[e.name for e in editions])
    }
    entries = defaultdict(list)
    if register.editions:
        for entry in RosterEntry.objects.filter(edition__in=register.editions.values()).order_by(
            "order"
        ):
            entries[entry.edition_id].append(entry)
    register.entries = dict(entries)
    register.last_named = dict(
        RosterEntry.objects.filter(_keys("unit", register.units))
        .order_by()
        .values_list("unit")
        .annotate(last=Max("edition__published_on"))
    )


def load_namesakes(
    register: Register, names: Collection[str], *, among: QuerySet | None = None
) -> None:
    """Units whose names have the same core as one of these names.

    Args: among: units that may be named; None: all.
    """
    cores = {name_core(name) for name in names} - {""}
    found = (
        (Unit.objects.all() if among is None else among)
        .standing()
        .filter(_texts("name_core", cores))
        .order_by("pk")
    )
    for core, name, code in found.values_list("name_core", "name", "credit_code"):
        register.namesakes.setdefault(core, []).append((name, code or ""))


def listed_on(day: date) -> set[int]:
    """Units on the roster on a day."""
    return set(Listing.objects.filter(period__contains=day).values_list("unit_id", flat=True))
