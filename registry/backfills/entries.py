"""What backfilling puts into the menu, the records of units and applications, the steps."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from ipcontact.acts import handlers
from ipcontact.acts.exceptions import acts_of_code
from ipcontact.ui.once import once
from ipcontact.ui.registry import (
    ApplicationAction,
    ApplicationPanel,
    ExceptionKind,
    MenuEntry,
    RoundPanel,
    UnitAction,
    application_actions,
    application_panels,
    exception_kinds,
    menu,
    round_panels,
    unit_actions,
)
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.backfills import services
from registry.roster.models import Listing
from registry.rounds.models import IntakeRound

SHOWN = 200


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    handlers.register(
        services.CODE,
        label="补录往年申报",
        apply=services.apply_past,
        check=services.check,
        describe=services.describe,
        changes=services.changes,
    )
    handlers.register(services.VOID, label="作废补录", verb=services.CONFIRM, needs_reason=True)
    exception_kinds.add(
        ExceptionKind(
            code="backfill_void",
            label="作废补录",
            explanation="补录有误、由另一人作废的申报。",
            rows=lambda: acts_of_code(services.VOID),
            order=26,
        )
    )
    application_actions.add(
        ApplicationAction(
            label="作废补录",
            audience=services.CONFIRM,
            url=lambda application: reverse("backfills:void", args=[application.application_no]),
            offered=_may_void,
            kind="danger",
            order=90,
        )
    )
    menu.add(
        MenuEntry(
            label="补录往年申报",
            url_name="backfills:start",
            audience=services.ENTER,
            icon="file",
            group="办理",
            order=29,
        )
    )
    unit_actions.add(
        UnitAction(
            label="补录往年申报",
            audience=services.ENTER,
            url=lambda unit: reverse("backfills:enter", args=[unit.public_no]),
            offered=lambda unit, user: True,
            order=90,
        )
    )
    application_panels.add(
        ApplicationPanel(
            title="补录",
            template="registry/backfills/panel_application.html",
            audience="applications.view",
            context=_of_application,
            place="aside",
            anchor="backfill",
            order=5,
        )
    )
    round_panels.add(
        RoundPanel(
            title="补录的申报",
            template="registry/backfills/panel_round.html",
            audience=services.ENTER,
            context=_of_round,
            anchor="backfilled",
            order=10,
        )
    )


def _may_void(application: Application, user: Any) -> bool:
    first = once(application, services.entry_of)
    return not services.void_problems(application, first, by=user)


def _of_application(application: Application, user: Any) -> dict[str, Any] | None:
    """Who entered and confirmed it, and the membership it led to; nothing of other files."""
    step = once(application, services.entry_of)
    if step is None:
        return None
    listing = None
    if application.state == ApplicationState.LISTED:
        since = application.state_since.astimezone().date()
        rows = Listing.objects.filter(unit=application.unit, period__contains=since)
        listing = rows.select_related("entry_edition").first()
    return {"step": step, "listing": listing}


def _of_round(round_: IntakeRound, user: Any) -> dict[str, Any] | None:
    """The files entered for a round of former years; nothing in a round of this system."""
    if not round_.is_backfill:
        return None
    rows = Application.objects.visible_to(user).filter(round=round_).order_by("application_no")
    found = list(rows[: SHOWN + 1])
    return {"rows": found[:SHOWN], "has_more": len(found) > SHOWN}
