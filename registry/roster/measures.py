"""Figures of the roster as of any day, and how each is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from ipcontact.ui import registry as ui
from ipcontact.workdays.clock import today
from registry.roster.models import EntryQuerySet, RosterEntry
from registry.units.choices import UnitKind


@dataclass(frozen=True)
class RosterMeasure:
    """A figure: its label, what it counts (every kind when `kind` is None), its rule in words.

    Targets are those of the plan for the end of 2021 (方案二(一)2).
    """

    key: str
    label: str
    rule: str
    kind: str | None = None
    target: int | None = None

    def on(self, day: date) -> int:
        """Its value on a day."""
        rows = _members(day)
        return (rows.filter(unit_kind=self.kind) if self.kind else rows).count()


def _members(day: date) -> EntryQuerySet:
    rows = RosterEntry.objects
    return (rows.current() if day >= today() else rows.on(day)).order_by()


_BY_ENTRY = "类型以当日有效的名录条目所载为准。"
MEASURES = (
    RosterMeasure(
        "roster.listed",
        "在库单位",
        "当日在名录中的单位家数：自列入之日起计，自移出之日起不计；一家单位只计一次。",
        target=100,
    ),
    RosterMeasure(
        "roster.platforms",
        "电子商务平台",
        f"当日在库、单位类型为电子商务平台的家数。{_BY_ENTRY}",
        UnitKind.PLATFORM,
        2,
    ),
    RosterMeasure(
        "roster.associations",
        "行业协会",
        f"当日在库、单位类型为行业协会的家数。{_BY_ENTRY}",
        UnitKind.ASSOCIATION,
        2,
    ),
    RosterMeasure(
        "roster.alliances",
        "产业联盟",
        f"当日在库、单位类型为产业联盟的家数，有无法人资格都计入。{_BY_ENTRY}",
        UnitKind.ALLIANCE,
    ),
)


def figures(day: date) -> list[tuple[str, int]]:
    """Label and number of units on the roster of a day: all, then each kind that occurs."""
    counts = dict(_members(day).values_list("unit_kind").annotate(number=Count("*")))
    kinds = [(label, counts[kind]) for kind, label in UnitKind.choices if kind in counts]
    return [("在库单位", sum(counts.values())), *kinds]


def register() -> None:
    """Put the figures on the goals board."""
    for order, measure in enumerate(MEASURES, start=10):
        ui.measures.add(_entry(measure, order))


def _entry(measure: RosterMeasure, order: int) -> ui.Measure:
    value: Callable[[date], int] = measure.on
    return ui.Measure(
        key=measure.key,
        label=measure.label,
        word="家",
        value=value,
        target=measure.target,
        order=order,
    )
