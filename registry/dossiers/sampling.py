"""A random sample that can be drawn again: same records, same seed, same order."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import CharField, F, QuerySet, TextField, Value
from django.db.models.functions import MD5, Cast, Concat
from django.utils import timezone

from registry.applications.models import Application
from registry.batches.models import BatchItem
from registry.roster.models import Listing

MOST = 100
POPULATIONS = {
    "listed": "在库单位",
    "applications": "已提交的申报",
    "decided": "已审定的申报",
}


@dataclass(frozen=True)
class Drawn:
    """One record of a sample: its own number and name, and the unit whose evidence it leads to."""

    number: str
    name: str
    public_no: str


@dataclass(frozen=True)
class Sample:
    """A sample and what it was drawn from."""

    population: str
    total: int
    rows: tuple[Drawn, ...]


def new_seed() -> str:
    """A seed nobody chose."""
    return f"{secrets.randbelow(10**8):08d}"


def draw(*, population: str, size: int, seed: str, until: date) -> Sample:
    """Draw records by the hash of seed and number, so that anybody can draw them again.

    Args: population: a key of `POPULATIONS`; size: how many; seed: up to 20 characters; until:
    last day of what counts (membership on it, submission, decision by it), which fixes what the
    sample is drawn from however many records come later.
    """
    rows = _rows(population, until)
    total = rows.count()
    hashed = MD5(Concat(Value(f"{seed}:"), "number", output_field=TextField()))
    drawn = rows.annotate(place=hashed).order_by("place", "number")[:size]
    found = drawn.values_list("number", "name", "public_no")
    return Sample(POPULATIONS[population], total, tuple(Drawn(*row) for row in found))


def _rows(population: str, until: date) -> QuerySet:
    if population == "listed":
        rows = Listing.objects.filter(period__contains=until)
        return rows.annotate(
            number=F("unit__public_no"), name=F("unit__name"), public_no=F("unit__public_no")
        )
    end = timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min))
    if population == "applications":
        rows = Application.objects.submitted().filter(submitted_at__lt=end, unit__isnull=False)
        return rows.annotate(
            number=Cast("application_no", CharField()),
            name=F("unit_name"),
            public_no=F("unit__public_no"),
        )
    rows = BatchItem.objects.exclude(decision="").filter(decided_at__lt=end)
    return rows.annotate(
        number=Concat("batch__number", Value("/"), "application__application_no"),
        name=F("application__unit_name"),
        public_no=F("application__unit__public_no"),
    )
