"""What every test may use: a real PostgreSQL, a fixed today, the product's own settings."""

import contextlib
import datetime
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as examples
from pytest_django.plugin import blocking_manager_key

from tests import testdb
from tests.lasting import media

__all__ = ["media"]

# How fast an example is depends on how busy the machine is, and is never what is tested.
examples.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("unhurried")

LONG = {"browser", "journeys"}
_run = contextlib.ExitStack()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Bring up the test cluster and its template once, before any worker needs them."""
    if session.config.option.collectonly or hasattr(session.config, "workerinput"):
        return
    _run.enter_context(testdb.running_server())
    with session.config.stash[blocking_manager_key].unblock():
        testdb.ensure_template()


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        _run.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first: a worker takes a file at a time, and none should begin one at the end."""
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: not (item.path in long or LONG & set(item.path.parts)))


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker) -> Iterator[None]:
    """A clone of the template for this worker, in place of pytest-django's migrated one."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = testdb.clone_name(worker)
    with django_db_blocker.unblock():
        testdb.clone(name)
        testdb.use_database(name)
    original = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = _clone_again(name)
    yield
    TransactionTestCase._fixture_teardown = original
    with django_db_blocker.unblock():
        testdb.use_database("postgres")
        testdb.drop(name)


def _clone_again(name: str) -> Callable:
    """What follows a transactional test: a fresh clone, so that reference data is back.

    Django would empty every table, which is slower and loses what migrations and
    load_reference put there.
    """

    def teardown(case: TransactionTestCase) -> None:
        testdb.use_database(name)
        testdb.clone(name)

    return teardown


@pytest.fixture
def fixed_today() -> Iterator[Callable[[str], datetime.date]]:
    """`fixed_today("2026-09-18")` moves the clock to noon of that day in Tianjin."""
    with contextlib.ExitStack() as stack:

        def move(day: str) -> datetime.date:
            noon = datetime.datetime.fromisoformat(f"{day}T12:00:00+08:00")
            stack.enter_context(time_machine.travel(noon, tick=True))
            return noon.date()

        yield move
