"""Targets of the plan, and figures on their way to the public."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from ipcontact.accounts.rights import can
from ipcontact.audit.triggers import audited
from registry.criteria.models import SchemeVersion
from registry.goals.choices import SnapshotState
from registry.goals.rules import FIRST_YEAR, LATEST_YEAR

VIEW = "goals.view"


class TargetQuerySet(models.QuerySet):
    def visible_to(self, user) -> TargetQuerySet:
        """Whoever may look at the board, and who keeps the reference data."""
        return self if can(user, VIEW) or can(user, "admin.enter") else self.none()


class Target(models.Model):
    """What a measure should reach by the end of a year; it holds on until a later one is set.

    Written by `goals.services.set_target` and in the admin.
    """

    scheme = models.ForeignKey(
        SchemeVersion, models.PROTECT, related_name="targets", verbose_name="方案版本"
    )
    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LATEST_YEAR)]
    )
    measure = models.CharField("指标代码", max_length=40)
    number = models.PositiveIntegerField(
        "目标数", null=True, blank=True, help_text="至少达到；不设数量的留空。"
    )
    is_priority = models.BooleanField("优先", default=False)
    basis = models.CharField("依据", max_length=200, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "目标"
        ordering = ("-year", "pk")
        triggers = audited()
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "year", "measure"],
                name="target_once_a_year",
                violation_error_message="该年度这项指标已有目标，请修改原有的一条。",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=False, number__gt=0)
                | Q(number__isnull=True, is_priority=True),
                name="target_says_something",
                violation_error_message="请填写大于0的目标数，或者勾选“优先”。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年 {self.measure}"


class SnapshotQuerySet(models.QuerySet):
    def visible_to(self, user) -> SnapshotQuerySet:
        """Staff of the bureau see all, everybody else what was released."""
        return self if can(user, VIEW) else self.released()

    def released(self) -> SnapshotQuerySet:
        """What the public may read, the latest day and its last version first."""
        return self.filter(state=SnapshotState.RELEASED).order_by("-as_of", "-edition")


class FigureSnapshot(models.Model):
    """Figures of one day, frozen with their counting rules: compiled, checked, released.

    A correction is a new version of the same day; the released one stays as it was said. Written
    by `goals.services`.
    """

    number = models.CharField("编号", max_length=12, unique=True)
    title = models.CharField("名称", max_length=120)
    as_of = models.DateField("统计截止日")
    state = models.CharField(
        "状态", max_length=10, choices=SnapshotState, default=SnapshotState.COMPILING
    )
    edition = models.PositiveSmallIntegerField("第几版", default=1)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name="更正的版本",
    )
    correction_reason = models.CharField("更正理由", max_length=300, blank=True)
    figures = models.JSONField("数据", default=list)
    digest = models.CharField("校验值", max_length=64)
    computed_at = models.DateTimeField("计算时间")
    compiled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="compiled_snapshots",
        verbose_name="编制人",
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="checked_snapshots",
        verbose_name="复核人",
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="released_snapshots",
        verbose_name="发布人",
    )
    released_on = models.DateField("发布日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发布数据"
        ordering = ("-as_of", "-edition", "-pk")
        triggers = [
            *audited(ignored=("updated_at",)),
            pgtrigger.Protect(
                name="released_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="released"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SnapshotState.values), name="snapshot_state_known"
            ),
            models.UniqueConstraint(
                fields=["as_of", "edition"],
                condition=~Q(state="dropped"),
                name="snapshot_one_of_a_day",
                violation_error_message="这一天的数据已在编制或者已经发布。",
            ),
            models.CheckConstraint(
                condition=Q(edition=1, corrects=None)
                | Q(edition__gt=1, corrects__isnull=False) & ~Q(correction_reason=""),
                name="snapshot_correction_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="released")
                | Q(checked_by__isnull=False, released_by__isnull=False, released_on__isnull=False)
                & ~Q(checked_by=F("compiled_by"))
                & ~Q(released_by=F("compiled_by"))
                & ~Q(released_by=F("checked_by")),
                name="snapshot_three_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.edition}版）" if self.edition > 1 else self.title

    def get_absolute_url(self) -> str:
        return reverse("goals:snapshot", args=[self.number])
