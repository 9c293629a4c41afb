"""What backfilling puts into the menu, the records of units and applications, the steps."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from ipcontact.acts import handlers
from ipcontact.acts.models import Act
from ipcontact.ui.registry import (
    ApplicationPanel,
    MenuEntry,
    UnitAction,
    application_panels,
    menu,
    unit_actions,
)
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.backfills import services
from registry.roster.models import Listing


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


def _of_application(application: Application, user: Any) -> dict[str, Any] | None:
    """Who entered and confirmed it, and the membership it led to; nothing of other files."""
    steps = Act.objects.of(application).filter(is_backfill=True)
    step = steps.select_related("entered_by", "confirmed_by", "scan").order_by("pk").first()
    if step is None:
        return None
    listing = None
    if application.state == ApplicationState.LISTED:
        since = application.state_since.astimezone().date()
        rows = Listing.objects.filter(unit=application.unit, period__contains=since)
        listing = rows.select_related("entry_edition").first()
    return {"step": step, "listing": listing}
