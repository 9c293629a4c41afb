"""The heaviest statements at 100,000 units: none reads a large table from end to end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date

import pytest
from django.db import connection

from ipcontact.accounts.models import Agency
from ipcontact.accounts.roles import Role
from registry.roster.models import RosterEdition
from registry.units.models import Unit
from tests.benchmarks.register import without_triggers_and_indexes
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
UNITS = 100_000
MOST_READ = 30_000  # rows of one scan: a bounded count needs 10,001 of them, a third may match
LARGE = {"registry_unit", "registry_rosterentry"}
OLDER, NEWER = date(2021, 12, 31), date(2024, 6, 30)
MAKE_UNITS = """
INSERT INTO registry_unit (id, public_no, name, credit_code, kind, registration_state,
    membership_state, listed_on, registration_authority, legal_form, industry_code,
    registered_address, business_address, region_id, lead_agency_id, note, search_text, pinyin,
    name_core, version, created_at, updated_at)
SELECT n, 'LX' || lpad(n::text, 6, '0'), name,
    '911201' || lpad((n * 7919 %% 1000003)::text, 12, '0'),
    CASE WHEN n %% 40 = 0 THEN 'association' ELSE 'enterprise' END,
    CASE WHEN n %% 50 = 0 THEN 'revoked' ELSE 'active' END, 'listed',
    date '2021-12-31' + n %% 900, '', '', '', '', '', region.id, agency.id, '',
    name || chr(10) || initials, initials, name, 1, now(), now()
FROM (
    SELECT n, '天津' || chr(20000 + n * 7 %% 5000) || chr(26000 + n * 13 %% 4001)
            || CASE n %% 30 WHEN 0 THEN '软件' ELSE '科技' END || '有限公司' AS name,
        'tj' || chr(97 + n %% 26) || chr(97 + n / 26 %% 26) || chr(97 + n / 676 %% 26) || 'kjyxgs'
            AS initials
    FROM generate_series(1, %(units)s) AS n
) AS made
JOIN (SELECT id, row_number() OVER (ORDER BY code) AS place FROM accounts_region) AS region
    ON region.place = 1 + n %% (SELECT count(*) FROM accounts_region)
JOIN (SELECT id, row_number() OVER (ORDER BY code) AS place FROM accounts_agency) AS agency
    ON agency.place = 1 + n %% (SELECT count(*) FROM accounts_agency)
"""
MAKE_ENTRIES = """
INSERT INTO registry_rosterentry (edition_id, unit_id, "order", position, name, credit_code,
    unit_kind, criteria, region_id, recommended_by, note, shown_from, shown_until)
SELECT %(edition)s, id, id, %(first)s + id, name, credit_code, kind,
    ARRAY[(1 + id %% 9)::text], region_id,
    CASE WHEN id %% 3 = 0 THEN '第' || id %% 40 || '市场监管所' ELSE '' END, '',
    %(from)s, %(until)s
FROM registry_unit WHERE id %% %(every)s = 0 ORDER BY id
"""


@pytest.fixture
def editions(db) -> tuple[RosterEdition, RosterEdition]:
    """A large register of this test's transaction; returns its older and newer edition."""
    older, newer = (
        RosterEdition.objects.create(number=number, name=number, kind="full", published_on=day)
        for number, day in (("2021-1", OLDER), ("2024-1", NEWER))
    )
    with without_triggers_and_indexes(), connection.cursor() as cursor:
        cursor.execute(MAKE_UNITS, {"units": UNITS})
        for edition, until, every in ((older, NEWER, 2), (newer, None, 1)):
            first = edition.published_on.toordinal() * 10**10 + edition.pk % 1_000 * 10**7
            values = {"edition": edition.pk, "first": first, "from": edition.published_on}
            cursor.execute(MAKE_ENTRIES, {**values, "until": until, "every": every})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE registry_unit, registry_rosterentry")
    return older, newer


@pytest.fixture
def clerk(editions):
    """A clerk of a station that answers for some thousand units."""
    station = Agency.objects.filter(kind=Agency.Kind.STATION, lead_units__isnull=False).first()
    return make_user(Role.AGENCY_CLERK, agency=station)


