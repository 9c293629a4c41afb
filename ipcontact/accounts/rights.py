"""May this person do that, and to which records: the one place that answers."""

from django.core.exceptions import PermissionDenied

from ipcontact.accounts.capabilities import allowed, capability
from ipcontact.accounts.models import Agency
from ipcontact.accounts.roles import role_labels

_AT_BUREAU = {Agency.Kind.BUREAU, Agency.Kind.IP_OFFICE}
_DISTRICT_WIDE = {
    Agency.Kind.BUREAU,
    Agency.Kind.IP_OFFICE,
    Agency.Kind.ENFORCEMENT_BRIGADE,
    Agency.Kind.IP_PROTECTION_CENTER,
    Agency.Kind.OVERSEAS_GUIDANCE_BRANCH,
}


def can(user, verb: str) -> bool:
    """Whether this person may do it at all (which records: `agency_scope`).

    Args:
        user: a `User` or Django's anonymous user.
        verb: a verb of the capability table (KeyError when there is none).
    """
    if not user.is_authenticated or not user.is_active:
        capability(verb)
        return False
    return allowed(user.roles, verb)


def require(user, verb: str) -> None:
    """Let pass or raise `PermissionDenied` with a reason in Chinese."""
    if not can(user, verb):
        raise PermissionDenied(refusal(user, verb))


def refusal(user, verb: str) -> str:
    """Why it is refused and who may do it.

    Args:
        user: the person refused.
        verb: a verb of the capability table.
    """
    entry = capability(verb)
    held = role_labels(getattr(user, "roles", ())) or "无"
    return f"“{entry.label}”需要以下角色之一：{entry.holders}。您现有的角色：{held}。"


def sees_whole_register(user) -> bool:
    """Whether the register is open to this person beyond the own agency.

    True for register staff of the bureau, its divisions and brigade, and of the protection centre.
    """
    return can(user, "units.view") and _kind_of_office(user) in _DISTRICT_WIDE


def is_at_bureau(user) -> bool:
    """Whether this person works at the bureau itself or in one of its divisions."""
    return _kind_of_office(user) in _AT_BUREAU


def is_bureau(agency: Agency) -> bool:
    """Whether an agency is the bureau itself or one of its divisions."""
    return _kind_of(agency) in _AT_BUREAU


def _kind_of_office(user) -> str:
    """Kind of the agency a person works for; of a division that of the body it belongs to."""
    if not user.is_authenticated or user.agency_id is None:
        return ""
    return _kind_of(user.agency)


def _kind_of(agency: Agency) -> str:
    if agency.kind == Agency.Kind.DIVISION and agency.parent_id:
        agency = agency.parent
    return agency.kind


def agency_scope(user) -> frozenset[int]:
    """Keys of the own agency and everything below it; empty for a person without agency.

    A page asks for them at every table it shows. They are read once and stay with this instance
    of the user, which every request and every job loads anew: nothing outlives either.
    """
    if not user.is_authenticated or user.agency_id is None:
        return frozenset()
    read_for, scope = getattr(user, "read_scope", (None, frozenset()))
    if read_for != user.agency_id:
        scope = frozenset(Agency.objects.subtree_ids(user.agency_id))
        user.read_scope = (user.agency_id, scope)
    return scope
