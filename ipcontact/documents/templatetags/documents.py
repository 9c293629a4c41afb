"""``{% documents record %}``: the papers of a record; ``{% paper document %}``: one as it looks."""

from typing import Any

from django import template
from django.db import models
from django.utils.safestring import SafeString

from ipcontact.accounts.rights import can
from ipcontact.documents.letters import letter_view
from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.wording import TONES

register = template.Library()
SHOWN = 30


@register.inclusion_tag("documents/panel.html", takes_context=True)
def documents(context, record: models.Model) -> dict[str, Any]:
    """Papers of a record, the newest first, for those who may see papers; what else can be done
    stands on their own pages. The page of the record brings the button that draws one up."""
    user = context["request"].user
    if not can(user, "documents.view"):
        return {"is_shown": False}
    rows = list(OfficialDocument.objects.of(record).visible_to(user)[: SHOWN + 1])
    return {
        "is_shown": True,
        "rows": [{"document": row, "tone": TONES[row.state]} for row in rows[:SHOWN]],
        "has_older": len(rows) > SHOWN,
    }


@register.simple_tag
def paper(document: OfficialDocument) -> SafeString:
    """The document set as an official paper, from the HTML view of its kind."""
    return letter_view(document)
