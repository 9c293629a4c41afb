"""Who may hand in proofs, check them, import the list of the protection centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from ipcontact.accounts.kinds import AgencyKind
from ipcontact.accounts.rights import can, require
from ipcontact.accounts.roles import Role
from registry.criteria.models import Evidence

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

NOT_THE_CENTER = "保护中心备案名单由保护中心的经办或区局经办导入。请把名单交给他们。"


def may_import_center_list(user: User) -> bool:
    """Clerks of the protection centre, and handlers of the bureau."""
    if not can(user, "criteria.center_import"):
        return False
    if Role.HANDLER in user.roles:
        return True
    return user.agency_id is not None and user.agency.kind == AgencyKind.IP_PROTECTION_CENTER


def require_center(user: User) -> None:
    """Let them pass, or raise PermissionDenied with a reason in Chinese."""
    require(user, "criteria.center_import")
    if not may_import_center_list(user):
        raise PermissionDenied(NOT_THE_CENTER)


def reads_evidence(user: User, key: str) -> bool:
    """Whether this person may read the files of a proof, also of one that was replaced."""
    return key.isdecimal() and Evidence.objects.visible_to(user).filter(pk=key).exists()


def checks_evidence(user: User, key: str) -> bool:
    """Whether this person works on a proof, and may hand over what is told about it."""
    return can(user, "criteria.check") and reads_evidence(user, key)
