"""What the public roster can be asked: a day, conditions, an order, a page; nothing else counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import django_filters
from django.db.models import F, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict

from ipcontact.ui.filters import Chip, FilterSet, clean_query
from ipcontact.ui.paging import Count, bounded_count
from ipcontact.workdays.clock import today as clock_today
from registry.roster.as_of import AskedDay, entries_on, listed_since, read_day
from registry.roster.models import EntryQuerySet, RosterEdition
from registry.roster.offers import SELECTS, Choices, Select
from registry.units.choices import UnitKind
from registry.units.models import Unit

FILTERS = ("q", "kind", "criterion", "area", "year", "edition", "agency")
KNOWN = (*FILTERS, "as_of", "sort", "page", "per")
ORDERS = {
    "": ("position",),
    "name": ("unit__pinyin", "unit_id"),
    "-name": ("-unit__pinyin", "-unit_id"),
    "listed": ("listed_since", "unit_id"),
    "-listed": ("-listed_since", "-unit_id"),
}


class RosterFilter(FilterSet):
    """Conditions on the roster; choices are given with the request, so that they are read once."""

    primary = ("q", "kind", "criterion", "area")

    q = django_filters.CharFilter(label="查找", method="search")
    kind = django_filters.ChoiceFilter(
        label="单位类型", field_name="unit_kind", choices=UnitKind.choices
    )
    criterion = django_filters.ChoiceFilter(label="入库条款", method="meeting", choices=())
    area = django_filters.ChoiceFilter(label="所属区域", method="located", choices=())
    year = django_filters.ChoiceFilter(label="列入年份", method="listed_in", choices=())
    edition = django_filters.ChoiceFilter(label="名录版次", method="printed_in", choices=())
    agency = django_filters.ChoiceFilter(label="推荐单位", field_name="recommended_by", choices=())

    def __init__(self, *args, choices: Choices, since: F | Subquery, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.since = choices, since
        for name, options in choices.options.items():
            self.filters[name].extra["choices"] = options

    def search(self, rows: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return rows.matching(value)

    def meeting(self, rows: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return rows.filter(criteria__contains=[value])

    def located(self, rows: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return rows.filter(region__in=self.known.region_ids(value))

    def listed_in(self, rows: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        year = int(value)
        period = (date(year, 1, 1), date(year, 12, 31))
        return rows.alias(listed_since=self.since).filter(listed_since__range=period)

    def printed_in(self, rows: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        """Units of the roster that a paper named, whichever paper is now in force for them."""
        edition = next(item for item in self.known.editions if item.number == value)
        return rows.filter(unit__in=edition.entries.order_by().values("unit"))


@dataclass
class Selection:
    """The roster as asked for: the same for the list, its figures and its exports."""

    asked: AskedDay
    filterset: RosterFilter
    sort: str
    params: QueryDict
    today: date
    notes: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, raw: QueryDict, *, today: date | None = None) -> Selection:
        """Read a query string; unknown parameters and unusable values are left out."""
        today = today or clock_today()
        typed = clean_query(raw)
        params = QueryDict(mutable=True)
        for name in KNOWN:
            if typed.get(name, "").strip():
                params[name] = typed[name].strip()
        editions = list(RosterEdition.objects.all())
        first = editions[-1].published_on if editions else None
        asked = read_day(params.get("as_of", ""), first=first, today=today)
        if asked.is_today:
            params.pop("as_of", None)
        else:
            params["as_of"] = asked.day.isoformat()
        sort = params.get("sort", "")
        if sort not in ORDERS:
            params.pop("sort", None)
            sort = ""
        filterset = RosterFilter(
            params,
            queryset=entries_on(asked.day, is_today=asked.is_today),
            choices=Choices.on(asked.day, today, editions),
            since=listed_since(asked.day, is_today=asked.is_today),
        )
        notes = [asked.note] if asked.note else []
        return cls(asked, filterset, sort, params, today, notes + filterset.mistakes)

    @property
    def choices(self) -> Choices:
        return self.filterset.known

    def everybody(self) -> EntryQuerySet:
        """The whole roster of the day."""
        return entries_on(self.asked.day, is_today=self.asked.is_today)

    def found(self) -> EntryQuerySet:
        """The rows that meet the conditions, to be counted."""
        return self.filterset.qs

    def count(self) -> Count:
        """How many rows meet the conditions.

        When names alone are looked for today, units are counted: every listed unit has one entry
        in force.
        """
        asked = {name: value for name, value in self.filterset.form.cleaned_data.items() if value}
        if self.asked.is_today and set(asked) == {"q"}:
            return bounded_count(Unit.objects.listed().matching(asked["q"]))
        return bounded_count(self.found())

    def rows(self, *, few: bool = False) -> EntryQuerySet:
        """The rows that meet the conditions, in the order asked for, with `listed_since`.

        Args: few: known to be at most some thousands. Where no index has both the conditions and
        the order, they are then found first and sorted after; otherwise the index that has the
        order is walked until a page is full.
        """
        dated = self.found().annotate(listed_since=self.filterset.since)
        first, *rest = ORDERS[self.sort]
        apart = bool(self.params.get("year")) or (self.sort and self.is_narrowed)
        if not (few and apart):
            return dated.order_by(first, *rest)
        plain = F(first.lstrip("-"))
        key = Coalesce(plain, plain)  # the same value, of which no index knows
        return dated.order_by(key.desc() if first.startswith("-") else key.asc(), *rest)

    @property
    def is_narrowed(self) -> bool:
        """Whether any condition beside the day is in use."""
        form = self.filterset.form
        form.is_valid()
        return any(form.cleaned_data.get(name) for name in FILTERS)

    def _selects(self, names: tuple[str, ...]) -> list[Select]:
        return [
            Select(name, label, everything, self.params.get(name, ""), self.choices.options[name])
            for name, (label, everything) in SELECTS.items()
            if name in names
        ]

    @property
    def primary_selects(self) -> list[Select]:
        return self._selects(("kind", "criterion", "area"))

    @property
    def more_selects(self) -> list[Select]:
        return self._selects(("year", "edition", "agency"))

    @property
    def is_more_used(self) -> bool:
        return any(self.params.get(name) for name in ("year", "edition", "agency", "as_of"))

    @property
    def today_url(self) -> str:
        """The same conditions on the roster of today."""
        return self.query(as_of=None, page=None)

    @property
    def plain_url(self) -> str:
        """The same day without conditions."""
        return self.query(page=None, **dict.fromkeys(FILTERS))

    @property
    def paper_url(self) -> str:
        """The same in the order of the papers."""
        return self.query(sort=None, page=None)

    def query(self, **changes: str | int | None) -> str:
        """The address of the same selection with some parameters changed; None takes one away."""
        params = self.params.copy()
        for name, value in changes.items():
            params.pop(name, None)
            if value not in (None, ""):
                params[name] = str(value)
        return f"?{params.urlencode()}"

    def chips(self) -> list[Chip]:
        """Conditions in use, the day first, each with the address that takes it away."""
        day = []
        if not self.asked.is_today:
            without = self.query(as_of=None, page=None)
            day = [Chip("截至", self.asked.day.isoformat(), without)]
        return [*day, *self.filterset.chips()]
