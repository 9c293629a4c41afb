"""一键交接单: who has what in hand, on one page for the Monday meeting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ipcontact.ui.pages import PlainPage
from ipcontact.workdays.clock import today
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.applications.querysets import sees_all_applications

MOST = 500
MOST_LISTED = 30  # lines that fit on one A4 page


@dataclass
class Hands:
    """What one person, or nobody, has in hand."""

    name: str
    total: int = 0
    late: int = 0
    week: int = 0
    waiting: int = 0
    urgent: list[Application] = field(default_factory=list)


class InHandSheet(PlainPage):
    audience = "applications.view"
    title = "申报交接单"
    template_name = "registry/applications/in_hand.html"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        on = today()
        week_ends = on + timedelta(days=6 - on.weekday())
        rows = list(self.rows()[: MOST + 1])
        people = group(rows[:MOST], on, week_ends)
        urgent = sorted(
            (each for hands in people for each in hands.urgent), key=lambda each: each.due_on
        )
        return super().get_context_data(
            today=on,
            week_ends=week_ends,
            people=people,
            urgent=urgent[:MOST_LISTED],
            left_out=max(len(urgent) - MOST_LISTED, 0),
            is_cut=len(rows) > MOST,
            office=self.request.user.agency,
            **kwargs,
        )

    def rows(self):
        """Open files of this office: in the hands of its people, or waiting in its queue."""
        user = self.request.user
        visible = Application.objects.visible_to(user).open()
        held = visible.filter(holder__agency=user.agency_id)
        if sees_all_applications(user):
            held = visible.filter(holder__isnull=False).exclude(
                state=ApplicationState.AGENCY_REVIEW
            )
        keys = (held.order_by() | visible.waiting_for(user).order_by()).values("pk")
        rows = Application.objects.filter(pk__in=keys).select_related("holder", "agency")
        return rows.with_due().order_by("holder__name", "due_on", "pk")


def group(rows: Iterable[Application], on: date, week_ends: date) -> list[Hands]:
    """By person, those with the most late files first; what nobody has comes last."""
    found: dict[int | None, Hands] = {}
    for row in rows:
        name = row.holder.name if row.holder else "无人接办"
        hands = found.setdefault(row.holder_id, Hands(name))
        hands.total += 1
        hands.waiting += row.state == ApplicationState.RETURNED
        if row.due_on and row.due_on <= week_ends:
            hands.late += row.due_on < on
            hands.week += row.due_on >= on
            hands.urgent.append(row)
    nobody = found.pop(None, None)
    ordered = sorted(found.values(), key=lambda hands: (-hands.late, -hands.total, hands.name))
    return [*ordered, *([nobody] if nobody else [])]
