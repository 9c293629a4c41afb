"""Who has to do with figures, a roster to count, and snapshots on their way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from ipcontact.accounts.roles import Role
from registry.goals import services
from registry.goals.models import FigureSnapshot
from tests.factories import make_edition, make_unit, make_user
from tests.filing import TODAY, region_agency

AS_OF = date(2026, 8, 31)


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
def leader():
    return make_user(Role.DECIDER, name="赵明澈")


@pytest.fixture
def roster():
    """Two members since 2021, one of them a platform; a third since June 2026."""
    first = [make_unit(), make_unit(kind="platform")]
    make_edition(first, date(2021, 12, 20))
    joined = make_unit()
    make_edition([joined], date(2026, 6, 30))
    return [*first, joined]


@pytest.fixture
def compiled(roster, handler) -> Callable[..., FigureSnapshot]:
    """`compiled()`: figures of the end of August, by the handler."""

    def make(**values) -> FigureSnapshot:
        facts = {"title": "示例统计数据", "as_of": AS_OF, "codes": ["roster.listed"], **values}
        return services.compile_figures(**facts, by=handler, today=TODAY)

    return make


@pytest.fixture
def submitted(compiled, handler) -> Callable[..., FigureSnapshot]:
    return lambda **values: services.submit(compiled(**values), by=handler, today=TODAY)


@pytest.fixture
def checked(submitted, colleague) -> Callable[..., FigureSnapshot]:
    return lambda **values: services.check(submitted(**values), by=colleague, today=TODAY)


@pytest.fixture
def released(checked, leader) -> Callable[..., FigureSnapshot]:
    return lambda **values: services.release(checked(**values), by=leader, today=TODAY)


@pytest.fixture
def sign_in(client):
    """`sign_in(person)` and the client is theirs."""
    return client.force_login
