"""What the parts above know of a decided list: they follow when a decision is annulled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ipcontact.ui.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Annulled:
    """What follows when the inclusion of one unit is annulled:
    `follow(batch, application, by=person, today=day)`.

    Called while the batch is locked and before its application is, so that a part locks its own
    records between the two, as it does when it publishes.
    """

    follow: Callable[..., None]
    order: int = 50


annulments = Registry(Annulled)
