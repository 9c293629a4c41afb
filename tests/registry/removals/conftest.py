"""Who works on removals: a clerk of a station, two handlers, a leader."""

import pytest

from ipcontact.accounts.roles import Role
from tests.changing import member, with_contact
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
def second(db):
    return make_user()


@pytest.fixture
def leader(db):
    return make_user(Role.DECIDER)


@pytest.fixture
def unit(station):
    """A member with a contact."""
    return with_contact(member("示例在库有限公司", lead_agency=station), make_user())
