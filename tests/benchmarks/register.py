"""A register of any size, written straight into the tables: what the services would store.

`size` units stand on the latest edition; a twentieth more left with it or never were listed. The
keys of a sample are compared with what the services compute.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import chain, islice
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count

from ipcontact.accounts.models import Agency, Region, User
from ipcontact.accounts.roles import Role
from ipcontact.sheets.reader import Column, read_table
from ipcontact.text.pinyin import pinyin_initials
from registry.roster.choices import EditionKind
from registry.roster.models import RosterEdition
from registry.roster.rules import order_position
from registry.units.models import Unit
from registry.units.rules import name_core
from registry.units.services import search_keys
from tests.benchmarks.names import SEED, Grammar, Name, code_of, given_name

EARLIER, LATER = date(2021, 12, 31), date(2024, 6, 30)
REAL_NAMES = Path(settings.BASE_DIR).parent / "shared" / "data" / "real_enterprises.xlsx"
SAMPLE = 500
MOST_OTHER_READINGS = 0.05  # of pinyin keys: a phrase may reach over the joint of two words
TABLES = (
    "registry_unit",
    "registry_unitname",
    "registry_unitcode",
    "registry_unitaddress",
    "registry_rosterentry",
    "registry_listing",
)
_UNIT_COLUMNS = (
    "id, public_no, name, credit_code, kind, registration_state, membership_state, listed_on, "
    "left_on, registered_on, registration_authority, legal_form, industry_code, "
    "registered_address, business_address, region_id, lead_agency_id, co_agency_id, note, "
    "search_text, pinyin, name_core, version, created_at, updated_at"
)
_FOLLOWING = (
    "INSERT INTO registry_unitname (unit_id, name, pinyin, evidence) "
    "SELECT id, name, pinyin, '' FROM registry_unit ORDER BY id",
    "INSERT INTO registry_unitcode (unit_id, credit_code, is_confirmed) "
    "SELECT id, credit_code, false FROM registry_unit ORDER BY id",
    "INSERT INTO registry_unitaddress (unit_id, kind, address) "
    "SELECT id, 'registered', registered_address FROM registry_unit ORDER BY id",
)
_ENTRIES = """
INSERT INTO registry_rosterentry (edition_id, unit_id, "order", position, name, credit_code,
    unit_kind, criteria, region_id, recommended_by, note, shown_from, shown_until)
SELECT %(edition)s, id, row_number() OVER (ORDER BY id),
    %(position)s + row_number() OVER (ORDER BY id),
    CASE WHEN id %% 50 = 7 AND %(is_earlier)s THEN replace(name, '有限', '实业有限') ELSE name END,
    credit_code, kind,
    CASE WHEN id %% 4 = 0 THEN ARRAY['1', '3'] ELSE ARRAY[(1 + id * id %% 9)::text] END,
    region_id,
    CASE WHEN id %% 3 = 0 THEN '滨海新区第' || (id %% 40) || '市场监管所' ELSE '' END,
    '', %(day)s, CASE WHEN %(is_earlier)s THEN %(later)s::date END
FROM registry_unit WHERE {named} ORDER BY id
"""
_NAMED_EARLIER = "listed_on = %(day)s"
_NAMED_LATER = "membership_state = 'listed'"
_LISTINGS = """
INSERT INTO registry_listing (unit_id, period, entry_edition_id, exit_edition_id, ground)
SELECT id, daterange(listed_on, left_on),
    CASE WHEN listed_on = %(earlier_day)s THEN %(earlier)s ELSE %(later)s END,
    CASE WHEN left_on IS NOT NULL THEN %(later)s END,
    CASE WHEN left_on IS NOT NULL THEN 'not_in_edition' ELSE '' END
