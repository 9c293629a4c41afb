"""Two rows that are one unit: who said so, who confirmed it, and every row that moved."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from ipcontact.accounts.rights import can, sees_whole_register
from ipcontact.audit.triggers import audited, immutable
from registry.merges.choices import MergeState
from registry.units.models import Unit


def _person(label: str, name: str, **values) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name=name, verbose_name=label, **values
    )


class MergeQuerySet(models.QuerySet):
    def visible_to(self, user) -> MergeQuerySet:
        """The bureau's own business, and the auditor's to read."""
        if not user.is_authenticated:
            return self.none()
        if can(user, "audit.view"):
            return self
        may = can(user, "units.merge") and sees_whole_register(user)
        return self if may else self.none()

    def pending(self) -> MergeQuerySet:
        """Waiting for the second person."""
        return self.filter(state=MergeState.PROPOSED)


class UnitMerge(models.Model):
    """One unit found to be a second row of another: proposed, confirmed by a second person.

    `history_mark` is the last row change before it was done with: whatever changed the moved
    rows later was built on the merge. Written by `merges.services`.
    """

    key = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    surviving = models.ForeignKey(
        Unit, models.PROTECT, related_name="merges_into", verbose_name="保留单位"
    )
    merged = models.ForeignKey(
        Unit, models.PROTECT, related_name="merges_away", verbose_name="被合并单位"
    )
    state = models.CharField("状态", max_length=10, choices=MergeState, default=MergeState.PROPOSED)
    reason = models.CharField("认定为同一单位的依据", max_length=300)
    counts = models.JSONField("涉及的记录", default=list)
    proposed_by = _person("提出人", "proposed_merges")
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    settled_by = _person("确认人", "settled_merges", null=True, blank=True)
    settled_on = models.DateField("确认日期", null=True, blank=True)
    answer = models.CharField("未确认的理由", max_length=300, blank=True)
    history_mark = models.BigIntegerField("变更记录位置", null=True, editable=False)
    undone_by = _person("撤销人", "undone_merges", null=True, blank=True)
    undone_on = models.DateField("撤销日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位合并"
        ordering = ("-pk",)
        triggers = audited()
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MergeState.values), name="merge_state_known"
            ),
            models.CheckConstraint(condition=~Q(surviving=F("merged")), name="merge_of_two_units"),
            models.CheckConstraint(
                condition=~Q(state__in=["merged", "refused", "undone"])
                | Q(settled_by__isnull=False) & ~Q(settled_by=F("proposed_by")),
                name="merge_second_person",
                violation_error_message="须由提出人以外的另一人确认。",
            ),
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(state__in=["proposed", "merged"]),
                name="merge_once",
                violation_error_message="这家单位已有一项合并。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged.name} 并入 {self.surviving.name}"

    def get_absolute_url(self) -> str:
        return reverse("merges:detail", args=[self.key])


class MergedRow(models.Model):
    """One row that a merge changed, as it was and as it became; read back when it is undone."""

    merge = models.ForeignKey(
        UnitMerge, models.PROTECT, related_name="rows", verbose_name="单位合并"
    )
    relation = models.CharField("关系", max_length=100)
    row_key = models.CharField("行", max_length=64)
    before = models.JSONField("合并前")
    after = models.JSONField("合并后")

    class Meta:
        verbose_name = verbose_name_plural = "合并中改动的行"
        ordering = ("pk",)
        triggers = [*audited(), *immutable()]
        constraints = [
            models.UniqueConstraint(fields=["merge", "relation", "row_key"], name="merged_row_once")
        ]

    def __str__(self) -> str:
        return f"{self.relation} {self.row_key}"
