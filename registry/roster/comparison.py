"""Two days of the roster compared: who was added, who left, who changed the name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, F, OuterRef, Value

from registry.roster.models import EntryQuerySet, RosterEdition, RosterEntry
from registry.units.choices import UnitKind

CHUNK = 2_000


@dataclass(frozen=True)
class Side:
    """A day of the comparison, and the edition it stands for when one was chosen."""

    day: date
    edition: RosterEdition | None = None

    @property
    def label(self) -> str:
        written = self.day.isoformat()
        return f"{self.edition.name}（{written}）" if self.edition else written


@dataclass(frozen=True)
class Comparison:
    """What differs between the roster of two days. Every property is a queryset of entries."""

    start: Side
    end: Side

    @property
    def added(self) -> EntryQuerySet:
        """On the roster at the end, not at the start."""
        return self._only(self.end.day, self.start.day)

    @property
    def left(self) -> EntryQuerySet:
        """On the roster at the start, not at the end."""
        return self._only(self.start.day, self.end.day)

    @property
    def renamed(self) -> EntryQuerySet:
        """On both, under another name at the end: `old_name` and `new_name`."""
        start, end = self.start.day, self.end.day
        return RosterEntry.objects.on(end).renamed_between(start, end)

    @staticmethod
    def _only(day: date, other: date) -> EntryQuerySet:
        same_unit = RosterEntry.objects.on(other).order_by().filter(unit=OuterRef("unit"))
        return RosterEntry.objects.on(day).filter(~Exists(same_unit))


def between_editions(older: RosterEdition, newer: RosterEdition) -> Comparison:
    """Compare the roster as two editions left it.

    A batch adds to what earlier papers said, so the roster of the day is compared, not the paper.
    """
    return Comparison(Side(older.published_on, older), Side(newer.published_on, newer))


def changes(comparison: Comparison) -> Iterator[tuple[str, str, str, str, str]]:
    """Every change as (变化, name, old name, code, kind), added first."""
    kinds = dict(UnitKind.choices)
    nothing = Value("", output_field=CharField())
    parts = (
        ("新增", comparison.added.annotate(old_name=nothing, new_name=F("name"))),
        ("移出", comparison.left.annotate(old_name=nothing, new_name=F("name"))),
        ("更名", comparison.renamed),
    )
    for word, rows in parts:
        stored = rows.values_list("new_name", "old_name", "credit_code", "unit_kind")
        for name, old_name, code, kind in stored.iterator(chunk_size=CHUNK):
            yield word, name, old_name, code, kinds[kind]
