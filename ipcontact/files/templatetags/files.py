"""The attachments of a record as a list: `{% load files %}{% attachments record %}`."""

from typing import Any

from django import template
from django.db import models

from ipcontact.files.services import files_of

register = template.Library()


@register.inclusion_tag("files/list.html")
def attachments(record: models.Model, purpose: str = "") -> dict[str, Any]:
    """Files of a record, to download and, where a browser can, to look at. One query.

    The page has asked whether the reader sees the record; each file asks again.
    """
    return {"files": list(files_of(record, purpose or None))}


@register.inclusion_tag("files/one.html")
def attachment(file: Any) -> dict[str, Any]:
    """One file in the same form, for pages that have it at hand."""
    return {"file": file}
