"""A decided list, its notice, and the people who handle it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from ipcontact.accounts.models import User
from ipcontact.accounts.roles import Role
from registry.applications.models import Application
from registry.batches.models import ReviewBatch
from registry.notices import services
from registry.notices.models import PublicNotice
from tests.deciding import enquired, make_leader, ready
from tests.factories import make_user
from tests.filing import NOON, TODAY, make_round, region_agency
from tests.lasting import again, once_per_module
from tests.noticing import EDITION, day_after, decided_batch, ended, published


@dataclass(frozen=True)
class Stock:
    """What each test of a module finds: the people, and what a builder gives first."""

    handler: User
    checker: User
    leader: User
    ripe: Application | None = None
    running: PublicNotice | None = None


def people() -> dict[str, User]:
    return {
        "handler": make_user(Role.HANDLER, name="陈知远"),
        "checker": make_user(Role.HANDLER, name="林若川"),
        "leader": make_leader(name="赵明澈"),
    }


def one_ripe() -> Stock:
    """The people, and an application that waits for the meeting."""
    found = people()
    by = found["handler"]
    return Stock(**found, ripe=enquired([ready(by=by)], by=by)[0])


stock = once_per_module(one_ripe, now=NOON)


@pytest.fixture(autouse=True)
def _bureau(stock, db, fixed_today, media, settings):
    """The bureau is there, and it is the day of the tests."""
    settings.MEDIA_ROOT = media
    fixed_today(TODAY.isoformat())
    region_agency()


@pytest.fixture
def everybody(stock, db) -> dict[str, User]:
    if stock is None:
        return people()
    return {name: again(getattr(stock, name)) for name in ("handler", "checker", "leader")}


@pytest.fixture
def handler(everybody):
    return everybody["handler"]


@pytest.fixture
def checker(everybody):
    return everybody["checker"]


@pytest.fixture
def leader(everybody):
    return everybody["leader"]


@pytest.fixture
def decided(stock, handler, leader) -> Callable[..., ReviewBatch]:
    """`decided(2)`: a list of two that the leader has decided to include."""
    first = [again(stock.ripe)] if stock and stock.ripe else []

    def make(count: int = 2, **values) -> ReviewBatch:
        rows = [first.pop()] if first else []
        round_ = rows[0].round if rows else make_round()
        more = [ready(round_, by=handler) for _ in range(count - len(rows))]
        rows += enquired(more, by=handler) if more else []
        return decided_batch(rows, by=handler, leader=leader, **values)

    return make


@pytest.fixture
def running(decided, handler, checker) -> Callable[..., PublicNotice]:
    """`running(2)`: a notice of two that is published."""

    def make(count: int = 2, **values) -> PublicNotice:
        return published(decided(count, **values), by=handler, checker=checker)

    return make


@pytest.fixture
def over(running) -> Callable[..., PublicNotice]:
    """`over(2)`: a notice of two whose window has passed."""

    def make(count: int = 2, **values) -> PublicNotice:
        return ended(running(count, **values))

    return make


@pytest.fixture
def announced(running, leader, fixed_today) -> Callable[..., PublicNotice]:
    """`announced(2, held=1)`: two announced the day after, and one more that is held back."""

    def make(count: int = 2, held: int = 0) -> PublicNotice:
        notice = running(count + held)
        for item in notice.items.order_by("-order")[:held]:
            services.hold(item, by=None, today=notice.starts_on)
        notice = ended(notice)
        day = day_after(notice)
        fixed_today(day.isoformat())
        services.announce(notice, edition_name=EDITION, by=leader, today=day)
        notice.refresh_from_db()
        return notice

    return make


@pytest.fixture
def sign_in(client):
    """`sign_in(person)` and the client is theirs."""
    return client.force_login
