"""Lists on their way through the chain, and the people of the chain."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ipcontact.accounts.roles import Role
from registry.applications.models import Application
from registry.batches.models import ReviewBatch
from tests.deciding import (
    enquired,
    make_batch,
    make_division_head,
    make_leader,
    ready,
    submitted_batch,
)
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
def colleague():
    return make_user(Role.HANDLER, name="林若川")


@pytest.fixture
def head():
    return make_division_head(name="周予白")


@pytest.fixture
def leader():
    return make_leader(name="赵明澈")


@pytest.fixture
def round_():
    return make_round()


@pytest.fixture
def ripe(handler, round_) -> Callable[..., list[Application]]:
    """`ripe(3)`: applications with nothing out of the ordinary, ready for the meeting."""

    def make(count: int = 1, **values) -> list[Application]:
        found = [ready(round_, by=handler, **values) for _ in range(count)]
        return enquired(found, by=handler)

    return make


@pytest.fixture
def drafted(ripe, handler, head, leader) -> Callable[..., ReviewBatch]:
    """`drafted(2)`: a list of two with a chain of two: 审核, 审定."""

    def make(count: int = 2, **values) -> ReviewBatch:
        values = {"chain": [head, leader], **values}
        return make_batch(ripe(count), by=handler, **values)

    return make


@pytest.fixture
def waiting(drafted, handler, leader) -> Callable[..., ReviewBatch]:
    """`waiting(2)`: a list that waits for the leader alone."""

    def make(count: int = 2, **values) -> ReviewBatch:
        values = {"chain": [leader], **values}
        return submitted_batch(drafted(count, **values), by=handler)

    return make


@pytest.fixture
def sign_in(client):
    """`sign_in(person)` and the client is theirs."""
    return client.force_login
