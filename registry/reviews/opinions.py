"""Letters to other offices about a list of applications, and what those answer (征求意见)."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from ipcontact.accounts.models import Agency
from ipcontact.accounts.rights import can
from ipcontact.audit.triggers import audited
from registry.applications.models import Application
from registry.applications.querysets import sees_all_applications
from registry.reviews.choices import ReplyState


class OpinionRequestQuerySet(models.QuerySet):
    def visible_to(self, user) -> OpinionRequestQuerySet:
        """The bureau's own papers: its staff, and the auditor."""
        if not user.is_authenticated:
            return self.none()
        return self if can(user, "audit.view") or sees_all_applications(user) else self.none()

    def in_force(self) -> OpinionRequestQuerySet:
        """Without those that were voided."""
        return self.filter(voided_on=None)

    def waiting(self) -> OpinionRequestQuerySet:
        """In force, and an office has not answered."""
        waiting = OpinionReply.objects.filter(request=OuterRef("pk"), state=ReplyState.WAITING)
        return self.in_force().filter(Exists(waiting))

    def overdue(self, today: date) -> OpinionRequestQuerySet:
        """Waiting after the last day of the letter."""
        return self.waiting().filter(due_on__lt=today)


class OpinionRequest(models.Model):
    """A letter that asks other offices about a list of applications (征求意见函).

    `due_on` is what the letter says; a clock beside it explains how it was counted. A wrong letter
    is voided and keeps its number. Written by `reviews.services`.
    """

    number = models.CharField("函件编号", max_length=16, unique=True)
    title = models.CharField("标题", max_length=120)
    applications = models.ManyToManyField(
        Application, related_name="opinion_requests", verbose_name="征求意见的申报"
    )
    sent_on = models.DateField("发函日期")
    due_on = models.DateField("回函截止日")
    document_no = models.CharField("文号", max_length=60, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="opinion_requests",
        verbose_name="发函人",
    )
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    voided_on = models.DateField("作废日期", null=True, blank=True)
    void_reason = models.CharField("作废理由", max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    objects = OpinionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "征求意见函"
        ordering = ("-pk",)
        triggers = audited()
        constraints = [
            models.UniqueConstraint(
                fields=["document_no"],
                condition=~Q(document_no="") & Q(voided_on=None),
                name="opinion_document_no_once",
                violation_error_message="这个文号已用于另一件征求意见函。",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("sent_on")), name="opinion_due_after_sending"
            ),
            models.CheckConstraint(
                condition=Q(voided_on=None, void_reason="")
                | Q(voided_on__isnull=False) & ~Q(void_reason=""),
                name="opinion_void_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reviews:opinion", args=[self.number])


class OpinionReply(models.Model):
    """The answer of one office that was asked."""

    request = models.ForeignKey(
        OpinionRequest, models.CASCADE, related_name="replies", verbose_name="征求意见函"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="opinion_replies", verbose_name="被征求意见的单位"
    )
    state = models.CharField("回函", max_length=14, choices=ReplyState, default=ReplyState.WAITING)
    replied_on = models.DateField("回函日期", null=True, blank=True)
    document_no = models.CharField("回函文号", max_length=60, blank=True)
    note = models.CharField("其他意见", max_length=500, blank=True)
    reminded_on = models.DateField("最近催办日期", null=True, blank=True)
    reminders = models.PositiveSmallIntegerField("催办次数", default=0)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entered_opinion_replies",
        verbose_name="登记人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "回函"
        ordering = ("request", "agency__code")
        triggers = audited()
        constraints = [
            models.UniqueConstraint(fields=["request", "agency"], name="reply_once"),
            models.CheckConstraint(
                condition=Q(state__in=ReplyState.values), name="reply_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", replied_on=None)
                | Q(replied_on__isnull=False) & ~Q(state="waiting"),
                name="reply_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}·{self.get_state_display()}"

    @property
    def is_waiting(self) -> bool:
        return self.state == ReplyState.WAITING


class OpinionException(models.Model):
    """What an office has to say against one unit of the list."""

    reply = models.ForeignKey(
        OpinionReply, models.CASCADE, related_name="exceptions", verbose_name="回函"
    )
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="opinion_exceptions", verbose_name="申报"
    )
    text = models.CharField("意见", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "不同意见"
        ordering = ("reply", "pk")
        triggers = audited()
        constraints = [
            models.UniqueConstraint(fields=["reply", "application"], name="exception_once")
        ]

    def __str__(self) -> str:
        return f"{self.application_id}"
