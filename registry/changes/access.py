"""Who may propose and check changes of a unit, and who hears of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from ipcontact.accounts.models import Agency
from ipcontact.accounts.models import User as Account
from ipcontact.accounts.rights import can, refusal, require
from ipcontact.accounts.roles import Role
from registry.changes.models import UnitChange
from registry.units.models import Unit

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

VIEW, PROPOSE, CHECK, REBIND, COMPARE = (
    "changes.view",
    "changes.propose",
    "changes.check",
    "changes.rebind",
    "changes.compare",
)


def require_unit(unit: Unit, verb: str, *, by: User) -> Unit:
    """The unit as this person sees it. Raises: PermissionDenied."""
    require(by, verb)
    found = Unit.objects.visible_to(by).filter(pk=unit.pk).first()
    if found is None:
        raise PermissionDenied(refusal(by, verb))
    return found


def speaks_for(user: User, unit: Unit) -> bool:
    """Whether this person acts for the unit itself."""
    return Role.UNIT_USER in user.roles and unit.accounts.filter(user=user).exists()


def may_withdraw(change: UnitChange, user: User) -> bool:
    """Whoever proposed it, the unit itself, and those who check."""
    if not change.is_open or not user.is_authenticated:
        return False
    own = change.proposed_by_id == user.pk or speaks_for(user, change.unit)
    return own or can(user, CHECK)


def staff_of(*agencies: Agency | None) -> list[User]:
    """Clerks and 责任联系人 of the agencies that care for a unit; each person once."""
    keys = {agency.pk for agency in agencies if agency is not None}
    if not keys:
        return []
    roles = [Role.AGENCY_CLERK, Role.LIAISON_OFFICER]
    people = Account.objects.filter(is_active=True, agency__in=keys, roles__overlap=roles)
    return list(people.order_by("pk"))


def handlers_of_bureau() -> list[User]:
    """Those who check: 区局经办."""
    people = Account.objects.filter(is_active=True, roles__contains=[Role.HANDLER])
    return list(people.order_by("pk"))