class Watch:
    """Runs things and keeps, of every statement they send, the scans that read too much."""

    def __init__(self, large: Collection[str] = LARGE) -> None:
        self.large = large
        self.offences: dict[str, list[str]] = {}
        self._now = ""
        self._asking = False

    def run(self, name: str, thing: Callable[[], object]) -> None:
        """Run a thing under a name, every SELECT of it explained and carried out twice."""
        self._now = name
        with connection.execute_wrapper(self):
            thing()

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(("SELECT", "WITH")) and not self._asking:
            self._asking = True
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
                [[[plan]]] = cursor.fetchall()
            self._asking = False
            found = [*_offences(plan["Plan"], self.large)]
            if found:
                self.offences.setdefault(self._now, []).extend(found)
        return execute(sql, params, many, context)


def _offences(node: dict, large: Collection[str], limit: int | None = None) -> Iterator[str]:
    """Scans of large tables that read all of it, or far more rows than a page needs."""
    if node["Node Type"] == "Limit":
        limit = node["Actual Rows"]
    table, loops = node.get("Relation Name"), node["Actual Loops"]
    if table in large:
        passed = node.get("Rows Removed by Filter", 0) + node.get(
            "Rows Removed by Index Recheck", 0
        )
        read = (node["Actual Rows"] + passed) * loops
        stops = limit is not None and read <= MOST_READ
        if read > MOST_READ or (node["Node Type"] == "Seq Scan" and not stops):
            yield f"{node['Node Type']} on {table}: {read:.0f} rows"
    for child in node.get("Plans", ()):
        yield from _offences(child, large, limit)


def staff_pages(region: str) -> dict[str, str]:
    """Addresses of the staff's register by what they ask."""
    asked = {
        "default": "",
        "page 40": "page=40",
        "by name": "sort=name",
        "latest listed": "sort=-listed_on",
        "filtered": f"kind=association&region={region}",
        "revoked": "registration_state=revoked",
        "gap": "gap=law",
        "two characters, common": "q=科技",
        "two characters, less common": "q=软件",
        "two characters, rare": f"q={chr(20007)}{chr(26013)}",
        "four characters": "q=软件有限",
        "one character": f"q={chr(20007)}",
        "pinyin": "q=tjabckj",
        "code": "q=91120100000012",
        "number": "q=LX012345",
    }
    return {name: f"/units/?{query}" for name, query in asked.items()}


def public_pages(region: str, older: RosterEdition, newer: RosterEdition) -> dict[str, str]:
    """Addresses of the public roster by what they ask."""
    asked = {
        "default": "",
        "page 20": "page=20",
        "by name": "sort=name",
        "latest listed": "sort=-listed",
        "by kind": "kind=association",
        "by region": f"area={region}",
        "by criterion": "criterion=3",
        "by edition": f"edition={newer.number}",
        "by agency": "agency=第6市场监管所",
        "two characters, common": "q=科技",
        "two characters, less common": "q=软件",
        "two characters, rare": f"q={chr(20007)}{chr(26013)}",
        "pinyin": "q=tjabckj",
        "code": "q=91120100000012",
        "as of a day": "as_of=2023-05-04",
    }
    return {
        **{name: f"/roster/?{query}" for name, query in asked.items()},
        "unit": f"/roster/units/{Unit.objects.first().public_no}/",
        "edition": f"/roster/editions/{older.number}/",
        "export": f"/roster/export.csv?area={region}&kind=association",
    }


def test_pages_when_register_is_large_then_no_statement_reads_a_table_whole(
    client, editions, clerk
):
    watch, bureau = Watch(), make_user()
    region = Unit.objects.values_list("region__code", flat=True).first()
    own = Unit.objects.visible_to(clerk).first()

    for person in (bureau, clerk):
        client.force_login(person)
        for name, address in staff_pages(region).items():
            watch.run(f"{person.agency.kind} {name}", lambda a=address: _open(client, a))
        watch.run("record", lambda: _open(client, own.get_absolute_url()))
    client.force_login(bureau)
    watch.run("units export", lambda: _open(client, f"/units/export/?format=csv&region={region}"))
    client.logout()
    for name, address in public_pages(region, *editions).items():
        watch.run(f"roster {name}", lambda a=address: _open(client, a))

    assert watch.offences == {}


def test_watch_when_a_statement_reads_a_table_whole_then_it_is_named(db):
    watch = Watch()

    watch.run("note", lambda: list(Unit.objects.filter(note="无").order_by()))

    assert watch.offences == {"note": ["Seq Scan on registry_unit: 0 rows"]}


def _open(client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    if response.streaming:
        b"".join(response.streaming_content)
