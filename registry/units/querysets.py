"""Which units a person may see, and how they are searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from ipcontact.accounts.rights import agency_scope, can, sees_whole_register
from ipcontact.text.search import text_contains
from ipcontact.workdays.clock import today
from registry.units.choices import MembershipState, PersonRole, RegistrationState
from registry.units.rules import SearchKind, read_search

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

SAMPLE = 200  # newest units that show how common a term is


class UnitQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> UnitQuerySet:
        """Units this person may open: the bureau all, an agency its own, a unit itself."""
        if not user.is_authenticated:
            return self.none()
        if can(user, "units.view"):
            if sees_whole_register(user):
                return self.standing()
            scope = agency_scope(user)
            return self.standing().filter(Q(lead_agency__in=scope) | Q(co_agency__in=scope))
        return self.standing().filter(accounts__user=user)

    def standing(self) -> UnitQuerySet:
        """Without rows that turned out to be a second one of another unit."""
        return self.filter(duplicate_of__isnull=True)

    def after_merging(self, number: str) -> UnitQuerySet:
        """The one of these units into which the unit of a number was merged."""
        return self.filter(duplicates__public_no=number)

    def meant_by(self, **lookup) -> UnitQuerySet:
        """Units a lookup means: of duplicates, the ones they were merged into."""
        found = self.model.objects.filter(**lookup).order_by()
        return self.filter(pk__in=found.values(key=Coalesce("duplicate_of", "pk")))

    def known_by(self, **lookup) -> models.Model | None:
        """The unit a lookup means: of a duplicate, the one it was merged into."""
        found = self.select_related("duplicate_of").filter(**lookup).order_by("pk").first()
        return (found.duplicate_of or found) if found else None

    def listed(self) -> UnitQuerySet:
        """Units on the roster today (拟移出 stays listed until decided)."""
        return self.filter(
            membership_state__in=[
                MembershipState.LISTED,
                MembershipState.SUSPENDED,
                MembershipState.REMOVAL_PROPOSED,
            ]
        )

    def without_agency(self) -> UnitQuerySet:
        """Units nobody is responsible for."""
        return self.filter(lead_agency__isnull=True)

    def without_region(self) -> UnitQuerySet:
        """Units whose region is not known."""
        return self.filter(region__isnull=True)

    def without_contact(self) -> UnitQuerySet:
        """Members without a primary contact today."""
        contacts = self.model._meta.get_field("people").related_model.objects.filter(
            unit=OuterRef("pk"), role=PersonRole.PRIMARY_CONTACT, period__contains=today()
        )
        return self.listed().filter(~Exists(contacts))

    def listed_but_not_active(self) -> UnitQuerySet:
        """Members whose state in law is no longer 存续: for people to look at."""
        gone = [
            RegistrationState.REVOKED,
            RegistrationState.CANCELLED,
            RegistrationState.MOVED_OUT,
            RegistrationState.MERGED_INTO,
            RegistrationState.SPLIT,
            RegistrationState.BANKRUPT,
        ]
        return self.listed().filter(registration_state__in=gone)

    def matching(self, term: str) -> UnitQuerySet:
        """Units whose present or former name, pinyin initials, code or number match `term`.

        Args: term: what a person typed; empty means no restriction. For a text the newest units
        are asked first how common it is (one query).
        """
        search = read_search(term)
        if search.kind is SearchKind.NOTHING:
            return self
        if search.kind is SearchKind.CODE:
            return self._bearing({"credit_code__startswith": search.value})
        if search.kind is SearchKind.NUMBER:
            return self._bearing({"public_no": search.value})
        newest = self.model.objects.order_by("-pk").values_list("search_text", flat=True)
        return self.filter(text_contains("search_text", search.value, newest[:SAMPLE]))

    def _bearing(self, lookup: dict[str, str]) -> UnitQuerySet:
        """Units of a code or number, also of one that was merged into them (one query more)."""
        merged = self.model.objects.filter(duplicate_of__isnull=False, **lookup).order_by()
        found = list(merged.values_list("duplicate_of", flat=True)[:SAMPLE])
        return self.filter(Q(**lookup) | Q(pk__in=found)) if found else self.filter(**lookup)

    def lookalikes(self, limit: int = 50) -> list[list]:
        """Groups of units whose names have the same distinguishing part, largest first."""
        cores = (
            self.exclude(name_core="")
            .order_by()
            .values("name_core")
            .annotate(n=Count("pk"))
            .filter(n__gt=1)
            .order_by("-n", "name_core")
            .values_list("name_core", flat=True)[:limit]
        )
        groups: dict[str, list] = {core: [] for core in cores}
        for unit in self.filter(name_core__in=groups).order_by("pk"):
            groups[unit.name_core].append(unit)
        return list(groups.values())
