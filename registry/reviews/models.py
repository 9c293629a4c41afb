"""What was looked at, asked and checked about applications before they are put to decision."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from ipcontact.accounts.rights import can
from ipcontact.audit.triggers import audited, immutable
from registry.applications.models import Application
from registry.reviews.choices import Conclusion, CreditResult, InspectionMode
from registry.reviews.opinions import OpinionException, OpinionReply, OpinionRequest

__all__ = [
    "ConflictDeclaration",
    "CreditCheck",
    "Inspection",
    "OpinionException",
    "OpinionReply",
    "OpinionRequest",
    "ScoringSheet",
]


class OfApplicationQuerySet(models.QuerySet):
    """Rows that belong to an application."""

    def visible_to(self, user) -> OfApplicationQuerySet:
        """Rows of applications this person of the staff may open; the auditor sees all."""
        if user.is_authenticated and can(user, "audit.view"):
            return self
        return self.filter(application__in=Application.objects.visible_to(user))


class ScoringSheet(models.Model):
    """A scoring sheet of 考察 as data; used only where the office wants one."""

    name = models.CharField("名称", max_length=80, unique=True)
    items = models.JSONField("评分项", default=list, help_text="名称、满分、说明")
    is_active = models.BooleanField("启用", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "考察评分表"
        ordering = ("name",)
        triggers = audited()
        constraints = [
            models.UniqueConstraint(
                fields=["is_active"],
                condition=Q(is_active=True),
                name="scoring_sheet_one_active",
                violation_error_message="已有启用的评分表，请先停用再启用另一张。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class InspectionQuerySet(OfApplicationQuerySet):
    def in_force(self) -> InspectionQuerySet:
        """Without those that a later row corrects."""
        return self.filter(corrected_by=None)


class Inspection(models.Model):
    """One assessment of one application by one mode; on site by two people at least.

    Never changed: a mistake is corrected by a new row, the old one stays readable. Written by
    `reviews.services`.
    """

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="inspections", verbose_name="申报"
    )
    mode = models.CharField("方式", max_length=10, choices=InspectionMode)
    done_on = models.DateField("考察日期")
    inspectors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="inspections", verbose_name="考察人"
    )
    conclusion = models.CharField("结论", max_length=10, choices=Conclusion)
    remarks = models.TextField("情况和意见", blank=True)
    sheet = models.ForeignKey(
        ScoringSheet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections",
        verbose_name="评分表",
    )
    scores = models.JSONField("评分", default=list, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="recorded_inspections",
        verbose_name="登记人",
    )
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name="更正",
    )
    correction_reason = models.CharField("更正理由", max_length=300, blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "综合考察"
        ordering = ("application", "-done_on", "-pk")
        triggers = [*audited(), *immutable()]
        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=InspectionMode.values), name="inspection_mode_known"
            ),
            models.CheckConstraint(
                condition=Q(conclusion__in=Conclusion.values), name="inspection_conclusion_known"
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(correction_reason=""),
                name="inspection_correction_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_mode_display()} {self.done_on}"


class CreditCheck(models.Model):
    """The result of the credit division for one application, on a day; a newer one counts."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="credit_checks", verbose_name="申报"
    )
    result = models.CharField("结果", max_length=10, choices=CreditResult)
    detail = models.CharField("说明", max_length=500, blank=True)
    checked_on = models.DateField("核查日期")
    checker = models.CharField("核查人", max_length=60)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="entered_credit_checks",
        verbose_name="登记人",
    )
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "信用核查"
        ordering = ("application", "-pk")
        triggers = [*audited(), *immutable()]
        constraints = [
            models.CheckConstraint(
                condition=Q(result__in=CreditResult.values), name="credit_result_known"
            )
        ]

    def __str__(self) -> str:
        return self.get_result_display()


class ConflictQuerySet(OfApplicationQuerySet):
    def in_force(self) -> ConflictQuerySet:
        """Without those that were withdrawn."""
        return self.filter(withdrawn_at=None)


class ConflictDeclaration(models.Model):
    """A person stands aside for one application (回避): takes no part in its decision.

    Stays readable when it was a mistake and is withdrawn. Written by `reviews.services`.
    """

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="conflicts", verbose_name="申报"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="conflict_declarations",
        verbose_name="回避人",
    )
    reason = models.CharField("回避事由", max_length=300)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="entered_conflicts",
        verbose_name="登记人",
    )
    declared_at = models.DateTimeField("申明时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=300, blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "回避"
        ordering = ("application", "pk")
        triggers = [
            *audited(personal=("reason", "withdrawn_reason")),
            *immutable(fields=("application", "user", "reason", "entered_by")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "user"],
                condition=Q(withdrawn_at=None),
                name="conflict_once",
                violation_error_message="对这件申报已申明回避。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
                name="conflict_withdrawal_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}"
