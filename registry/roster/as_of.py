"""The roster as of a day: which day was asked, and its entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, F, Func, OuterRef, Subquery

from ipcontact.text.rules import parse_date
from registry.roster.models import EntryQuerySet, Listing, RosterEntry


@dataclass(frozen=True)
class AskedDay:
    """The day the roster is wanted for; `note` says in Chinese what was not usable."""

    day: date
    is_today: bool
    note: str = ""


def read_day(raw: str, *, first: date | None, today: date) -> AskedDay:
    """Understand an asked day; what cannot be used gives today and says why.

    Args: raw: as typed; first: day of the first edition; today: the day it is.
    """
    if not raw.strip():
        return AskedDay(today, True)
    day = parse_date(raw)
    if day is None:
        note = f"看不懂日期“{raw[:30]}”，请写成 2021-12-31 这样。下面是今天的名录。"
        return AskedDay(today, True, note)
    if day > today:
        note = f"{day.isoformat()} 在今天之后，还没有那一天的名录。下面是今天的名录。"
        return AskedDay(today, True, note)
    if first is not None and day < first:
        note = (
            f"名录的第一个版次于 {first.isoformat()} 公布，"
            f"{day.isoformat()} 还没有名录，请换一个日期。"
        )
        return AskedDay(day, False, note)
    return AskedDay(day, day == today)


def entries_on(day: date, *, is_today: bool) -> EntryQuerySet:
    """The roster of a day. Today's needs no look at dates."""
    return RosterEntry.objects.current() if is_today else RosterEntry.objects.on(day)


def listed_since(day: date, *, is_today: bool) -> F | Subquery:
    """When the membership of that day began, as an expression on entries.

    It reaches beyond the entry: counts do without it.
    """
    if is_today:
        return F("unit__listed_on")
    lower = Func(F("period"), function="lower", output_field=DateField())
    begun = Listing.objects.filter(unit=OuterRef("unit"), period__contains=day).values(on=lower)
    return Subquery(begun[:1])
