"""What the parts above know of a unit: they follow when somebody else is its first contact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ipcontact.ui.registry import Registry


@dataclass(frozen=True, kw_only=True)
class ContactFollower:
    """What follows when a unit is reached by another person or number: `follow(unit, by=person)`.

    Called inside the act that changes it, when the new contact counts: links in the hands of the
    former one are made useless, what still waits for an answer goes to the new one.
    """

    follow: Callable[..., None]
    order: int = 50


contact_followers = Registry(ContactFollower)
