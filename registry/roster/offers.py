"""What the conditions of the roster offer to choose from, read once for a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape

from django.db import connection
from django.utils.safestring import SafeString, mark_safe

from ipcontact.accounts.models import Region
from registry.criteria.services import criteria_on
from registry.roster.models import RosterEdition
from registry.units.choices import UnitKind

SELECTS = {
    "kind": ("单位类型", "全部类型"),
    "criterion": ("入库条款", "全部入库条款"),
    "area": ("所属区域", "全部区域"),
    "year": ("列入年份", "全部年份"),
    "edition": ("名录版次", "全部版次"),
    "agency": ("推荐单位", "全部推荐单位"),
}
OPTION = '<option value="{}"{}>{}</option>'
ZONES, STREETS = "zones", "streets"
MOST_RECOMMENDERS = 200


def recommenders() -> list[str]:
    """Recommending agencies named on any paper, by one index step each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE seen(name) AS ("
            "(SELECT recommended_by FROM registry_rosterentry WHERE recommended_by > '' "
            "ORDER BY recommended_by LIMIT 1) UNION ALL "
            "SELECT (SELECT recommended_by FROM registry_rosterentry "
            "WHERE recommended_by > seen.name ORDER BY recommended_by LIMIT 1) "
            "FROM seen WHERE seen.name IS NOT NULL) "
            "SELECT name FROM seen WHERE name IS NOT NULL LIMIT %s",
            [MOST_RECOMMENDERS],
        )
        return [name for (name,) in cursor.fetchall()]


@dataclass(frozen=True)
class Choices:
    """What the conditions offer, and the labels of the columns; read once for a request."""

    criteria: dict[str, str]
    regions: list[Region]
    editions: list[RosterEdition]
    agencies: list[str]
    years: range

    @classmethod
    def on(cls, day: date, today: date, editions: list[RosterEdition]) -> Choices:
        """Read everything for the roster of a day. Args: editions: all of them, latest first."""
        first = editions[-1].published_on.year if editions else today.year
        return cls(
            criteria={item.code: item.short_name for item in criteria_on(day)},
            regions=list(Region.objects.order_by("code")),
            editions=editions,
            agencies=recommenders(),
            years=range(today.year, first - 1, -1),
        )

    @cached_property
    def options(self) -> dict[str, list[tuple[str, str]]]:
        """Values and labels by name of the condition."""
        zones = sum(region.kind == Region.Kind.ZONE for region in self.regions)
        groups = [
            (ZONES, f"全部功能区（{zones}个）"),
            (STREETS, f"全部街镇（{len(self.regions) - zones}个）"),
        ]
        return {
            "kind": list(UnitKind.choices),
            "criterion": [(code, f"（{code}）{name}") for code, name in self.criteria.items()],
            "area": [*groups, *((region.code, region.name) for region in self.regions)],
            "year": [(str(year), f"{year}年") for year in self.years],
            "edition": [(edition.number, edition.name) for edition in self.editions],
            "agency": [(name, name) for name in self.agencies],
        }

    def region_ids(self, value: str) -> list[int]:
        """Regions an area stands for: all zones, all sub-districts and towns, or one."""
        return [
            region.pk
            for region in self.regions
            if (value == ZONES and region.kind == Region.Kind.ZONE)
            or (value == STREETS and region.kind != Region.Kind.ZONE)
            or region.code == value
        ]


@dataclass(frozen=True)
class Select:
    """A condition as the page draws it."""

    name: str
    label: str
    everything: str
    value: str
    options: list[tuple[str, str]]

    @property
    def rest(self) -> SafeString:
        """The options after the one for everything, written in one go: there are dozens."""
        lines = (
            OPTION.format(escape(key), " selected" if key == self.value else "", escape(label))
            for key, label in self.options
        )
        return mark_safe("".join(lines))  # noqa: S308  values and labels are escaped above
