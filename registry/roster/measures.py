"""Figures of the roster as of any day, and how each is counted."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from ipcontact.ui import registry as ui
from ipcontact.workdays.clock import today
from registry.criteria.services import criteria_on
from registry.roster.models import EntryQuerySet, RosterEntry
from registry.units.choices import UnitKind
from registry.units.people import YearlyFigures

GROUP = "名录"
OVERLAP = "一家单位可以符合多项条件，各项之和大于家数。"
_BY_ENTRY = "类型以当日有效的名录条目所载为准。"
_LATEST = "每家取统计截止日不晚于当日的最近一个年度的填报；没有填报的单位不计。"
# Code, label, 统计口径, kind of unit (every kind where there is none).
KINDS = (
    (
        "roster.listed",
        "在库单位",
        "当日在名录中的单位家数：自列入之日起计，自移出之日起不计；一家单位只计一次。",
        None,
    ),
    (
        "roster.platforms",
        "电子商务平台",
        f"当日在库、单位类型为电子商务平台的家数。{_BY_ENTRY}",
        UnitKind.PLATFORM,
    ),
    (
        "roster.associations",
        "行业协会",
        f"当日在库、单位类型为行业协会的家数。{_BY_ENTRY}",
        UnitKind.ASSOCIATION,
    ),
    (
        "roster.alliances",
        "产业联盟",
        f"当日在库、单位类型为产业联盟的家数，有无法人资格都计入。{_BY_ENTRY}",
        UnitKind.ALLIANCE,
    ),
)
# Code, label, 统计口径, fields of the yearly figures that are added up.
HOLDINGS = (
    (
        "roster.patents",
        "在库单位有效专利",
        f"当日在库单位的有效发明专利、实用新型、外观设计之和。{_LATEST}",
        ("inventions_held", "utility_models_held", "designs_held"),
    ),
    (
        "roster.inventions",
        "其中有效发明专利",
        f"当日在库单位的有效发明专利之和。{_LATEST}",
        ("inventions_held",),
    ),
)
COLUMNS = (
    ui.MeasureColumn(
        label="单位名称",
        text=lambda entry: entry.name,
        url=lambda entry: entry.unit.get_absolute_url(),
    ),
    ui.MeasureColumn(label="统一社会信用代码", text=lambda entry: entry.credit_code or "无"),
    ui.MeasureColumn(label="单位类型", text=lambda entry: entry.get_unit_kind_display()),
    ui.MeasureColumn(
        label="所属区域", text=lambda entry: entry.region.name if entry.region else "未填写"
    ),
    ui.MeasureColumn(label="入库条款", text=lambda entry: "、".join(entry.criteria)),
)


def members(day: date, kind: str | None = None) -> EntryQuerySet:
    """The members of a day, of every kind or of one, each by the entry in force that day."""
    rows = RosterEntry.objects
    rows = rows.current() if day >= today() else rows.on(day)
    return rows.filter(unit_kind=kind) if kind else rows


def figures(day: date) -> list[tuple[str, int]]:
    """Label and number of units on the roster of a day: all, then each kind that occurs."""
    kinds = by_kind(day)
    return [("在库单位", sum(number for _, number in kinds)), *kinds]


def by_kind(day: date) -> list[tuple[str, int]]:
    """Members of a day by their kind, in the order of the kinds."""
    rows = members(day).order_by().values_list("unit_kind").annotate(number=Count("*"))
    counts = dict(rows)
    return [(label, counts[kind]) for kind, label in UnitKind.choices if kind in counts]


def by_region(day: date, kind: str | None = None) -> list[tuple[str, int]]:
    """Members of a day by the region their entry names."""
    rows = members(day, kind).order_by("region__code").values_list("region__code", "region__name")
    return [(name or "未填写", number) for _, name, number in rows.annotate(number=Count("*"))]


def by_criterion(day: date, kind: str | None = None) -> list[tuple[str, int]]:
    """Members of a day by the conditions of the plan that was in force."""
    criteria = criteria_on(day)
    counted = {
        f"c{item.code}": Count("pk", filter=Q(criteria__contains=[item.code])) for item in criteria
    }
    counts = members(day, kind).order_by().aggregate(**counted) if counted else {}
    return [(str(item), counts[f"c{item.code}"]) for item in criteria]


def holdings(day: date, fields: tuple[str, ...]) -> EntryQuerySet:
    """Members of a day that reported, with `amount` from their latest report; most first."""
    reports = YearlyFigures.objects.filter(unit=OuterRef("unit"), as_of__lte=day)
    amount = sum((F(name) for name in fields[1:]), start=F(fields[0]))
    latest = reports.order_by("-as_of", "-year").annotate(amount=amount).values("amount")[:1]
    rows = members(day).annotate(amount=Subquery(latest)).filter(amount__isnull=False)
    return rows.order_by("-amount", "pk")


def register() -> None:
    """Put the figures on the goals board."""
    for order, (code, label, rule, kind) in enumerate(KINDS, start=10):
        ui.measures.add(_units(code, label, rule, kind, order))
    for order, (code, label, rule, fields) in enumerate(HOLDINGS, start=20):
        ui.measures.add(_rights(code, label, rule, fields, order))


def _units(code: str, label: str, rule: str, kind: str | None, order: int) -> ui.Measure:
    splits = (
        ui.MeasureSplit(key="region", label="所属区域", parts=lambda day: by_region(day, kind)),
        ui.MeasureSplit(
            key="criterion",
            label="入库条款",
            parts=lambda day: by_criterion(day, kind),
            note=OVERLAP,
        ),
    )
    whole = (ui.MeasureSplit(key="kind", label="单位类型", parts=by_kind),)
    return ui.Measure(
        code=code,
        label=label,
        unit="家",
        rule=rule,
        group=GROUP,
        value=lambda day: members(day, kind).order_by().count(),
        rows=lambda day: members(day, kind).select_related("unit", "region"),
        columns=COLUMNS,
        splits=splits if kind else (*whole, *splits),
        is_public=True,
        order=order,
    )


def _rights(code: str, label: str, rule: str, fields: tuple[str, ...], order: int) -> ui.Measure:
    return ui.Measure(
        code=code,
        label=label,
        unit="件",
        rule=rule,
        group="知识产权",
        value=lambda day: holdings(day, fields).aggregate(total=Coalesce(Sum("amount"), 0))[
            "total"
        ],
        rows=lambda day: holdings(day, fields).select_related("unit", "region"),
        columns=(*COLUMNS, ui.MeasureColumn(label="件数", text=lambda entry: entry.amount)),
        is_public=True,
        order=order,
    )
