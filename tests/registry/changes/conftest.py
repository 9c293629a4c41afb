"""Who works on changes: a clerk of a station, two handlers of the bureau."""

import pytest

from ipcontact.accounts.roles import Role
from tests.factories import TODAY, make_agency, make_user


@pytest.fixture(autouse=True)
def _today(fixed_today):
    fixed_today(TODAY.isoformat())


@pytest.fixture
def station(db):
    return make_agency("station", name="示例第一监管所")


@pytest.fixture
def clerk(station):
    return make_user(Role.AGENCY_CLERK, agency=station)


@pytest.fixture
def handler(db):
    return make_user()


@pytest.fixture
def second(handler):
    return make_user()
