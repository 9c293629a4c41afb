"""Figures of applications as of any day: what came in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Count
from django.utils import timezone

from ipcontact.ui import registry as ui
from registry.applications.models import Application
from registry.applications.querysets import ApplicationQuerySet

GROUP = "申报"
COLUMNS = (
    ui.MeasureColumn(
        label="单位名称", text=str, url=lambda application: application.get_absolute_url()
    ),
    ui.MeasureColumn(label="申报编号", text=lambda application: application.application_no),
    ui.MeasureColumn(label="申报批次", text=lambda application: application.round.name),
    ui.MeasureColumn(
        label="提交日期",
        text=lambda application: timezone.localtime(application.submitted_at).date(),
    ),
)


def received(day: date) -> ApplicationQuerySet:
    """Applications first submitted on or before a day, whatever became of them."""
    ends = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    rows = Application.objects.filter(submitted_at__lt=ends).select_related("round")
    return rows.order_by("-submitted_at", "-pk")


def by_round(rows: ApplicationQuerySet) -> list[tuple[str, int]]:
    """Applications by intake round, the latest first."""
    found = rows.order_by("-round__opens_at", "-round_id").values_list("round_id", "round__name")
    return [(name, number) for _, name, number in found.annotate(number=Count("pk", distinct=True))]


def by_source(day: date) -> list[tuple[str, int]]:
    """Applications by how they came; one may have come both ways."""
    rows = received(day).order_by().values_list("is_self_filed", "is_recommended")
    words = {(True, False): "自愿申报", (False, True): "推荐", (True, True): "自愿申报并获推荐"}
    counts = {(own, asked): number for own, asked, number in rows.annotate(number=Count("pk"))}
    return [(label, counts[key]) for key, label in words.items() if key in counts]


def register() -> None:
    """Put the figures on the goals board."""
    ui.measures.add(
        ui.Measure(
            code="applications.received",
            label="收到申报",
            unit="件",
            rule="截至当日首次提交的申报件数，后来撤回、关闭的也计入；只有草稿的不计。",
            group=GROUP,
            value=lambda day: received(day).order_by().count(),
            rows=received,
            columns=COLUMNS,
            splits=(
                ui.MeasureSplit(
                    key="round", label="申报批次", parts=lambda day: by_round(received(day))
                ),
                ui.MeasureSplit(key="source", label="来源", parts=by_source),
            ),
            is_public=True,
            order=30,
        )
    )
