"""What every step of a removal has in common: lock, refuse what is settled, tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipcontact.acts.services.records import open_in
from ipcontact.notifications.services import tell
from registry.removals.models import Removal
from registry.units.posts import contact_of

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

PROPOSE, REQUEST, CONFIRM, TELL, STATE, CANCEL, PAPERS = (
    "removal.propose",
    "removal.request",
    "removal.confirm",
    "removal.tell",
    "removal.state",
    "removal.cancel",
    "removal.papers",
)
EVIDENCE, STATEMENT = "removals.evidence", "removals.statement"
STATEMENT_LINK = "removal.statement"


def open_removal(removal: Removal, *states: str) -> Removal:
    """The removal, locked and still in one of these states. Raises: RuleViolation `wrong_state`."""
    return open_in(removal, *states, called="这件")


def tell_unit(
    removal: Removal, *, kind: str, title: str, body: str, by: User | None, link: str = ""
) -> int:
    """Tell the unit: its accounts, and its contact (with a link, where one is given).

    Returns: how many were told.
    """
    unit = removal.unit
    accounts = [each.user for each in unit.accounts.select_related("user")]
    contact = contact_of(unit)
    for user in accounts:
        tell(
            user=user,
            subject=removal,
            kind=kind,
            title=title[:80],
            body=body,
            url=removal.get_absolute_url(),
            by=by,
        )
    if contact is not None:
        tell(
            person=contact,
            subject=removal,
            kind=kind,
            title=title[:80],
            body=body,
            link=link,
            by=by,
        )
    return len(accounts) + (contact is not None)
