"""An auditor, and the people whose steps are looked at."""

from __future__ import annotations

import pytest

from ipcontact.accounts.roles import Role
from tests.factories import make_user
from tests.filing import TODAY, make_round, region_agency


@pytest.fixture(autouse=True)
def _bureau(db, fixed_today, tmp_path, settings):
    """The bureau is there, and it is the day of the tests."""
    settings.MEDIA_ROOT = tmp_path / "media"
    fixed_today(TODAY.isoformat())
    region_agency()


@pytest.fixture
def handler():
    return make_user(Role.HANDLER, name="陈知远")


@pytest.fixture
def round_():
    return make_round()


@pytest.fixture
def auditor():
    return make_user(Role.AUDITOR, name="周明察")


@pytest.fixture
def page(client, auditor):
    """The client is the auditor's."""
    client.force_login(auditor)
    return client
