"""What every step of a change has in common: lock, refuse what is settled, write it down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipcontact.acts.services import last_step_words
from ipcontact.acts.services.steps import locked
from ipcontact.notifications.services import tell_all
from ipcontact.ui.errors import RuleViolation
from registry.changes.models import UnitChange
from registry.units.posts import contact_of

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    """The change, locked and still in one of these states.

    Raises: RuleViolation `wrong_state`, saying who was faster.
    """
    change = locked(change)
    if change.state not in states:
        who = last_step_words(change)
        raise RuleViolation(
            "wrong_state", f"{who}这件变更现在是“{change.get_state_display()}”，不能再办这一步。"
        )
    return change


def store(change: UnitChange, **values: Any) -> UnitChange:
    """Write values of a locked change."""
    for name, value in values.items():
        setattr(change, name, value)
    change.version += 1
    change.save(update_fields=[*values, "version"])
    return change


def tell_staff(
    change: UnitChange, people: Iterable[User], *, kind: str, title: str, body: str, by: User | None
) -> None:
    """Tell colleagues of it, but not whoever did it."""
    tell_all(
        [each for each in people if by is None or each.pk != by.pk],
        subject=change,
        kind=kind,
        title=title[:80],
        body=body,
        url=change.get_absolute_url(),
        by=by,
    )


def tell_unit(change: UnitChange, *, kind: str, title: str, body: str, by: User | None) -> None:
    """Tell the unit: its accounts, else the contact who is named."""
    accounts = [each.user for each in change.unit.accounts.select_related("user")]
    contact = contact_of(change.unit)
    recipients = [each for each in accounts if by is None or each.pk != by.pk]
    if not accounts and contact is not None:
        recipients = [contact]
    tell_all(recipients, subject=change, kind=kind, title=title[:80], body=body, by=by)
