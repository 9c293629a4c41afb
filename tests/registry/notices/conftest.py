"""A decided list, its notice, and the people who handle it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ipcontact.accounts.roles import Role
from registry.batches.models import ReviewBatch
from registry.notices import services
from registry.notices.models import PublicNotice
from tests.deciding import enquired, make_leader, ready
from tests.factories import make_user
from tests.filing import TODAY, make_round, region_agency
from tests.noticing import EDITION, day_after, decided_batch, ended, published


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
def checker():
    return make_user(Role.HANDLER, name="林若川")


@pytest.fixture
def leader():
    return make_leader(name="赵明澈")


@pytest.fixture
def decided(handler, leader) -> Callable[..., ReviewBatch]:
    """`decided(2)`: a list of two that the leader has decided to include."""

    def make(count: int = 2, **values) -> ReviewBatch:
        round_ = make_round()
        rows = enquired([ready(round_, by=handler) for _ in range(count)], by=handler)
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
