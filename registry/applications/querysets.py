"""Which applications a person may see, and the queues of each step."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from ipcontact.accounts.kinds import AgencyKind
from ipcontact.accounts.rights import agency_scope, can
from registry.applications.choices import OPEN, ApplicationState

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

_BUREAU = (AgencyKind.BUREAU, AgencyKind.IP_OFFICE)
# Steps that wait for the bureau, and for the recommending agency.
BUREAU_STEPS = (
    ApplicationState.BUREAU_REVIEW,
    ApplicationState.INSPECTION,
    ApplicationState.READY,
)
AGENCY_STEPS = (ApplicationState.AGENCY_REVIEW,)


def sees_all_applications(user: User) -> bool:
    """Staff of the bureau and its divisions, who handle the applications of the whole district."""
    if not can(user, "applications.view") or user.agency_id is None:
        return False
    agency = user.agency
    if agency.kind == AgencyKind.DIVISION and agency.parent_id:
        agency = agency.parent
    return agency.kind in _BUREAU


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> ApplicationQuerySet:
        """Applications this person may open.

        The bureau: everything submitted. An agency: what it, or an agency below it, answers for
        or recommends, and its own drafts. People of units: what they fill in themselves, and
        files of their unit but for those of somebody who only claims to speak for it.
        """
        if not user.is_authenticated:
            return self.none()
        if can(user, "applications.view"):
            scope = agency_scope(user)
            own_drafts = Q(state=ApplicationState.DRAFT, drafted_by_agency__in=scope)
            if sees_all_applications(user):
                return self.filter(~Q(state=ApplicationState.DRAFT) | own_drafts)
            submitted = (
                Q(agency__in=scope) | Q(co_agency__in=scope) | Q(drafted_by_agency__in=scope)
            )
            return self.filter(submitted & ~Q(state=ApplicationState.DRAFT) | own_drafts)
        mine = Q(owner=user) | Q(unit__accounts__user=user, is_rival=False)
        return self.filter(mine).distinct()

    def granted(self, keys: Collection[str]) -> ApplicationQuerySet:
        """Applications whose keys this browser was given (started here, or opened by code)."""
        return self.filter(key__in=keys)

    def open(self) -> ApplicationQuerySet:
        """Neither drafts nor final."""
        return self.filter(state__in=OPEN)

    def submitted(self) -> ApplicationQuerySet:
        """Everything but drafts."""
        return self.exclude(state=ApplicationState.DRAFT)

    def unsubmitted(self) -> ApplicationQuerySet:
        """Drafts of units in a round, to be rung before it closes; discarded ones are not."""
        return self.filter(state=ApplicationState.DRAFT, drafted_by_agency=None)

    def waiting_for_agency(self) -> ApplicationQuerySet:
        """Waiting for the first review, those that waited longest first."""
        return self.filter(state__in=AGENCY_STEPS).order_by("state_since", "pk")

    def waiting_for_bureau(self) -> ApplicationQuerySet:
        """Waiting for the bureau, those that waited longest first."""
        return self.filter(state__in=BUREAU_STEPS).order_by("state_since", "pk")
