"""Decision batches: a proposed list put to one to three signers, decided unit by unit."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from ipcontact.accounts.rights import can
from ipcontact.audit.triggers import audited
from registry.applications.models import Application
from registry.applications.querysets import sees_all_applications
from registry.batches.choices import BatchItemDecision, BatchState, SignatureState, SignerRole
from registry.rounds.models import IntakeRound


class BatchQuerySet(models.QuerySet):
    def visible_to(self, user) -> BatchQuerySet:
        """The bureau's own business: its staff who may see batches."""
        if user.is_authenticated and can(user, "batches.view") and sees_all_applications(user):
            return self
        return self.none()


class ReviewBatch(models.Model):
    """A proposed list (拟定名单) on its way through the chain of signers.

    Written by `batches.services`.
    """

    number = models.CharField("批次编号", max_length=16, unique=True)
    name = models.CharField("名称", max_length=80, unique=True)
    round = models.ForeignKey(
        IntakeRound,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="batches",
        verbose_name="申报批次",
    )
    state = models.CharField("状态", max_length=12, choices=BatchState, default=BatchState.DRAFTING)
    opinions_waived = models.CharField("不征求意见的理由", max_length=300, blank=True)
    credit_waived = models.CharField("不作信用核查的理由", max_length=300, blank=True)
    submitted_on = models.DateField("呈报日期", null=True, blank=True)
    decided_on = models.DateField("审定日期", null=True, blank=True)
    minutes_no = models.CharField("纪要号", max_length=60, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="review_batches",
        verbose_name="拟定人",
    )
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审定批次"
        ordering = ("-pk",)
        triggers = audited(ignored=("updated_at",))
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=BatchState.values), name="batch_state_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None)
                | Q(state__in=["in_decision", "decided", "on_notice", "concluded"]),
                name="batch_decision_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("batches:detail", args=[self.number])


class BatchSigner(models.Model):
    """One place in the chain of a batch, in order; the last one decides.

    `signed_by` is the person at the place, or who held that person's 委托. A place that still
    waits in a decided batch was signed on paper. Written by `batches.services`.
    """

    batch = models.ForeignKey(
        ReviewBatch, models.CASCADE, related_name="signers", verbose_name="审定批次"
    )
    order = models.PositiveSmallIntegerField("次序")
    role = models.CharField("环节", max_length=10, choices=SignerRole)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="batch_signatures",
        verbose_name="签署人",
    )
    state = models.CharField(
        "签署", max_length=10, choices=SignatureState, default=SignatureState.WAITING
    )
    comment = models.CharField("意见", max_length=500, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="given_signatures",
        verbose_name="实际签署人",
    )
    signed_at = models.DateTimeField("签署时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "签署人"
        ordering = ("batch", "order")
        triggers = audited()
        constraints = [
            models.UniqueConstraint(fields=["batch", "order"], name="signer_place_once"),
            models.UniqueConstraint(fields=["batch", "user"], name="signer_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", signed_by=None, signed_at=None)
                | Q(state__in=["agreed", "returned"])
                & Q(signed_by__isnull=False, signed_at__isnull=False),
                name="signature_whole",
            ),
            models.CheckConstraint(condition=Q(order__gte=1, order__lte=3), name="signer_places"),
            models.CheckConstraint(
                condition=Q(role__in=SignerRole.values), name="signer_role_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SignatureState.values), name="signer_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"


class BatchItem(models.Model):
    """One application in a batch: what is proposed, what was decided.

    The database refuses to touch a decided item; a batch that is opened again (before
    publication) clears it first. An application withdrawn before the decision stays undecided.
    """

    batch = models.ForeignKey(
        ReviewBatch, models.PROTECT, related_name="items", verbose_name="审定批次"
    )
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="batch_items", verbose_name="申报"
    )
    order = models.PositiveSmallIntegerField("次序")
    proposal = models.CharField(
        "拟办意见", max_length=8, choices=BatchItemDecision, default=BatchItemDecision.INCLUDE
    )
    proposal_reason = models.CharField("拟办理由", max_length=500, blank=True)
    decision = models.CharField("审定结果", max_length=8, choices=BatchItemDecision, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_items",
        verbose_name="审定人",
    )
    decided_at = models.DateTimeField("审定时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审定项目"
        ordering = ("batch", "order")
        triggers = [
            *audited(),
            pgtrigger.Protect(
                name="decided_once",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__decision="") & ~pgtrigger.Q(new__decision=""),
            ),
            pgtrigger.Protect(
                name="decided_kept",
                operation=pgtrigger.Delete,
                condition=~pgtrigger.Q(old__decision=""),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["batch", "application"], name="item_once"),
            models.CheckConstraint(
                condition=Q(proposal__in=BatchItemDecision.values), name="item_proposal_known"
            ),
            models.CheckConstraint(
                condition=Q(decision="")
                | Q(decision__in=BatchItemDecision.values, decided_at__isnull=False),
                name="item_decision_whole",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["", "include"]) | ~Q(reason=""),
                name="item_reason_present",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}"
