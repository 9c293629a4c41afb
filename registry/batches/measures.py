"""Figures of decisions as of any day: what was included, and how long it took."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Avg, CharField, DateField, Exists, F, OuterRef, Subquery
from django.db.models.functions import Cast, TruncDate

from ipcontact.acts.models import Act
from ipcontact.ui import registry as ui
from registry.applications.measures import COLUMNS, GROUP, by_round
from registry.applications.models import Application
from registry.applications.querysets import ApplicationQuerySet
from registry.batches.choices import BatchItemDecision
from registry.batches.facts import ANNULLED
from registry.batches.models import BatchItem

D = BatchItemDecision
DECIDED = ui.MeasureColumn(label="审定日期", text=lambda application: application.decided_day)
_LAST = "重新审定的，以最后一次审定为准。"


def decided(day: date, *decisions: str) -> ApplicationQuerySet:
    """Applications so decided on or before a day, with `decided_day`."""
    items = BatchItem.objects.filter(
        application=OuterRef("pk"), decision__in=decisions, batch__decided_on__lte=day
    )
    last = items.order_by("-batch__decided_on", "-pk").values("batch__decided_on")[:1]
    decided_day = Subquery(last, output_field=DateField())
    rows = Application.objects.annotate(decided_day=decided_day).filter(decided_day__isnull=False)
    return rows.select_related("round").order_by("-decided_day", "-pk")


def included(day: date) -> ApplicationQuerySet:
    """Applications whose inclusion was decided on or before a day, and not annulled by then."""
    annulled = Act.objects.filter(
        code=ANNULLED,
        subject_table=Application._meta.db_table,
        subject_key=Cast(OuterRef("pk"), CharField()),
        event_on__lte=day,
        taken_back_at=None,
    )
    return decided(day, D.INCLUDE).exclude(Exists(annulled))


def concluded(day: date) -> ApplicationQuerySet:
    """Applications decided one way or the other, with `took`, the time since they came in."""
    rows = decided(day, D.INCLUDE, D.EXCLUDE).filter(submitted_at__isnull=False)
    return rows.annotate(took=F("decided_day") - TruncDate("submitted_at"))


def average_days(day: date) -> Decimal | None:
    """Mean number of days from submission to decision; None when nothing was decided."""
    took = concluded(day).order_by().aggregate(mean=Avg("took"))["mean"]
    if took is None:
        return None
    return Decimal(took.total_seconds() / 86_400).quantize(Decimal("0.1"))


def register() -> None:
    """Put the figures on the goals board."""
    ui.measures.add(
        ui.Measure(
            code="batches.included",
            label="审定纳入",
            unit="件",
            rule=f"截至当日审定纳入的申报件数，按审定日期计，线下审定的按决定日期计；"
            f"公示前撤销审定的，自撤销之日起不计。{_LAST}",
            group=GROUP,
            value=lambda day: included(day).order_by().count(),
            rows=included,
            columns=(*COLUMNS, DECIDED),
            splits=(
                ui.MeasureSplit(
                    key="round", label="申报批次", parts=lambda day: by_round(included(day))
                ),
            ),
            is_public=True,
            order=32,
        )
    )
    ui.measures.add(
        ui.Measure(
            code="batches.average_days",
            label="平均办理天数",
            unit="天",
            rule=(
                "截至当日审定纳入或不纳入的申报，从首次提交到审定的日历天数的平均值，"
                f"保留一位小数；暂缓的不计。{_LAST}"
            ),
            group=GROUP,
            value=average_days,
            rows=concluded,
            columns=(
                *COLUMNS,
                DECIDED,
                ui.MeasureColumn(label="天数", text=lambda application: application.took.days),
            ),
            is_public=False,
            order=33,
        )
    )
