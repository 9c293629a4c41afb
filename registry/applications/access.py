"""As whom a person acts on an application, and whether an applicant may touch it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from ipcontact.accounts.models import User
from ipcontact.accounts.rights import agency_scope, can
from ipcontact.accounts.roles import Role
from registry.applications.choices import Actor, ApplicationState
from registry.applications.models import Application
from registry.applications.querysets import sees_all_applications

# Until the unit has confirmed it, a file is also in the hands of the agency that drafted it.
_UNCONFIRMED = (ApplicationState.DRAFT, ApplicationState.AWAITING_UNIT)

NOT_YOURS = "这件申报不是您填报的。请用申报编号和查询码打开，或登录填报时的账号。"


def actors_of(user: User, application: Application) -> frozenset[Actor]:
    """As whom this signed-in person may act on this application.

    An agency acts on what it answers for; a 协同 one only sees the file.
    """
    found = set()
    if is_own(application, by=user):
        found.add(Actor.UNIT)
    in_charge = {application.agency_id}
    if application.state in _UNCONFIRMED:
        in_charge.add(application.drafted_by_agency_id)
    if can(user, "applications.view") and not in_charge.isdisjoint(agency_scope(user)):
        if can(user, "applications.check"):
            found.add(Actor.CLERK)
        if can(user, "recommendations.sign"):
            found.add(Actor.HEAD)
    if can(user, "applications.handle") and sees_all_applications(user):
        found.add(Actor.HANDLER)
    if can(user, "batches.decide") and sees_all_applications(user):
        found.add(Actor.DECIDER)
    return frozenset(found)


def is_own(application: Application, *, by: User | None, grant: str = "") -> bool:
    """Whether this is the applicant: the account that fills it in or acts for the unit, or a
    person without account whose browser was given the key (`grant`). What an agency drafts is the
    unit's only once it is signed."""
    if grant and grant == str(application.key):
        return True
    if by is None or not by.is_authenticated or not by.is_active:
        return False
    if application.owner_id == by.pk:
        return True
    if application.unit_id is None or application.is_rival or not can(by, "applications.own"):
        return False
    if application.state == ApplicationState.DRAFT and application.drafted_by_agency_id is not None:
        return False
    return application.unit.accounts.filter(user=by).exists()


def has_filed(application: Application, user: User) -> bool:
    """Whether this person filled the file in, drafted it, or handed in one of its versions."""
    if user.pk in (application.owner_id, application.entered_by_id):
        return True
    return application.submissions.filter(submitted_by=user).exists()


def colleagues(user: User) -> QuerySet:
    """Whom this person may hand files to: handlers of the bureau, clerks of the own agency."""
    may = Q(pk__in=())
    if can(user, "applications.handle"):
        may |= Q(roles__contains=[Role.HANDLER])
    if can(user, "applications.check") or can(user, "recommendations.sign"):
        may |= Q(agency=user.agency_id, roles__contains=[Role.AGENCY_CLERK])
    people = User.objects.filter(may, is_active=True)
    return people.select_related("agency").order_by("agency__code", "name", "pk")


def require_own(application: Application, *, by: User | None, grant: str = "") -> None:
    """Let the applicant pass, or raise PermissionDenied with a reason in Chinese."""
    if not is_own(application, by=by, grant=grant):
        raise PermissionDenied(NOT_YOURS)


def require_actor(application: Application, actor: Actor, *, by: User) -> None:
    """Let a person of the staff pass who may act so on this application."""
    if actor not in actors_of(by, application):
        raise PermissionDenied(f"这一步须由{actor.label}办理。")
