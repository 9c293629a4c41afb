"""What every step of a change has in common: lock, refuse what is settled, write it down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipcontact.acts.services.records import open_in
from ipcontact.notifications.services import tell_all
from registry.changes.models import UnitChange
from registry.units.posts import contact_of

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

PROPOSE, ACCEPT, REJECT, WITHDRAW, EFFECT, CONTACT = (
    "change.propose",
    "change.accept",
    "change.reject",
    "change.withdraw",
    "change.effect",
    "change.contact",
)
EVIDENCE = "changes.evidence"


def open_change(change: UnitChange, *states: str) -> UnitChange:
    """The change, locked and still in one of these states. Raises: RuleViolation `wrong_state`."""
    return open_in(change, *states, called="这件变更")


def tell_unit(change: UnitChange, *, kind: str, title: str, body: str, by: User | None) -> None:
    """Tell the unit: its accounts, else the contact who is named."""
    accounts = [each.user for each in change.unit.accounts.select_related("user")]
    contact = contact_of(change.unit)
    recipients = [each for each in accounts if by is None or each.pk != by.pk]
    if not accounts and contact is not None:
        recipients = [contact]
    tell_all(recipients, subject=change, kind=kind, title=title[:80], body=body, by=by)
