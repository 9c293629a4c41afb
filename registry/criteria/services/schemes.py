"""Which conditions are in force."""

from datetime import date

from django.db import models
from django.db.models import Q

from registry.criteria.models import Criterion, SchemeVersion


def scheme_on(day: date) -> SchemeVersion | None:
    """The version of the plan in force on a day; the latest when several are."""
    return _in_force(day).first()


def criteria_on(day: date) -> list[Criterion]:
    """The conditions in force on a day, in the order of the plan. One query."""
    return list(Criterion.objects.filter(scheme__in=_in_force(day)[:1]).order_by("code"))


def _in_force(day: date) -> models.QuerySet[SchemeVersion]:
    begun = SchemeVersion.objects.filter(effective_from__lte=day)
    return begun.filter(Q(effective_until__isnull=True) | Q(effective_until__gte=day))
