"""Which units a person may see, and how they are searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from ipcontact.accounts.rights import agency_scope, can, sees_whole_register
from ipcontact.text.search import text_contains
from registry.units.choices import MembershipState
from registry.units.rules import SearchKind, read_search

if TYPE_CHECKING:
    from ipcontact.accounts.models import User


class UnitQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> UnitQuerySet:
        """Units this person may open: the bureau all, an agency its own, a unit itself."""
        if not user.is_authenticated:
            return self.none()
        if can(user, "units.view"):
            if sees_whole_register(user):
                return self
            scope = agency_scope(user)
            return self.filter(Q(lead_agency__in=scope) | Q(co_agency__in=scope))
        return self.filter(accounts__user=user)

    def listed(self) -> UnitQuerySet:
        """Units on the roster today (拟移出 stays listed until decided)."""
        return self.filter(
            membership_state__in=[
                MembershipState.LISTED,
                MembershipState.SUSPENDED,
                MembershipState.REMOVAL_PROPOSED,
            ]
        )

    def matching(self, term: str) -> UnitQuerySet:
        """Units whose present or former name, pinyin initials, code or number match `term`.

        Args: term: what a person typed; empty means no restriction.
        """
        search = read_search(term)
        if search.kind is SearchKind.NOTHING:
            return self
        if search.kind is SearchKind.CODE:
            return self.filter(credit_code__startswith=search.value)
        if search.kind is SearchKind.NUMBER:
            return self.filter(public_no=search.value)
        return self.filter(text_contains("search_text", search.value))
