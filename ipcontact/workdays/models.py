"""The published schedules: which years are known, which days are off or made up."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ipcontact.audit.triggers import audited
from ipcontact.workdays.rules import FIRST_YEAR, LAST_YEAR, weekday


class CalendarYear(models.Model):
    """A year whose schedule the State Council has published; a year without a row is 暂定.

    Written by `workdays.services.import_year` and by administrators.
    """

    year = models.PositiveSmallIntegerField("年份", unique=True)
    source = models.CharField("依据", max_length=200)
    papers = ArrayField(
        models.URLField(max_length=300), verbose_name="原文链接", default=list, blank=True
    )
    created_at = models.DateTimeField("录入时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        verbose_name = "放假安排"
        verbose_name_plural = "放假安排"
        ordering = ["-year"]
        triggers = audited()
        constraints = [
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                name="workdays_year_plausible",
                violation_error_message=f"年份应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} 年"


class Day(models.Model):
    """A day that is not what its weekday says: off, or a make-up working day."""

    class Kind(models.TextChoices):
        OFF = "off", "休"
        MAKEUP = "makeup", "班"

    calendar_year = models.ForeignKey(
        CalendarYear, models.CASCADE, related_name="days", verbose_name="所属安排"
    )
    date = models.DateField("日期", unique=True)
    kind = models.CharField("休或班", max_length=6, choices=Kind)
    name = models.CharField("名称", max_length=20, blank=True)
    note = models.CharField(
        "备注", max_length=200, blank=True, help_text="与通知不同的依据写在这里。"
    )

    class Meta:
        verbose_name = "放假或调休日"
        verbose_name_plural = "放假和调休日"
        ordering = ["date"]
        triggers = audited()
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["off", "makeup"]), name="workdays_day_kind"
            ),
            models.CheckConstraint(
                condition=~Q(kind="makeup") | Q(date__week_day__in=[1, 7]),
                name="workdays_makeup_on_weekend",
                violation_error_message="调休上班日只会是周六或周日，请核对日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {weekday(self.date)} {self.get_kind_display()} {self.name}"
