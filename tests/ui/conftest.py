"""Sample pages made with the kit, and people to look at them."""

import pytest

from ipcontact.accounts.roles import Role
from tests.factories import make_user


@pytest.fixture
def sample_pages(settings, db):
    """The product's addresses and the sample pages of this folder."""
    settings.ROOT_URLCONF = "tests.ui.sample_urls"


@pytest.fixture
def handler(client, db):
    """A signed-in 区局经办."""
    person = make_user(Role.HANDLER)
    client.force_login(person)
    return person


@pytest.fixture
def system_admin(client, db):
    """A signed-in system administrator."""
    person = make_user(Role.SYSTEM_ADMIN)
    client.force_login(person)
    return person
