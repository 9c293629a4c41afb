"""What was looked at, asked and checked about applications before they are put to decision."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from ipcontact.accounts.models import Agency
from ipcontact.audit.triggers import audited, immutable
from registry.applications.models import Application
from registry.applications.querysets import sees_all_applications
from registry.reviews.choices import Conclusion, CreditResult, InspectionMode, ReplyState


class OfApplicationQuerySet(models.QuerySet):
    """Rows that belong to an application."""

    def visible_to(self, user) -> OfApplicationQuerySet:
        """Rows of applications this person of the staff may open."""
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

    def __str__(self) -> str:
        return self.name


class Inspection(models.Model):
    """One assessment of one application by one mode; on site by two people at least.

    Written by `reviews.services`.
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
    version = models.PositiveIntegerField("版本", default=1)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "综合考察"
        ordering = ("application", "-done_on", "-pk")
        triggers = audited()
        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=InspectionMode.values), name="inspection_mode_known"
            ),
            models.CheckConstraint(
                condition=Q(conclusion__in=Conclusion.values), name="inspection_conclusion_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_mode_display()} {self.done_on}"


class StaffRowsQuerySet(models.QuerySet):
    def visible_to(self, user) -> StaffRowsQuerySet:
        """The bureau's own papers: its staff."""
        return self if user.is_authenticated and sees_all_applications(user) else self.none()


class OpinionRequest(models.Model):
    """A letter that asks other offices about a list of applications (征求意见函)."""

    number = models.CharField("编号", max_length=16, unique=True)
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

    objects = StaffRowsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "征求意见函"
        ordering = ("-pk",)
        triggers = audited()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reviews:opinion_request", args=[self.number])


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
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}·{self.get_state_display()}"


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


class ConflictDeclaration(models.Model):
    """A person stands aside for one application (回避): takes no part in its decision."""

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
    declared_at = models.DateTimeField("申明时间", auto_now_add=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "回避"
        ordering = ("application", "pk")
        triggers = [*audited(), *immutable()]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "user"],
                name="conflict_once",
                violation_error_message="您已对这件申报申明回避。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id}"
