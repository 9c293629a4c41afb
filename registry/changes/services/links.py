"""The one-time link with which a unit tells a change; the unit is locked before its links."""

from __future__ import annotations

from ipcontact.notifications.models import OneTimeLink
from ipcontact.notifications.services import consume_link, peek_link
from registry.units.models import Unit

LINK = "unit.change"


def unit_of_link(token: str) -> tuple[Unit, OneTimeLink]:
    """The unit, locked, and the link, used up by it; inside an act.

    Raises: RuleViolation of the link (`link_…`).
    """
    known = peek_link(purpose=LINK, token=token)
    unit = lock_unit(known.subject_key)
    return unit, consume_link(purpose=LINK, token=token)


def lock_unit(key: int | str) -> Unit:
    """The unit, locked and as it is now: before its links, as whoever names another contact does
    (`units.posts`)."""
    return Unit.objects.select_for_update(of=("self",)).get(pk=key)
