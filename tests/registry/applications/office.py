"""Applications as the office meets them, and the people who handle them."""

from __future__ import annotations

from datetime import datetime

from ipcontact.accounts.models import User
from ipcontact.accounts.roles import Role
from registry.applications import services
from registry.applications.choices import Actor, ApplicationAction
from registry.applications.models import Application
from tests.factories import make_user
from tests.filing import NOON, TODAY, submitted


def clerk_of(application: Application, **values) -> User:
    """A clerk of the agency that makes the first review."""
    return make_user(Role.AGENCY_CLERK, agency=application.agency, **values)


def in_bureau(round_=None, *, now: datetime = NOON, **values) -> Application:
    """Recommended, so that it waits for the bureau."""
    application = submitted(round_, now=now, **values)
    head = make_user(Role.AGENCY_HEAD, agency=application.agency)
    return services.advance(
        application, action=ApplicationAction.ENDORSE, actor=Actor.HEAD, by=head, today=now.date()
    )


def accept_all(application: Application, by: User) -> Application:
    """Every condition found proven."""
    for claim in application.claims.all():
        services.check_claim(claim, state="accepted", by=by, today=TODAY)
    return application


def returned(application: Application, by: User, **marks: str) -> Application:
    """Sent back with these defects; by default the address."""
    marks = marks or {"basic.registered_address": "与登记信息不一致，请核对后更正。"}
    services.save_marks(application, marks=marks, by=by)
    services.return_to_unit(application, by=by, today=TODAY)
    application.refresh_from_db()
    return application


def answer(application: Application, **basic) -> Application:
    """The unit mends its basic answers and hands them in again."""
    grant = {"by": None, "grant": str(application.key)}
    values = {**application.answers["basic"], **application.persons["basic"], **basic}
    services.save_section(application, section="basic", values=values, **grant)
    services.resubmit(application, clicked_at=NOON, today=TODAY, **grant)
    application.refresh_from_db()
    return application
