"""Changes of units and removals for tests, made through the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from ipcontact.accounts.models import User
from ipcontact.accounts.roles import Role
from ipcontact.notifications.services import issue_link
from ipcontact.workdays.clock import today as clock_today
from registry.changes import services as changes
from registry.changes.choices import ChangeKind
from registry.changes.models import ComparisonRun, UnitChange
from registry.changes.services import Proposal
from registry.changes.services.links import LINK
from registry.removals import services as removals
from registry.removals.models import Removal, RemovalGround
from registry.removals.services.steps import STATEMENT_LINK
from registry.units.bulk import open_account
from registry.units.models import Unit
from registry.units.posts import appoint
from tests.factories import TODAY, make_edition, make_unit, make_user
from tests.files import samples
from tests.registry.changes.files import registration
from tests.story import Story

PAPER = "登记通知书.pdf"


def paper(name: str = PAPER):
    return samples.upload(name, samples.pdf())


def member(name: str = "", **values) -> Unit:
    """A unit on the roster."""
    unit = make_unit(name, **values)
    make_edition([unit])
    unit.refresh_from_db()
    return unit


def with_contact(unit: Unit, by: User, *, name: str = "示例联络员", today: date = TODAY) -> Unit:
    """The unit has a primary contact with a mobile."""
    appoint(
        unit=unit, role="primary_contact", name=name, on=today, by=by, today=today,
        mobile="13900001111",
    )  # fmt: skip
    return unit


def account_of(unit: Unit, *, by: User, today: date = TODAY) -> User:
    """A user who acts for the unit."""
    user = make_user(Role.UNIT_USER)
    open_account(unit=unit, user=user, by=by, today=today)
    return user


def renaming(name: str = "示例新名有限公司", *, on: date = TODAY, **values: Any) -> Proposal:
    values = {"evidence": paper(), **values}
    return Proposal(ChangeKind.RENAME, on, {"name": name}, basis="示例登记通知书", **values)


def proposed(unit: Unit, proposal: Proposal, *, by: User, today: date = TODAY) -> UnitChange:
    return changes.propose(unit, proposal, by=by, today=today)


def effective(unit: Unit, proposal: Proposal, *, by: User, checker: User) -> UnitChange:
    """Proposed by one, checked by another."""
    return changes.accept(proposed(unit, proposal, by=by), by=checker, today=TODAY)


def ground(code: str = "unreachable") -> RemovalGround:
    return RemovalGround.objects.get(code=code)


def removal(unit: Unit, *, by: User, code: str = "unreachable", today: date = TODAY) -> Removal:
    """A proposed removal."""
    return removals.propose(
        unit,
        ground=ground(code),
        reason="多次电话联系无人接听。",
        evidence=paper(),
        by=by,
        today=today,
    )


def told(
    unit: Unit,
    *,
    by: User,
    teller: User,
    code: str = "unreachable",
    today: date = TODAY,
    scan: Any = None,
) -> Removal:
    """The unit has been told and may speak; with a scan on paper, by its 送达回证."""
    course = removal(unit, by=by, code=code, today=today)
    return removals.tell_the_unit(course, by=teller, today=today, scan=scan)


def heard(
    unit: Unit, *, by: User, teller: User, code: str = "unreachable", today: date = TODAY
) -> Removal:
    """The unit has spoken; a leader decides."""
    return removals.enter_statement(
        told(unit, by=by, teller=teller, code=code, today=today),
        statement="我单位正常经营，请保留。",
        by=teller,
        today=today,
        channel="phone",
    )


def examples(story: Story) -> dict[str, str]:
    """A change, a comparison and a removal of the first demo station, for the walk of addresses."""
    unit, on = story.station_unit, clock_today()
    clerk, handler = story.people["neiqin1"], story.people["jingban1"]
    change = UnitChange.objects.to_check().filter(unit=unit).first()
    if change is None:
        change = proposed(unit, renaming(on=on), by=clerk, today=on)
    run = ComparisonRun.objects.first()
    if run is None:
        line = ("示例比对新名有限公司", unit.credit_code, "", "", "")
        run = changes.compare_file(
            content=registration(line), filename="示例登记信息.xlsx", by=handler
        )[1]
    members = Unit.objects.listed().filter(lead_agency=clerk.agency).exclude(pk=unit.pk)
    course = Removal.objects.filter(unit__in=members).open().first()
    if course is None:
        course = removal(members.order_by("pk").first(), by=clerk, today=on)
    link = issue_link(purpose=LINK, subject=unit, contact_name="示例联络员", by=None)
    ask = issue_link(purpose=STATEMENT_LINK, subject=course, contact_name="示例联络员", by=None)
    return {
        "changes/key": str(change.key),
        "changes/comparisons/key": str(run.key),
        "changes/units/kind": "address",
        "changes/link/token": link.token,
        "removals/key": str(course.key),
        "suspensions/units/action": "suspend",
        "removals/statement/token": ask.token,
    }
