"""Records about which a free letter (函) may be written; the parts register theirs in `ready()`.

register(Recipient(name="units", find=visible_unit, addressee=lambda unit: unit.name))

Their page then links to `{% url 'documents:new' 'units' unit.public_no %}`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """One kind of record.

    Attributes:
        name: its word in addresses.
        find: (user, public number) -> the record if this person sees it, else None.
        addressee: whom a letter about it addresses, as long as nobody writes otherwise.
    """

    name: str
    find: Callable[[Any, str], models.Model | None]
    addressee: Callable[[Any], str]


_recipients: dict[str, Recipient] = {}


def register(recipient: Recipient) -> Recipient:
    """Say what a word in addresses means; once per word."""
    if _recipients.setdefault(recipient.name, recipient) != recipient:
        raise ValueError(f"{recipient.name} is registered already")
    return recipient


def recipient(name: str) -> Recipient | None:
    """What stands behind a word; None for one that nobody registered."""
    return _recipients.get(name)
