"""Who may propose, hear and decide a removal, and who hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from ipcontact.accounts.models import User as Account
from ipcontact.accounts.rights import can, refusal, require
from ipcontact.accounts.roles import Role
from ipcontact.clocks.models import Clock
from registry.changes.access import speaks_for
from registry.removals.models import Removal
from registry.units.models import Unit

if TYPE_CHECKING:
    from datetime import date

    from ipcontact.accounts.models import User

VIEW, PROPOSE, SPEAK, HANDLE, DECIDE = (
    "removals.view",
    "removals.propose",
    "removals.speak",
    "removals.handle",
    "removals.decide",
)
CODE = "removal.decide"  # the kind of step that can be delegated and entered offline


def require_unit(unit: Unit, verb: str, *, by: User) -> Unit:
    """The unit as this person sees it. Raises: PermissionDenied."""
    require(by, verb)
    found = Unit.objects.visible_to(by).filter(pk=unit.pk).first()
    if found is None:
        raise PermissionDenied(refusal(by, verb))
    return found


def is_unit_itself(user: User, unit: Unit) -> bool:
    """Whether this person speaks for the unit with an account."""
    return speaks_for(user, unit)


def leaders() -> list[User]:
    """Those who decide."""
    people = Account.objects.filter(is_active=True, roles__contains=[Role.DECIDER])
    return list(people.order_by("pk"))


def handlers() -> list[User]:
    """区局经办, who tell the unit and draw up the papers."""
    people = Account.objects.filter(is_active=True, roles__contains=[Role.HANDLER])
    return list(people.order_by("pk"))


def hearing_ends(removal: Removal) -> date | None:
    """Last day on which the unit can speak; None when nothing runs."""
    clock = Clock.objects.open_for(removal).first()
    return clock.due_on if clock else None


def may_cancel(removal: Removal, user: User) -> bool:
    """Whoever proposed it, and the handlers; a request also the unit itself."""
    if not removal.is_open or not user.is_authenticated:
        return False
    own = removal.proposed_by_id == user.pk or can(user, HANDLE)
    return own or (removal.is_own_wish and speaks_for(user, removal.unit))


def may_change_limit(user: User, key: str) -> bool:
    """Who tells the unit until when it can speak also gives it more time."""
    return can(user, HANDLE) and Removal.objects.visible_to(user).filter(pk=key).exists()
