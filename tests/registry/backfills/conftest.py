"""A unit, a round of last year on paper, two handlers, and what the paper says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from ipcontact.accounts.models import User
from ipcontact.accounts.roles import Role
from ipcontact.acts.models import OfflineResult
from ipcontact.acts.services import confirm_offline
from registry.applications.models import Application
from registry.backfills import services
from registry.backfills.services import Past
from registry.rounds.models import IntakeRound
from registry.units.models import Unit
from tests.changing import paper
from tests.factories import TODAY, make_agency, make_edition, make_unit, make_user
from tests.filing import past_round

FILED, RECOMMENDED, REVIEWED, DECIDED = (
    date(2025, 5, 12),
    date(2025, 5, 20),
    date(2025, 6, 3),
    date(2025, 6, 17),
)
ANNOUNCED = date(2025, 7, 1)
MINUTES = "局长办公会纪要〔2025〕6号"


@pytest.fixture(autouse=True)
def _today(fixed_today, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    fixed_today(TODAY.isoformat())


@pytest.fixture
def handler(db) -> User:
    return make_user(Role.HANDLER, name="陈知远")


@pytest.fixture
def second(db) -> User:
    return make_user(Role.HANDLER, name="林若川")


@pytest.fixture
def unit(db) -> Unit:
    return make_unit()


@pytest.fixture
def station(db):
    return make_agency("station", name="示例第一监管所")


@pytest.fixture
def last_year(handler) -> IntakeRound:
    return past_round(handler)


@pytest.fixture
def told(last_year, station) -> Callable[..., Past]:
    """`told(outcome="defer", reason="…")`: what the paper says of a recommended unit."""

    def make(**values) -> Past:
        usual = {
            "round": last_year,
            "is_recommended": True,
            "agency": station,
            "criteria": ["1", "9"],
            "filed_on": FILED,
            "recommended_on": RECOMMENDED,
            "reviewed_on": REVIEWED,
            "decided_on": DECIDED,
            "outcome": "exclude",
            "reason": "材料不足以证明入库条件。",
        }
        return Past(**{**usual, **values})

    return make


def enter(unit: Unit, past: Past, *, by: User, **values) -> OfflineResult:
    how = {
        "decider_name": "局长办公会",
        "channel": "meeting",
        "minutes_no": MINUTES,
        "scan": paper("往年申报.pdf"),
    }
    return services.enter(unit, past, by=by, today=TODAY, **{**how, **values})


def confirmed(unit: Unit, past: Past, *, by: User, second: User, **values) -> Application:
    """Entered by one, confirmed by the other."""
    confirm_offline(enter(unit, past, by=by, **values), by=second)
    return Application.objects.filter(unit=unit).latest("pk")


def listed(unit: Unit, on: date = ANNOUNCED):
    """The roster of that year has been imported; the unit stands on it."""
    return make_edition([unit], published_on=on)
