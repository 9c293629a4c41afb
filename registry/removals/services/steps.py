"""What every step of a removal has in common: lock, refuse what is settled, tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipcontact.acts.services import last_step_words
from ipcontact.acts.services.steps import locked
from ipcontact.notifications.services import tell, tell_all
from ipcontact.ui.errors import RuleViolation
from registry.removals.models import Removal
from registry.units.posts import contact_of

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    """The removal, locked and still in one of these states.

    Raises: RuleViolation `wrong_state`, saying who was faster.
    """
    removal = locked(removal)
    if removal.state not in states:
        who = last_step_words(removal)
        raise RuleViolation(
            "wrong_state", f"{who}这件现在是“{removal.get_state_display()}”，不能再办这一步。"
        )
    return removal


def store(removal: Removal, **values: Any) -> Removal:
    """Write values of a locked removal."""
    for name, value in values.items():
        setattr(removal, name, value)
    removal.version += 1
    removal.save(update_fields=[*values, "version"])
    return removal


def tell_staff(
    removal: Removal, people: Iterable[User], *, kind: str, title: str, body: str, by: User | None
) -> None:
    """Tell colleagues of it, but not whoever did it."""
    tell_all(
        [each for each in people if by is None or each.pk != by.pk],
        subject=removal,
        kind=kind,
        title=title[:80],
        body=body,
        url=removal.get_absolute_url(),
        by=by,
    )


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
