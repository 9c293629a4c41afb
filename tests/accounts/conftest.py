"""People and agencies the tests of this room share."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ipcontact.accounts.models import Agency, Region, User

PASSWORD = "一句记得住的长口令 2026"


@pytest.fixture(autouse=True)
def _fresh_counters():
    """Failed sign-ins are counted in the cache, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def no_offices(db) -> None:
    """The reference agencies and regions out of the way."""
    Agency.objects.update(parent=None)
    Agency.objects.all().delete()
    Region.objects.all().delete()


@pytest.fixture
def bureau(db) -> Agency:
    return Agency.objects.create(code="T-QJ", name="测试区局", kind=Agency.Kind.BUREAU)


@pytest.fixture
def station(bureau) -> Agency:
    return Agency.objects.create(
        code="T-S1", name="测试一所", kind=Agency.Kind.STATION, parent=bureau
    )


@pytest.fixture
def person(db):
    """`person("anna", "handler", agency=…)` stores somebody who can sign in."""

    def make(username: str, *roles: str, agency: Agency | None = None, **values) -> User:
        values.setdefault("name", f"示例{username}")
        return User.objects.create_user(
            username, password=PASSWORD, roles=list(roles), agency=agency, **values
        )

    return make


@pytest.fixture
def client_of(client):
    """`client_of(user)` is a browser in which that person is signed in."""

    def sign_in(user: User):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def query_count():
    """`query_count(call)` is how many queries a call takes."""

    def count(call) -> int:
        with CaptureQueriesContext(connection) as queries:
            call()
        return len(queries)

    return count
