"""Who may act on the recommendations of an agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from ipcontact.accounts.kinds import AgencyKind
from ipcontact.accounts.models import Agency
from ipcontact.accounts.models import User as Account
from ipcontact.accounts.rights import agency_scope, can, require
from ipcontact.accounts.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipcontact.accounts.models import User

DRAFT, SIGN, VIEW, SETTLE = (
    "recommendations.draft",
    "recommendations.sign",
    "recommendations.view",
    "applications.settle",
)
RECOMMENDERS = (AgencyKind.ZONE_BUREAU, AgencyKind.STATION, AgencyKind.IP_PROTECTION_CENTER)
NOT_YOURS = "这是{name}的推荐，只能由该机构的人员办理。"
NO_RECOMMENDER = "您所在的机构不是推荐单位。只有功能区局、监管所和保护中心可以推荐单位。"
NOT_RECOMMENDER = "{name}不是推荐单位。只有功能区局、监管所和保护中心可以推荐单位。"


def may(user: User, verb: str, agency: Agency | int | None) -> bool:
    """Whether this person may do it for this agency: the own one or one below it."""
    key = agency.pk if isinstance(agency, Agency) else agency
    return can(user, verb) and key in agency_scope(user)


def require_of(agency: Agency, verb: str, *, by: User | None) -> None:
    """Let a person of the agency pass; `by` None is the command line, which may.

    Raises: PermissionDenied.
    """
    if by is None:
        return
    require(by, verb)
    if agency.pk not in agency_scope(by):
        raise PermissionDenied(NOT_YOURS.format(name=agency.display_name))


def is_recommender(agency: Agency | None) -> bool:
    """Whether an agency recommends units at all (方案二(一)2)."""
    return agency is not None and agency.kind in RECOMMENDERS


def staff_of(agency: Agency | int | None, *roles: str) -> Iterable[User]:
    """People of an agency who are told of its recommendations; clerks and heads by default."""
    wanted = list(roles or (Role.AGENCY_CLERK, Role.AGENCY_HEAD))
    people = Account.objects.filter(is_active=True, agency=agency, roles__overlap=wanted)
    return people.order_by("pk")
