"""The conditions of the plan, by version of the plan."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from ipcontact.audit.triggers import audited
from registry.units.choices import UnitKind


class SchemeVersion(models.Model):
    """An edition of the implementing plan; evidence is judged under the version of its round."""

    code = models.CharField("版本代号", max_length=20, unique=True)
    name = models.CharField("方案名称", max_length=120)
    effective_from = models.DateField("施行日期")
    effective_until = models.DateField("止用日期", null=True, blank=True)
    source = models.CharField("出处", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "方案版本"
        ordering = ("-effective_from",)
        triggers = audited()
        constraints = [
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True)
                | Q(effective_until__gte=F("effective_from")),
                name="scheme_dates",
                violation_error_message="止用日期不能早于施行日期。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    """One of the conditions a unit may meet to join the roster (方案二(一)1)."""

    scheme = models.ForeignKey(
        SchemeVersion, models.PROTECT, related_name="criteria", verbose_name="方案版本"
    )
    code = models.CharField("条款", max_length=2)
    short_name = models.CharField("简称", max_length=30)
    wording = models.CharField("原文", max_length=200)
    unit_kinds = ArrayField(
        models.CharField(max_length=20, choices=UnitKind),
        verbose_name="适用单位类型",
        default=list,
        blank=True,
        help_text="留空表示各类单位都适用。",
    )
    evidence_needed = models.TextField("所需证明", blank=True)
    counting_rule = models.TextField("统计口径", blank=True)
    threshold = models.DecimalField(
        "门槛值", max_digits=12, decimal_places=2, null=True, blank=True
    )
    threshold_unit = models.CharField("门槛单位", max_length=10, blank=True)
    needs_verification = models.BooleanField("待核对", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "入库条件"
        ordering = ("scheme", "code")
        triggers = audited()
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code"],
                name="criterion_code_once",
                violation_error_message="该方案版本下已有同号条款。",
            )
        ]

    def __str__(self) -> str:
        return f"（{self.code}）{self.short_name}"
