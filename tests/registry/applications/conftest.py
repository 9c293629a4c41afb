"""A private folder for the files of each test, limits that begin anew, the people of the office."""

import pytest
from django.core.cache import cache

from ipcontact.accounts.roles import Role
from ipcontact.files import pending
from tests.factories import make_user
from tests.filing import TODAY
from tests.registry.applications.office import in_bureau


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    yield
    pending._names().clear()
    cache.clear()


@pytest.fixture
def noon(fixed_today):
    """The day on which everything here happens."""
    return fixed_today(TODAY.isoformat())


@pytest.fixture
def handler(client):
    """区局经办, signed in."""
    person = make_user(Role.HANDLER, name="陈知远")
    client.force_login(person)
    return person


@pytest.fixture
def second():
    """A colleague of the handler."""
    return make_user(Role.HANDLER, name="林若川")


@pytest.fixture
def application(handler):
    """One that waits for the bureau."""
    return in_bureau()
