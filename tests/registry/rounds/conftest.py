"""Who works with rounds, and the values of a round as its form gives them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from ipcontact.accounts.models import Agency, User
from ipcontact.accounts.roles import Role
from registry.criteria.services import scheme_on
from tests.factories import make_user
from tests.filing import NOON, TODAY, region_agency


@pytest.fixture(autouse=True)
def _noon(fixed_today: Callable) -> None:
    fixed_today(TODAY.isoformat())


@pytest.fixture
def bureau(db) -> Agency:
    return Agency.objects.filter(kind="bureau").first()


@pytest.fixture
def handler(bureau) -> User:
    return make_user(Role.HANDLER, agency=bureau, name="示例经办")


@pytest.fixture
def station(db) -> Agency:
    return region_agency()


@pytest.fixture
def clerk(station) -> User:
    return make_user(Role.AGENCY_CLERK, agency=station, name="示例内勤")


@pytest.fixture
def values(bureau) -> Callable[..., dict[str, Any]]:
    """`values(name="…")`: what the form of a round gives; opens tomorrow, closes in a month."""

    def make(**changes: Any) -> dict[str, Any]:
        return {
            "name": "2026年第二批重点联系单位申报",
            "scheme": scheme_on(TODAY),
            "form_version": "2026",
            "is_standing": False,
            "opens_at": NOON + timedelta(days=1),
            "closes_at": NOON + timedelta(days=30),
            "grace_minutes": 30,
            "counted_on": date(2026, 8, 31),
            "confirm_days": 7,
            "correction_days": 5,
            "agency_review_days": 5,
            "bureau_review_days": 10,
            "contact_agency": bureau,
            "contact_phone": "022-00000000",
            "introduction": "现组织开展申报。\n请各单位踊跃参加。",
            "materials": "申报表\n证明材料",
            "document_no": "",
            **changes,
        }

    return make
