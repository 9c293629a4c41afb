"""A unit on the roster, who works on its proofs, and a day that stands still."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from ipcontact.accounts.models import User
from ipcontact.accounts.roles import Role
from registry.criteria.models import Evidence
from registry.criteria.services import put_evidence
from registry.units.models import Unit, UnitAccount
from tests.factories import TODAY, make_agency, make_edition, make_unit, make_user
from tests.files import samples
from tests.registry.criteria.proofs import criterion

CERTIFICATE = {
    "variant": "certificate",
    "document_no": "GR202412000000",
    "issuer": "示例科技局",
    "issued_on": date(2024, 10, 31),
}


@pytest.fixture
def today(fixed_today) -> date:
    return fixed_today(TODAY.isoformat())


@pytest.fixture
def station(db):
    return make_agency("station")


@pytest.fixture
def unit(station, today) -> Unit:
    """A member in the care of a station."""
    made = make_unit("示例海工装备有限公司", lead_agency=station)
    make_edition([made])
    made.refresh_from_db()
    return made


@pytest.fixture
def handler(db) -> User:
    return make_user(Role.HANDLER)


@pytest.fixture
def clerk(station) -> User:
    return make_user(Role.AGENCY_CLERK, agency=station)


@pytest.fixture
def own(unit, handler) -> User:
    """An account of the unit."""
    person = make_user(Role.UNIT_USER, name="示例单位用户")
    person.agency = None
    person.save(update_fields=["agency"])
    UnitAccount.objects.create(unit=unit, user=person, verified_by=handler, verified_on=TODAY)
    return person


@pytest.fixture
def colleague(db) -> User:
    """Registers the proofs that others check."""
    return make_user(Role.HANDLER)


@pytest.fixture
def put(colleague) -> Callable[..., Evidence]:
    """Register a proof: `put(unit)` a certificate with its scan, `put(unit, "8", {...})`."""

    def go(unit: Unit, code: str = "1", values: dict | None = None, *, by=None, scan=True):
        uploads = [samples.upload("证书.pdf", samples.pdf())] if scan else []
        return put_evidence(
            unit,
            criterion=criterion(code),
            values=CERTIFICATE if values is None else values,
            uploads=uploads,
            by=by or colleague,
        )

    return go
