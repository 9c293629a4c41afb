"""What suspension puts into the unit's record: its buttons, what was decided; and its steps."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from ipcontact.acts import handlers
from ipcontact.acts.models import Act
from ipcontact.acts.services import authority_of
from ipcontact.ui.registry import UnitAction, UnitPanel, unit_actions, unit_panels
from ipcontact.workdays.clock import today
from registry.suspensions import services
from registry.suspensions.access import CODES, DECIDE, VIEW
from registry.suspensions.choices import SuspensionAction
from registry.units.models import Unit

MOST_SHOWN = 10


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    for action, code in CODES.items():
        handlers.register(
            code,
            label=action.label,
            verb=DECIDE,
            needs_reason=True,
            is_delegable=True,
            apply=services.applied(action),
            check=services.checked(action),
            describe=services.described(action),
        )
        unit_actions.add(
            UnitAction(
                label=action.label,
                audience=VIEW,
                url=lambda unit, action=action: _page("decide", unit, action),
                offered=lambda unit, user, action=action: _may_decide(unit, user, action),
                order=55,
            )
        )
        unit_actions.add(
            UnitAction(
                label=f"登记线下{action.label}",
                audience="offline.enter",
                url=lambda unit, action=action: _page("offline", unit, action),
                offered=lambda unit, user, action=action: _is_open(unit, action),
                order=56,
            )
        )
    unit_panels.add(
        UnitPanel(
            title="暂停联系",
            template="registry/suspensions/panel_unit.html",
            audience=VIEW,
            context=_panel,
            anchor="suspension",
            order=16,
        )
    )


def _page(name: str, unit: Unit, action: SuspensionAction) -> str:
    return reverse(f"suspensions:{name}", args=[unit.public_no, action.value])


def _is_open(unit: Unit, action: SuspensionAction) -> bool:
    return not services.problems_of(unit, action)


def _may_decide(unit: Unit, user: Any, action: SuspensionAction) -> bool:
    return _is_open(unit, action) and authority_of(user, CODES[action], today()) is not None


def _panel(unit: Unit, user: Any) -> dict[str, Any] | None:
    """Every suspension and return of the unit, the newest first; nothing when there was none."""
    steps = Act.objects.of(unit).filter(code__in=CODES.values(), taken_back_at=None)
    rows = list(steps.order_by("-pk")[:MOST_SHOWN])
    return {"rows": rows} if rows else None