FROM registry_unit WHERE listed_on IS NOT NULL ORDER BY id
"""


def build(size: int) -> None:
    """Fill the empty database Django is connected to; all or nothing.

    Raises: RuntimeError when what was written is not what the services would have stored.
    """
    with transaction.atomic():
        with without_triggers_and_indexes():
            _write_units(size)
            _write_roster()
        check_sample()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def is_built(size: int) -> bool:
    """Whether this database holds the whole register of this size already."""
    return Unit.objects.filter(membership_state="listed").count() == size


def check_sample() -> None:
    """Compare the stored keys of some units with those the services compute."""
    chance = random.Random(SEED)
    [last] = Unit.objects.order_by("-pk").values_list("pk", flat=True)[:1]
    units = Unit.objects.filter(pk__in=[chance.randint(1, last) for _ in range(SAMPLE)])
    stored = units.values_list("name", "search_text", "pinyin", "name_core")
    other_readings = 0
    for name, search_text, pinyin, core in stored:
        initials = pinyin_initials(name)
        other_readings += initials != pinyin
        expected = (search_keys([(name, pinyin)]), name_core(name), len(initials))
        if (search_text, core, len(pinyin)) != expected:
            raise RuntimeError(f"keys of {name} differ from those of the services")
    if other_readings > MOST_OTHER_READINGS * len(stored):
        raise RuntimeError(f"{other_readings} of {len(stored)} pinyin keys differ")


def staff() -> User:
    """A member of the bureau who sees the whole register and may export it."""
    bureau = Agency.objects.filter(kind=Agency.Kind.BUREAU).order_by("code").first()
    return person("bench-staff", bureau, Role.HANDLER)


def clerk() -> User:
    """A clerk of the agency with most units, who sees these only."""
    leads = Unit.objects.filter(pk__lte=SAMPLE).values("lead_agency").annotate(n=Count("pk"))
    [busiest] = (
        leads.filter(lead_agency__isnull=False).order_by("-n").values_list("lead_agency")[:1]
    )
    return person("bench-clerk", Agency.objects.get(pk=busiest[0]), Role.AGENCY_CLERK)


def person(username: str, agency: Agency, role: Role) -> User:
    """Somebody of this name, made when first asked for."""
    known = User.objects.filter(username=username).first()
    return known or User.objects.create_user(
        username, name="测量人员", email=f"{username}@example.com", agency=agency, roles=[role]
    )


def _names(count: int) -> Iterator[Name]:
    """Real names first when they are there, then the grammar's."""
    real = []
    if REAL_NAMES.exists():
        column = Column("name", "企业名称", is_key=True, required=True)
        table = read_table(REAL_NAMES.read_bytes(), REAL_NAMES.name, [column])
        real = [given_name(row.values["name"]) for row in table.rows]
    return islice(chain(real, Grammar().names(count)), count)


def _write_units(size: int) -> None:
    chance = random.Random(SEED)
    regions = list(Region.objects.order_by("code"))
    weights = [12 if region.kind == Region.Kind.ZONE else 2 for region in regions]
    stations = {region.pk: Agency.objects.filter(regions=region).first() for region in regions}
    count = size + size // 20
    chosen = chance.choices(regions, weights, k=count)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY registry_unit ({_UNIT_COLUMNS}) FROM STDIN") as copy,
    ):
        for number, (name, region) in enumerate(zip(_names(count), chosen, strict=True), 1):
            # Every twenty-first unit is beside the roster: it left, or never was on it.
            beside = number % 21 == 0
            membership, listed, left = "listed", EARLIER if number % 10 < 7 else LATER, None
            if beside and number % 2:
                membership, listed, left = "left", EARLIER, LATER
            elif beside:
                membership, listed = "outside", None
            luck = chance.random()
            station = stations[region.pk]
            copy.write_row(
                (
                    number,
                    f"LX{number:06d}",
                    name.text,
                    code_of(number),
                    "enterprise" if luck < 0.95 else "sole_proprietor",
                    "active" if luck < 0.9 else "cancelled" if luck < 0.93 else "unknown",
                    membership,
                    listed,
                    left,
                    date(1992 + number % 32, 1 + number % 12, 1 + number % 28),
                    "天津市滨海新区市场监督管理局",
                    "有限责任公司",
                    f"{1000 + number % 8000}",
                    f"天津市滨海新区{region.name}第{number % 300}大街{number % 90}号",
                    "",
                    region.pk,
                    station.pk if station and number % 30 else None,
                    None,
                    "",
                    name.search_text,
                    name.initials,
                    name.core,
                    1,
                    "2024-06-30 09:00+08",
                    "2024-06-30 09:00+08",
                )
            )


def _write_roster() -> None:
    with connection.cursor() as cursor:
        for statement in _FOLLOWING:
            cursor.execute(statement)
        editions = []
        for day, named in ((EARLIER, _NAMED_EARLIER), (LATER, _NAMED_LATER)):
            edition = RosterEdition.objects.create(
                number=f"{day.year}-1",
                name=f"{day.year}年重点联系单位名录",
                kind=EditionKind.FULL,
                published_on=day,
            )
            editions.append(edition.pk)
            cursor.execute(
                _ENTRIES.format(named=named),
                {
                    "edition": edition.pk,
                    "position": order_position(day, edition.pk, 0),
                    "day": day,
                    "later": LATER,
                    "is_earlier": day == EARLIER,
                },
            )
            RosterEdition.objects.filter(pk=edition.pk).update(entry_count=cursor.rowcount)
        facts = {"earlier_day": EARLIER, "earlier": editions[0], "later": editions[1]}
        cursor.execute(_LISTINGS, facts)
        for table in TABLES:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )
        cursor.execute("SELECT setval('registry_unit_public_no', max(id)) FROM registry_unit")


@contextmanager
def without_triggers_and_indexes(tables: Sequence[str] = TABLES) -> Iterator[None]:
    """Inside a transaction: no history is written, and every index is built once at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        [is_superuser] = cursor.fetchone()
        if is_superuser:  # checks of foreign keys are triggers too
            cursor.execute("SET LOCAL session_replication_role = replica")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
            "WHERE indrelid = ANY (%s::regclass[]) AND NOT EXISTS "
            "(SELECT FROM pg_constraint WHERE conindid = indexrelid)",
            [list(tables)],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for _, definition in indexes:
            cursor.execute(definition)
        if is_superuser:
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
