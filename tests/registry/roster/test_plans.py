"""The public list stays on its indexes: no page of it reads a whole large table."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ipcontact.ui.paging import COUNT_LIMIT
from registry.units.models import Unit
from tests.factories import make_edition, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROWS = 12_000
UNITS = """
INSERT INTO registry_unit (public_no, name, credit_code, kind, registration_state,
  membership_state, listed_on, registration_authority, legal_form, industry_code,
  registered_address, business_address, region_id, note, search_text, pinyin, name_core,
  version, created_at, updated_at)
SELECT 'LY' || i, '示例' || i, 'X' || lpad(i::text, 17, '0'),
  CASE WHEN i %% 400 = 0 THEN 'association' ELSE 'enterprise' END, 'active', 'listed',
  date '2021-12-20', '', '', '', '', '',
  (SELECT id FROM accounts_region ORDER BY code OFFSET (CASE WHEN i %% 300 = 0 THEN 1 ELSE 0 END)
   LIMIT 1),
  '', '示例' || chr(19968 + i %% 5000) || i, 'sl' || i, '', 1, now(), now()
FROM generate_series(1, %s) AS i
"""
ENTRIES = """
INSERT INTO registry_rosterentry (edition_id, unit_id, "order", position, name, credit_code,
  unit_kind, criteria, region_id, recommended_by, listed_on, note, shown_from, shown_until)
SELECT %s, u.id, n, %s + n, u.name, u.credit_code, u.kind,
  CASE WHEN n %% 300 = 0 THEN ARRAY['9'] ELSE ARRAY['1'] END, u.region_id,
  CASE WHEN n %% 200 = 0 THEN '示例监管所' ELSE '' END, NULL, '', date '2021-12-20', NULL
FROM (SELECT *, row_number() OVER (ORDER BY id) + 1 AS n FROM registry_unit
      WHERE public_no LIKE 'LY%%') AS u
"""
PAGES = (
    "",
    "page=20",
    "sort=name",
    "sort=-listed",
    "kind=association",
    "criterion=1",
    "criterion=9",
    "area=120116005",
    "agency=示例监管所",
    "edition=2021-1",
    "year=2021",
    "q=一1",
    "q=sl119",
    "q=X00000000000000119",
)


@pytest.fixture
def large_roster(db) -> None:
    edition = make_edition([make_unit()])
    first = edition.entries.get().position
    with connection.cursor() as cursor:
        cursor.execute(UNITS, [ROWS])
        cursor.execute(ENTRIES, [edition.pk, first])
        cursor.execute("ANALYZE registry_unit, registry_rosterentry")


TABLES = ("registry_unit", "registry_rosterentry")
BOUNDED = "SELECT COUNT(*) FROM (SELECT"
SCAN = re.compile(r"Seq Scan on (\w+).* rows=(\d+)")


def whole_reads(sql: str) -> list[str]:
    """Lines of the plan that read a large table from end to end.

    A bounded count over rows that nearly all count stops at its limit, whatever it reads.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    return [
        found[0]
        for found in SCAN.finditer(plan)
        if found[1] in TABLES and not (sql.startswith(BOUNDED) and int(found[2]) > COUNT_LIMIT)
    ]


def test_list_pages_when_roster_is_large_then_no_table_is_read_whole(client, large_roster):
    found = {}
    for query in PAGES:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/roster/?{query}").status_code == 200
        read = [item["sql"] for item in queries if item["sql"].startswith(("SELECT", "WITH"))]
        found[query] = [line for sql in read for line in whole_reads(sql)]

    assert {query: lines for query, lines in found.items() if lines} == {}
    assert Unit.objects.count() == ROWS + 1
