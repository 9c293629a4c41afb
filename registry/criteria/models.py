"""The conditions of the plan, by version of the plan, and the proofs units have of them."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from ipcontact.audit.triggers import audited
from registry.criteria.choices import CheckState, EvidenceSource, ProofKind
from registry.criteria.proofs import Proof
from registry.criteria.rules import WARNING_DAYS
from registry.units.choices import UnitKind
from registry.units.models import Unit


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
    proof_kind = models.CharField(
        "证明种类", max_length=24, choices=ProofKind, default=ProofKind.FREE_REASON
    )
    evidence_needed = models.TextField("所需证明", blank=True)
    counting_rule = models.TextField("统计口径", blank=True)
    threshold = models.DecimalField(
        "门槛值", max_digits=12, decimal_places=2, null=True, blank=True
    )
    threshold_unit = models.CharField("门槛单位", max_length=10, blank=True)
    validity_months = models.PositiveSmallIntegerField(
        "证明的期限（月）",
        null=True,
        blank=True,
        help_text="证书没有写明到期日时，自发证日起算；留空表示不因时间失效。",
    )
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
            ),
            models.CheckConstraint(
                condition=Q(proof_kind__in=ProofKind.values), name="criterion_proof_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"（{self.code}）{self.short_name}"


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user) -> EvidenceQuerySet:
        """Proofs of units this person may open."""
        return self.filter(unit__in=Unit.objects.visible_to(user))

    def current(self) -> EvidenceQuerySet:
        """Proofs that no newer one has taken the place of."""
        return self.filter(superseded_at__isnull=True)

    def to_check(self) -> EvidenceQuerySet:
        """Current proofs nobody has looked at."""
        return self.current().filter(state=CheckState.UNCHECKED)

    def expired(self, today: date) -> EvidenceQuerySet:
        """Current proofs that have ended; what was rejected never counted."""
        return self.current().exclude(state=CheckState.REJECTED).filter(expires_on__lt=today)

    def expiring(self, today: date) -> EvidenceQuerySet:
        """Current proofs that end within the days of warning."""
        soon = (today, today + timedelta(days=WARNING_DAYS))
        return self.current().exclude(state=CheckState.REJECTED).filter(expires_on__range=soon)

    def of_members(self) -> EvidenceQuerySet:
        """Proofs of units that are on the roster today."""
        return self.filter(unit__in=Unit.objects.all().listed())


class Evidence(Proof):
    """Proof of one condition for one unit; a newer one takes its place, the old row stays.

    Another person than `put_by` checks it; what came with an application or a list of the
    protection centre has none. Written by `criteria.services`. A proof that expires never touches
    the membership.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="evidence", verbose_name="单位")
    source = models.CharField(
        "来源", max_length=12, choices=EvidenceSource, default=EvidenceSource.AGENCY
    )
    application_no = models.CharField("申报编号", max_length=20, blank=True)
    put_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登记人",
    )
    superseded_at = models.DateTimeField("被替换时间", null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta(Proof.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "证明材料"
        ordering = ("unit", "criterion", "-pk")
        triggers = audited(ignored=("updated_at",))
        indexes = [
            models.Index(
                fields=["expires_on"],
                condition=Q(superseded_at=None, expires_on__isnull=False),
                name="evidence_expiry",
            )
        ]
        constraints = [
            *Proof.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit", "criterion"],
                condition=Q(superseded_at=None),
                name="evidence_one_current",
                violation_error_message="该单位的这项条件已有证明，请替换原证明。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}·{self.criterion_id}"

    def get_absolute_url(self) -> str:
        return reverse("criteria:evidence", args=[self.unit.public_no, self.criterion.code])

    @property
    def mark(self) -> str:
        """What a page was based on: another row, or a later version of it, has another mark."""
        return f"{self.pk}.{self.version}"
