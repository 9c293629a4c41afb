"""``{% acts record %}``: the steps of a record, what waits for a second person, taking back."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.db import models

from ipcontact.acts.choices import OfflineState
from ipcontact.acts.models import OfflineResult
from ipcontact.acts.services import acts_of, may_take_back
from ipcontact.acts.wording import line, way_words

register = template.Library()
SHOWN = 30


@register.inclusion_tag("acts/panel.html", takes_context=True)
def acts(context, record: models.Model, parts: Iterable[models.Model] = ()) -> dict[str, Any]:
    """The last 30 steps, the newest first; offline results that wait stand above.

    Args: parts: what belongs to the record and has steps of its own, which stand among these.
    For staff pages: reasons and papers are not shown to units.
    """
    user = context["request"].user
    rows = list(acts_of(record, *parts)[: SHOWN + 1])
    newest = next((act for act in rows if act.taken_back_at is None), None)
    until = ""
    if newest is not None and user.pk in (newest.acted_by_id, newest.entered_by_id):
        verdict = may_take_back(newest, user)
        until = verdict.until if verdict.is_allowed else ""
    pending = OfflineResult.objects.of(record).filter(state=OfflineState.PENDING)
    return {
        "lines": [line(act, until if act == newest else "") for act in rows[:SHOWN]],
        "has_older": len(rows) > SHOWN,
        "pending": [
            {"result": result, "way": way_words(result)}
            for result in pending.select_related("entered_by")
        ],
        "user": user,
    }
