"""Lists on their way through the chain, and the people of the chain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from ipcontact.accounts.models import User
from ipcontact.accounts.roles import Role
from registry.applications.models import Application
from registry.batches.models import ReviewBatch
from registry.rounds.models import IntakeRound
from tests.deciding import (
    enquired,
    make_batch,
    make_division_head,
    make_leader,
    ready,
    submitted_batch,
)
from tests.factories import make_user
from tests.filing import NOON, TODAY, make_round, region_agency
from tests.lasting import again, once_per_module


@dataclass(frozen=True)
class Stock:
    """What each test of a module finds: who handles a list, its round, and what `ripe` gives
    first."""

    handler: User
    round_: IntakeRound
    ripe: Application


def one_ripe() -> Stock:
    by, round_ = make_user(Role.HANDLER, name="陈知远"), make_round()
    return Stock(by, round_, enquired([ready(round_, by=by)], by=by)[0])


stock = once_per_module(one_ripe, now=NOON)


@pytest.fixture(autouse=True)
def _bureau(stock, db, fixed_today, media, settings):
    """The bureau is there, and it is the day of the tests."""
    settings.MEDIA_ROOT = media
    fixed_today(TODAY.isoformat())
    region_agency()


@pytest.fixture
def handler(stock):
    return again(stock.handler) if stock else make_user(Role.HANDLER, name="陈知远")


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
def round_(stock):
    return again(stock.round_) if stock else make_round()


@pytest.fixture
def ripe(stock, handler, round_) -> Callable[..., list[Application]]:
    """`ripe(3)`: applications with nothing out of the ordinary, ready for the meeting."""
    first = [again(stock.ripe)] if stock else []

    def make(count: int = 1, **values) -> list[Application]:
        there = [first.pop()] if first and not values else []
        more = [ready(round_, by=handler, **values) for _ in range(count - len(there))]
        return there + (enquired(more, by=handler) if more else [])

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
