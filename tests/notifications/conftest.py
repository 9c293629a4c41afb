"""What the tests of messages share: a purpose of links, a record they are about."""

import pytest

from ipcontact.notifications.links import Purpose, register
from tests.factories import make_agency

PURPOSE = "test.confirm"


@pytest.fixture(autouse=True)
def _purpose():
    """A use of one-time links; its page is any that takes one argument."""
    register(Purpose(code=PURPOSE, label="确认推荐", url_name="accounts:agency", days=7))


@pytest.fixture
def subject():
    """The record messages are about."""
    return make_agency()
