"""Whose file a person may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipcontact.accounts.rights import can
from registry.units.models import Unit
from registry.units.querysets import UnitQuerySet

if TYPE_CHECKING:
    from ipcontact.accounts.models import User


def readable(user: User) -> UnitQuerySet:
    """Units whose file this person may read: the auditor's are all, everybody else's are those
    that they may open."""
    if user.is_authenticated and can(user, "audit.view"):
        return Unit.objects.standing()
    return Unit.objects.visible_to(user)
