"""Which conditions are in force."""

from datetime import date

from django.db.models import Q

from registry.criteria.models import Criterion, SchemeVersion


def scheme_on(day: date) -> SchemeVersion | None:
    """The version of the plan in force on a day; the latest when several are."""
    return (
        SchemeVersion.objects.filter(effective_from__lte=day)
        .filter(Q(effective_until__isnull=True) | Q(effective_until__gte=day))
        .first()
    )


def criteria_on(day: date) -> list[Criterion]:
    """The conditions in force on a day, in the order of the plan."""
    scheme = scheme_on(day)
    return list(scheme.criteria.all()) if scheme else []
