"""Records for tests, made through the services that make them in life. Names are fictional."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date

from ipcontact.accounts.models import Agency, User
from ipcontact.accounts.roles import Role
from ipcontact.text.credit_code import expected_check_character
from registry.roster.models import RosterEdition
from registry.roster.services import EditionFacts, RosterLine, publish_edition
from registry.units.models import Unit
from registry.units.services import NewUnit, create_units

TODAY = date(2026, 9, 18)
_numbers = itertools.count(1)


def credit_code(number: int | None = None, start: str = "91120116") -> str:
    """A legal credit code with a right check character, made from a number."""
    body = f"{start}MA{next(_numbers) if number is None else number:07d}"
    return body + expected_check_character(body)


def make_agency(kind: str = "bureau", **values) -> Agency:
    number = next(_numbers)
    values = {"name": f"示例机构{number}", "code": f"SL-{number}", **values}
    return Agency.objects.create(kind=kind, **values)


def make_user(*roles: str, agency: Agency | None = None, **values) -> User:
    """A person with these roles (default: 区局经办) in an agency (default: the bureau)."""
    number = next(_numbers)
    if agency is None:
        agency = Agency.objects.filter(kind="bureau").first() or make_agency()
    values = {"username": f"person{number}", "name": f"示例人员{number}", **values}
    return User.objects.create_user(
        roles=list(roles) or [Role.HANDLER], agency=agency, password="correct horse 42", **values
    )


def make_units(count: int, *, today: date = TODAY, **values) -> list[Unit]:
    new = []
    for _ in range(count):
        number = next(_numbers)
        new.append(
            NewUnit(f"示例精密制造{number}号有限公司", credit_code(number), values=dict(values))
        )
    return create_units(new, by=None, today=today)


def make_unit(name: str = "", code: str | None = "", *, today: date = TODAY, **values) -> Unit:
    """One unit. `code=None` makes it one without a credit code (needs kind="alliance")."""
    number = next(_numbers)
    new = NewUnit(
        name or f"示例精密制造{number}号有限公司",
        credit_code(number) if code == "" else code,
        values=values,
    )
    return create_units([new], by=None, today=today)[0]


def make_edition(
    units: Sequence[Unit],
    published_on: date = date(2021, 12, 20),
    *,
    name: str = "",
    kind: str = "addition",
    today: date = TODAY,
    criteria: tuple[str, ...] = ("1",),
    **facts,
) -> RosterEdition:
    """Publish these units, in this order, under their present names."""
    return publish_edition(
        EditionFacts(name or f"示例名录{next(_numbers)}", published_on, kind, **facts),
        [
            RosterLine(unit, order, unit.name, unit.credit_code or "", criteria)
            for order, unit in enumerate(units, start=1)
        ],
        by=None,
        today=today,
    )
