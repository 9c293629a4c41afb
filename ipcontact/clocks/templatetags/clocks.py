"""``{% due clock %}``: what is left, until when, and how that was counted."""

from typing import Any

from django import template
from django.db import models

from ipcontact.clocks import access, subjects
from ipcontact.clocks.models import Clock
from ipcontact.clocks.wording import Face, face
from ipcontact.workdays.clock import today
from ipcontact.workdays.rules import WorkCalendar
from ipcontact.workdays.services import current_calendar

register = template.Library()
_KEPT = "_clocks_calendar"


@register.inclusion_tag("clocks/due.html", takes_context=True)
def due(context, clock: Clock) -> dict[str, Any]:
    """The whole component: words, day strip, unfolding explanation, calendar entry."""
    return {"face": face(clock, today(), _calendar(context))}


@register.inclusion_tag("clocks/line.html", takes_context=True)
def due_line(context, clock: Clock | None) -> dict[str, Any]:
    """One line for lists: 还剩3个工作日 · 10月22日 周四; 不计时 without a clock.

    The pauses should be prefetched; the calendar is read once a page.
    """
    return {"face": face(clock, today(), _calendar(context)) if clock else None}


@register.inclusion_tag("clocks/panel.html", takes_context=True)
def open_clocks(context, record: models.Model, faces: list[Face] | None = None) -> dict[str, Any]:
    """Every open clock of a record, one component each, with what the reader may do with it.

    Args: faces: the clocks in words, where the page has them already.
    """
    if faces is None:
        calendar = _calendar(context)
        faces = [face(c, today(), calendar) for c in Clock.objects.open_for(record)]
    user = getattr(context.get("request"), "user", None)
    table, key = subjects.reference(record)
    may = bool(faces and user) and access.may_change(user, table, key)
    keeper = access.keeper_of(table)
    return {"faces": faces, "may_change": may, "can_pause": keeper and keeper.can_pause}


def _calendar(context) -> WorkCalendar:
    """The calendar of this page, read once."""
    keeper = context.get("request") or context
    if isinstance(keeper, template.Context):
        if _KEPT not in keeper.render_context:
            keeper.render_context[_KEPT] = current_calendar()
        return keeper.render_context[_KEPT]
    if not hasattr(keeper, _KEPT):
        setattr(keeper, _KEPT, current_calendar())
    return getattr(keeper, _KEPT)
