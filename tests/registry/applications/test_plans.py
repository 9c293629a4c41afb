"""The statements of the queue at 10,000 applications: none reads a large table from end to end.

The applications themselves may be read once for a page: the order by what is due is not stored.
"""

from __future__ import annotations

import pytest
from django.db import connection

from tests.benchmarks import deciding, filing, handling, register
from tests.registry.test_plans import Watch

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LARGE = {
    "registry_claim",
    "registry_submission",
    "acts_act",
    "clocks_clock",
    "files_storedfile",
}


@pytest.fixture
def queue(db) -> None:
    """A register and as many applications, of this test's transaction."""
    register.write(filing.MOST)
    filing.write(filing.MOST)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_queue_when_applications_are_many_then_no_statement_reads_a_table_whole(client, queue):
    watch = Watch(LARGE)

    client.force_login(register.staff())
    for name, address in handling.pages().items():
        watch.run(name, lambda a=address: _open(client, a))
    client.force_login(register.clerk())
    watch.run("station", lambda: _open(client, "/applications/"))
    client.force_login(deciding.leader())
    watch.run("leader", lambda: _open(client, handling.decision_page()))

    assert watch.offences == {}


def _open(client, address: str) -> None:
    assert client.get(address).status_code == 200
