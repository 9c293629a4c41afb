"""What was told about a record, on that record's own page."""

from typing import Any

from django import template

from ipcontact.notifications.access import judged
from ipcontact.notifications.models import Message

register = template.Library()
MOST = 50


@register.inclusion_tag("notifications/about.html", takes_context=True)
def messages_about(context, record: Any) -> dict[str, Any]:
    """`{% load notifications %}{% messages_about record %}`: whom, what, when, on which ways.

    For pages of people who work on the record; nothing when nobody was told. A title links to
    the message where this person may open it. Four queries however many messages.
    Args: record: the stored record of the page.
    """
    user = context["request"].user
    told = Message.objects.about(record).select_related("user").prefetch_related("deliveries")
    found = list(told[:MOST])
    keys = [message.pk for message in found]
    if judged(user, record._meta.db_table, str(record.pk)):
        open_to = set(keys)
    else:
        mine = Message.objects.visible_to(user).filter(pk__in=keys)
        open_to = set(mine.values_list("pk", flat=True))
    return {"told": [(message, message.pk in open_to) for message in found]}
