"""Who works on removals: a clerk of a station, two handlers, a leader."""

import pytest

from ipcontact.accounts.roles import Role
from tests.changing import member, with_contact
from tests.factories import make_user
from tests.registry.changes.conftest import (  # noqa: F401
    _today,
    clerk,
    handler,
    second,
    station,
)


@pytest.fixture
def leader(handler):  # noqa: F811
    return make_user(Role.DECIDER)


@pytest.fixture
def unit(station, handler):  # noqa: F811
    """A member with a contact."""
    return with_contact(member("示例在库有限公司", lead_agency=station), handler)
