"""What people have had to do with applications: who must not judge them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from registry.applications.models import Application, Submission
from registry.applications.rules import named_as
from registry.recommendations.choices import RecommendationState
from registry.recommendations.models import Recommendation
from registry.units.models import UnitAccount

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

Pair = tuple[int, int]  # keys of an application and a person


def own_part(person: User, applications: Iterable[Application]) -> str:
    """Why a person must not judge between these files, in words; empty when they may.

    Nobody settles what they filed, recommended or are named in (promise 8).
    """
    rows = list(applications)
    handed_in, vouched = filers(rows, [person]), recommenders(rows, [person])
    accounts = account_holders(rows, [person])
    for row in rows:
        pair = (row.pk, person.pk)
        named = named_as(
            row.persons, name=person.name, mobile=person.mobile or "", email=person.email
        )
        if pair in handed_in or person.pk in (row.owner_id, row.entered_by_id):
            return f"{row.application_no} 由您填报、录入或提交"
        if pair in vouched:
            return f"{row.application_no} 由您拟稿或签发推荐意见"
        if named:
            return f"{row.application_no} 材料中的{named}与您同名或是您本人"
        if (row.unit_id, person.pk) in accounts:
            return f"您是{row.unit_name}的单位账号使用人"
    return ""


def filers(rows: Iterable[Application], staff: Iterable[User]) -> set[Pair]:
    """Who handed a file in."""
    handed_in = Submission.objects.filter(application__in=rows, submitted_by__in=staff)
    return set(handed_in.values_list("application_id", "submitted_by_id"))


def recommenders(rows: Iterable[Application], staff: Iterable[User]) -> set[Pair]:
    """Who drafted or signed a recommendation that stands."""
    standing = Recommendation.objects.filter(application__in=rows).exclude(
        state=RecommendationState.REVOKED
    )
    keys = {person.pk for person in staff}
    return {
        (application, person)
        for application, *pair in standing.values_list(
            "application_id", "drafted_by_id", "signed_by_id"
        )
        for person in pair
        if person in keys
    }


def account_holders(rows: Iterable[Application], staff: Iterable[User]) -> set[Pair]:
    """Whose account acts for the unit, as pairs of unit and person."""
    units = {row.unit_id for row in rows if row.unit_id}
    accounts = UnitAccount.objects.filter(unit__in=units, user__in=staff)
    return set(accounts.values_list("unit_id", "user_id"))
