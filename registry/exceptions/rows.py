"""Exceptions of every kind as one list: filtered in each source, joined and counted in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from ipcontact.accounts.models import Agency, User
from ipcontact.audit.models import AccessEvent
from ipcontact.clocks import subjects
from ipcontact.ui.paging import COUNT_LIMIT, Count
from ipcontact.ui.registry import EXCEPTION_COLUMNS, Control, ExceptionKind, exception_kinds

CHUNK = 1_000
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9000, 1, 1)  # beyond, clocks overflow


@dataclass(frozen=True)
class Line:
    """One exception as a reader meets it."""

    kind: str
    label: str
    at: datetime
    person_id: int | None
    person: str
    table: str
    key: str
    words: str
    subject: str = ""

    def get_absolute_url(self) -> str:
        """The record it happened on; of an access, the access."""
        if self.table == AccessEvent._meta.db_table:
            return reverse("audit:access", args=[self.key])
        return reverse("exceptions:record", args=[self.table, self.key])


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to.

    Attributes:
        kinds: codes; empty for all.
        agency: the people of this agency and of those below it.
        person: part of a name.
        since, until: days, both included.
        text: part of what happened or of the reason.
        about: records (table, key) the exceptions are of, with `named`: words that name the unit,
            by which accesses are found.
    """

    kinds: tuple[str, ...] = ()
    agency: Agency | None = None
    person: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""
    about: Collection[subjects.Reference] | None = None
    named: tuple[str, ...] = ()

    def narrowed(self, rows: QuerySet) -> QuerySet:
        """Rows of one source that answer to this."""
        if self.agency is not None:
            people = User.objects.filter(agency__in=Agency.objects.subtree_ids(self.agency.pk))
            rows = rows.filter(x_person_id__in=people.values("pk"))
        if self.person:
            rows = rows.filter(x_person__icontains=self.person)
        if self.since:
            rows = rows.filter(x_at__gte=_midnight(max(self.since, FIRST_DAY)))
        if self.until:
            last = min(self.until, LAST_DAY) + timedelta(days=1)
            rows = rows.filter(x_at__lt=_midnight(last))
        if self.text:
            rows = rows.filter(x_words__icontains=self.text)
        return rows if self.about is None else rows.filter(self._about())

    def _about(self) -> Q:
        keys: dict[str, list[str]] = {}
        for table, key in self.about or ():
            keys.setdefault(table, []).append(key)
        condition = Q(pk__in=())
        for table, wanted in keys.items():
            condition |= Q(x_table=table, x_key__in=wanted)
        for name in self.named:
            condition |= Q(x_table=AccessEvent._meta.db_table, x_words__contains=name)
        return condition


class Exceptions:
    """The rows that were asked for, newest first; sliced and counted without reading them all."""

    def __init__(self, asked: Asked) -> None:
        chosen = [k for k in exception_kinds if not asked.kinds or k.code in asked.kinds]
        self._labels = {kind.code: kind.label for kind in chosen}
        self._rows = _joined([_values(kind, asked) for kind in chosen])

    def count(self) -> Count:
        """How many, exact up to the limit of lists."""
        found = self._rows.order_by()[: COUNT_LIMIT + 1].count() if self._labels else 0
        return Count(min(found, COUNT_LIMIT), found <= COUNT_LIMIT)

    def page(self, start: int, stop: int) -> list[Line]:
        """Lines from one place to another, with the names of their records: a query per table."""
        if not self._labels:
            return []
        lines = [self._line(row) for row in self._rows[start:stop]]
        found = subjects.resolve_all((line.table, line.key) for line in lines)
        return [
            replace(line, subject=subjects.label(line.table, found.get((line.table, line.key))))
            for line in lines
        ]

    def __iter__(self) -> Iterator[Line]:
        start = 0
        while lines := self.page(start, start + CHUNK):
            yield from lines
            start += CHUNK

    def _line(self, row: tuple) -> Line:
        kind, at, person_id, person, table, key, words = row
        label = self._labels[kind]
        return Line(kind, label, at, person_id, person or "系统", table, key, words or "")


def rows_of(control: Control) -> list[Line]:
    """Where a control was broken; normally nothing."""
    rows = control.rows().order_by("x_at").values_list(*EXCEPTION_COLUMNS)[:CHUNK]
    return [Line(control.code, control.label, *row) for row in rows]


def _values(kind: ExceptionKind, asked: Asked) -> QuerySet:
    rows = asked.narrowed(kind.rows().order_by())
    return rows.annotate(x_kind=Value(kind.code, CharField())).values_list(
        "x_kind", *EXCEPTION_COLUMNS
    )


def _joined(parts: list[QuerySet]) -> Any:
    if not parts:
        return None
    first, *rest = parts
    rows = first.union(*rest, all=True) if rest else first
    return rows.order_by("-x_at", "x_kind", "x_table", "-x_key")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
