"""``{% history record %}``: the history panel of a record page."""

from typing import Any

from django import template
from django.db import models

from ipcontact.audit.history import history_of

register = template.Library()


@register.inclusion_tag("audit/history.html")
def history(record: models.Model, *related: Any) -> dict[str, Any]:
    """The last 20 changes of a record as sentences.

    Args:
        record: the record.
        related: rows that belong to it, one by one or as querysets: ``{% history unit names %}``.
    """
    sentences, has_older = history_of(record, related)
    return {"sentences": sentences, "has_older": has_older}
