"""Applications as the office meets them, and the people who handle them."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.urls import reverse

from ipcontact.accounts.models import User
from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.clocks.models import Clock
from ipcontact.ui.errors import RuleViolation
from registry.applications import services
from registry.applications.choices import Actor, ApplicationAction
from registry.applications.models import Application
from tests.factories import make_user
from tests.filing import NOON, TODAY, submitted

LIST = "applications:list"
ADDRESS = "basic.registered_address"


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


def page(application: Application, name: str, *args) -> str:
    """Address of a page of one application."""
    return reverse(f"applications:{name}", args=[application.application_no, *args])


def numbers(response) -> list[str]:
    """申报编号 of the rows a list shows, in order."""
    return [row.record.application_no for row in response.context["table"].page.object_list]


def text(response) -> str:
    return response.content.decode()


def code_of(call, *args, **how) -> str:
    """Code with which a call is refused."""
    with pytest.raises(RuleViolation) as refusal:
        call(*args, **how)
    return refusal.value.code


def clocks(application) -> list[str]:
    """Names of the running limits."""
    return [clock.name for clock in Clock.objects.open_for(application)]


def steps(application) -> list[str]:
    """Codes of the steps taken, in order."""
    return list(Act.objects.of(application).order_by("pk").values_list("code", flat=True))
