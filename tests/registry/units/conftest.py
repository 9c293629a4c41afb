"""Who works in the staff register."""

import pytest

from ipcontact.accounts.roles import Role
from tests.factories import make_user


@pytest.fixture
def handler(client):
    person = make_user(Role.HANDLER)
    client.force_login(person)
    return person
