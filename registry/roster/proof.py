"""Proof that a unit was, or was not, on the roster on a day, and how that is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from registry.roster.models import Listing, RosterEntry
from registry.units.models import Unit


@dataclass(frozen=True)
class Proof:
    """The answer for one unit and one day.

    `entry` is the line of the paper in force that day, `listing` the membership around it; both
    are None when the unit was not on the roster. `others` are all its periods, earliest first.
    """

    unit: Unit
    day: date
    entry: RosterEntry | None
    listing: Listing | None
    others: tuple[Listing, ...]

    @property
    def is_listed(self) -> bool:
        return self.listing is not None

    @property
    def last_exit(self) -> Listing | None:
        """The membership that had ended before the day."""
        ended = [
            item for item in self.others if item.period.upper and item.period.upper <= self.day
        ]
        return ended[-1] if ended else None

    @property
    def next_entry(self) -> Listing | None:
        """The membership that began after the day."""
        return next((item for item in self.others if item.period.lower > self.day), None)


def periods_of(unit: Unit) -> list[Listing]:
    """Memberships of a unit, earliest first, with the editions that began and ended them."""
    rows = Listing.objects.filter(unit=unit).select_related("entry_edition", "exit_edition")
    return sorted(rows, key=lambda item: item.period.lower)


def prove(unit: Unit, day: date) -> Proof:
    """Look up a day in what was published and decided."""
    periods = periods_of(unit)
    listing = next((item for item in periods if day in item.period), None)
    entry = None
    if listing is not None:
        entry = RosterEntry.objects.on(day).filter(unit=unit).select_related("edition").first()
    return Proof(unit, day, entry, listing, tuple(periods))
