"""Figures of recommendations as of any day."""

from __future__ import annotations

from datetime import date

from django.db.models import Count

from ipcontact.ui import registry as ui
from registry.recommendations.choices import Opinion, RecommendationState
from registry.recommendations.models import Recommendation, RecommendationQuerySet

COLUMNS = (
    ui.MeasureColumn(
        label="单位名称",
        text=lambda row: str(row.application),
        url=lambda row: row.application.get_absolute_url(),
    ),
    ui.MeasureColumn(label="申报编号", text=lambda row: row.application.application_no),
    ui.MeasureColumn(label="推荐单位", text=lambda row: row.agency.display_name),
    ui.MeasureColumn(label="签发日期", text=lambda row: row.signed_on),
)


def signed(day: date) -> RecommendationQuerySet:
    """Recommendations signed on or before a day that were not revoked."""
    rows = Recommendation.objects.filter(
        state=RecommendationState.SIGNED, opinion=Opinion.RECOMMENDED, signed_on__lte=day
    )
    return rows.select_related("application", "agency").order_by("-signed_on", "-pk")


def by_agency(day: date) -> list[tuple[str, int]]:
    """Recommendations by the agency that signed them, most first."""
    rows = signed(day).values_list("agency__name").annotate(number=Count("pk"))
    return list(rows.order_by("-number", "agency__name"))


def by_round(day: date) -> list[tuple[str, int]]:
    """Recommendations by intake round, the latest first."""
    names = ("application__round_id", "application__round__name")
    rows = signed(day).order_by("-application__round__opens_at", names[0]).values_list(*names)
    return [(name, number) for _, name, number in rows.annotate(number=Count("pk"))]


def register() -> None:
    """Put the figure on the goals board."""
    ui.measures.add(
        ui.Measure(
            code="recommendations.signed",
            label="签发推荐",
            unit="件",
            rule=(
                "截至当日签发、意见为推荐的件数；一件申报由几个单位推荐的，按推荐意见计。"
                "后来撤销的推荐，在哪一天都不计。"
            ),
            group="申报",
            value=lambda day: signed(day).order_by().count(),
            rows=signed,
            columns=COLUMNS,
            splits=(
                ui.MeasureSplit(key="agency", label="推荐单位", parts=by_agency),
                ui.MeasureSplit(key="round", label="申报批次", parts=by_round),
            ),
            is_public=True,
            order=31,
        )
    )
