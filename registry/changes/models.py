"""Changes of units: proposed, checked by a second person, effective from a day; and comparisons."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse

from ipcontact.accounts.fields import person_field
from ipcontact.accounts.rights import can
from ipcontact.acts.choices import Channel
from ipcontact.audit.triggers import audited
from registry.changes.choices import (
    OPEN_STATES,
    ChangeKind,
    ChangeSource,
    ChangeState,
    DifferenceField,
    DifferenceState,
)
from registry.units.models import Unit


class ChangeQuerySet(models.QuerySet):
    def visible_to(self, user) -> ChangeQuerySet:
        """Changes of the units this person sees."""
        return self.filter(unit__in=Unit.objects.visible_to(user))

    def open(self) -> ChangeQuerySet:
        """Not effective and not given up."""
        return self.filter(state__in=OPEN_STATES)

    def to_check(self) -> ChangeQuerySet:
        """Waiting for a second person."""
        return self.filter(state=ChangeState.PROPOSED)

    def due(self, day: date) -> ChangeQuerySet:
        """Checked ones whose day has come."""
        return self.filter(state=ChangeState.ACCEPTED, effective_on__lte=day)


class UnitChange(models.Model):
    """One change of one unit, from the proposal to its effect on the register.

    `values` and `before` hold plain values; the name of a person is in `persons` only until the
    change takes effect, then `UnitPerson` is the place. Written by `changes.services`.
    """

    key = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="changes", verbose_name="单位")
    kind = models.CharField("变更事项", max_length=24, choices=ChangeKind)
    state = models.CharField(
        "状态", max_length=10, choices=ChangeState, default=ChangeState.PROPOSED
    )
    source = models.CharField("来源", max_length=10, choices=ChangeSource)
    channel = models.CharField("方式", max_length=8, choices=Channel, default=Channel.ONLINE)
    values = models.JSONField("变更后", default=dict, blank=True)
    before = models.JSONField("变更前", default=dict, blank=True)
    persons = models.JSONField("人员", default=dict, blank=True)
    related = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="related_changes",
        verbose_name="相关单位",
    )
    region = models.ForeignKey(
        "accounts.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="unit_changes",
        verbose_name="新的所属区域",
    )
    lead_agency = models.ForeignKey(
        "accounts.Agency",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="unit_changes",
        verbose_name="新的主责单位",
    )
    effective_on = models.DateField("生效日期")
    basis = models.CharField("依据", max_length=200, blank=True)
    proposed_by = person_field("登记人", "proposed_changes")
    checked_by = person_field("核对人", "checked_changes")
    checked_on = models.DateField("核对日期", null=True, blank=True)
    refusal = models.CharField("未通过的理由", max_length=300, blank=True)
    obstacle = models.CharField("未能生效的原因", max_length=300, blank=True)
    effective_at = models.DateTimeField("生效时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位变更"
        ordering = ("-pk",)
        triggers = audited(personal=("persons",))
        indexes = [
            models.Index(fields=["state", "effective_on"], name="change_state_day"),
            models.Index(fields=["unit", "-id"], name="change_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ChangeState.values), name="change_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ChangeKind.values), name="change_kind_known"
            ),
            models.UniqueConstraint(
                fields=["unit", "kind"],
                condition=Q(state__in=[state.value for state in OPEN_STATES]),
                name="change_once_open",
                violation_error_message="这项变更已有一件在办。",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=models.F("proposed_by")),
                name="change_second_person",
                violation_error_message="须由登记人以外的另一人核对。",
            ),
            models.CheckConstraint(
                condition=~Q(state="effective") | Q(effective_at__isnull=False),
                name="change_effect_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("changes:detail", args=[self.key])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class RunQuerySet(models.QuerySet):
    def visible_to(self, user) -> RunQuerySet:
        """Comparisons are the business of those who may compare."""
        return self if can(user, "changes.compare") else self.none()


class ComparisonRun(models.Model):
    """One comparison of the register with registration data; its differences are kept beside.

    Written by `changes.services.comparing`.
    """

    key = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    filename = models.CharField("文件名", max_length=200)
    content_hash = models.CharField("校验值", max_length=64)
    summary = models.JSONField("比对结果", default=dict, blank=True)
    created_by = person_field("比对人", "comparison_runs")
    created_at = models.DateTimeField("比对时间", auto_now_add=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "登记信息比对"
        ordering = ("-pk",)
        triggers = audited(ignored=("summary",))

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return reverse("changes:run", args=[self.key])


class DifferenceQuerySet(models.QuerySet):
    def visible_to(self, user) -> DifferenceQuerySet:
        return self if can(user, "changes.compare") else self.none()

    def open(self) -> DifferenceQuerySet:
        """Nobody has said yet what to do with them."""
        return self.filter(state=DifferenceState.OPEN)


class Difference(models.Model):
    """A cell that differs: what the register says, what the registration data says.

    Names of persons are masked in `old` and `new`; the full value waits in `persons` until
    somebody has accepted or set it aside; a keyed digest of the new name stays.
    """

    key = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(
        ComparisonRun, models.PROTECT, related_name="differences", verbose_name="比对"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="differences", verbose_name="单位")
    row = models.PositiveIntegerField("行号")
    field = models.CharField("项目", max_length=24, choices=DifferenceField)
    old = models.CharField("现登记", max_length=300, blank=True)
    new = models.CharField("登记信息", max_length=300)
    persons = models.JSONField("人员", default=dict, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=DifferenceState, default=DifferenceState.OPEN
    )
    reason = models.CharField("搁置的理由", max_length=300, blank=True)
    change = models.ForeignKey(
        UnitChange,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="differences",
        verbose_name="变更",
    )
    settled_by = person_field("处理人", "settled_differences")
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "比对差异"
        ordering = ("run", "row", "pk")
        triggers = audited(personal=("persons",))
        constraints = [
            models.UniqueConstraint(
                fields=["run", "unit", "field"], name="difference_once_per_run"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DifferenceState.values), name="difference_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()}"
