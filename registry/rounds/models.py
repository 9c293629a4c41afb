"""Intake rounds: a period in which applications are taken, with quotas per agency."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from ipcontact.accounts.models import Agency
from ipcontact.accounts.rights import can
from ipcontact.audit.triggers import audited, immutable
from registry.criteria.models import SchemeVersion
from registry.rounds.choices import PUBLIC_WORDS, TONES, IntakeRoundState
from registry.rounds.rules import (
    IntakeVerdict,
    Verdict,
    conclusion_verdict,
    intake_verdict,
    state_at,
)


class RoundQuerySet(models.QuerySet):
    def published(self) -> RoundQuerySet:
        """Rounds whose 申报通知 is out; every other one is the bureau's own business, and so is
        what was entered from paper afterwards: its notice was never here."""
        return self.filter(published_on__isnull=False, is_backfill=False)

    def taking(self, at: datetime) -> RoundQuerySet:
        """Rounds that take new applications at a moment (aware), those that close first first."""
        rounds = self.coming(at).filter(opens_at__lte=at)
        return rounds.order_by(F("closes_at").asc(nulls_last=True), "pk")

    def coming(self, at: datetime) -> RoundQuerySet:
        """Published rounds that take applications at a moment or later, the first to open first."""
        planned_or_open = (IntakeRoundState.PLANNED, IntakeRoundState.OPEN)
        rounds = self.published().filter(state__in=planned_or_open)
        return rounds.filter(Q(closes_at=None) | Q(closes_at__gte=at)).order_by("opens_at", "pk")

    def to_open(self, at: datetime) -> RoundQuerySet:
        """Published rounds whose opening has come."""
        return self.published().filter(state=IntakeRoundState.PLANNED, opens_at__lte=at)

    def to_close(self, at: datetime) -> RoundQuerySet:
        """Open rounds whose closing minute is over."""
        return self.filter(state=IntakeRoundState.OPEN, closes_at__lt=at)

    def visible_to(self, user) -> RoundQuerySet:
        """Register staff see every round, everybody the published ones."""
        if user.is_authenticated and can(user, "rounds.view"):
            return self
        return self.published()


class IntakeRound(models.Model):
    """A period of applications (申报批次); every application belongs to one.

    Changed by `rounds.services` only; whether it takes an application at a moment is `intake`,
    which goes by the minute and not by the state.
    """

    number = models.CharField("批次编号", max_length=12, unique=True)
    name = models.CharField("批次名称", max_length=80, unique=True)
    scheme = models.ForeignKey(
        SchemeVersion, models.PROTECT, related_name="rounds", verbose_name="方案版本"
    )
    form_version = models.CharField("申报表版本", max_length=12, default="2026")
    state = models.CharField(
        "状态", max_length=10, choices=IntakeRoundState, default=IntakeRoundState.PLANNED
    )
    is_standing = models.BooleanField("常年申报", default=False)
    is_backfill = models.BooleanField("补录", default=False)
    opens_at = models.DateTimeField("开始时间")
    closes_at = models.DateTimeField("截止时间", null=True, blank=True)
    grace_minutes = models.PositiveSmallIntegerField(
        "宽限（分钟）", default=30, help_text="截止前已打开申报表的，可在宽限时间内提交。"
    )
    counted_on = models.DateField("专利等数据的统计日", null=True, blank=True)
    confirm_days = models.PositiveSmallIntegerField("单位确认推荐的期限（天）", default=7)
    correction_days = models.PositiveSmallIntegerField("补充材料的期限（工作日）", default=5)
    agency_review_days = models.PositiveSmallIntegerField("推荐单位初审（工作日）", default=5)
    bureau_review_days = models.PositiveSmallIntegerField("区局复核（工作日）", default=10)
    contact_agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        related_name="contact_rounds",
        verbose_name="联系部门",
    )
    contact_phone = models.CharField("咨询电话", max_length=40)
    introduction = models.TextField("通知正文", blank=True)
    materials = models.TextField("申报材料", blank=True)
    document_no = models.CharField("文号", max_length=60, blank=True)
    published_on = models.DateField("通知发布日期", null=True, blank=True)
    organ_name = models.CharField("发文机关", max_length=60, blank=True)
    concluded_on = models.DateField("办结日期", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="intake_rounds",
        verbose_name="建立人",
    )
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申报批次"
        ordering = ("-opens_at", "-pk")
        triggers = audited(ignored=("updated_at",))
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=IntakeRoundState.values), name="round_state_known"
            ),
            models.CheckConstraint(
                condition=Q(is_standing=True, closes_at=None)
                | Q(is_standing=False, closes_at__gt=F("opens_at")),
                name="round_closes_after_opening",
                violation_error_message="截止时间应晚于开始时间；常年申报的批次不设截止时间。",
            ),
            models.CheckConstraint(
                condition=Q(is_backfill=False) | Q(state=IntakeRoundState.CONCLUDED),
                name="round_backfilled_is_over",
            ),
            models.CheckConstraint(
                condition=Q(state=IntakeRoundState.PLANNED) | Q(published_on__isnull=False),
                name="round_published_before_opening",
                violation_error_message="申报通知发布以后，批次才能开始。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("rounds:detail", args=[self.number])

    @property
    def is_published(self) -> bool:
        """Whether the 申报通知 is out."""
        return self.published_on is not None

    @property
    def state_word(self) -> str:
        """The state as the staff say it; a planned round whose notice is out says so."""
        is_announced = self.state == IntakeRoundState.PLANNED and self.is_published
        return "已发布，待开始" if is_announced else self.get_state_display()

    @property
    def tone(self) -> str:
        """Colour of the state."""
        return TONES[IntakeRoundState(self.state)]

    def intake(self, at: datetime, *, form_opened_at: datetime | None = None) -> IntakeVerdict:
        """Whether it takes an application at a moment, see `rules.intake_verdict`."""
        return intake_verdict(
            state=self.state,
            is_published=self.is_published,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            grace_minutes=self.grace_minutes,
            at=at,
            form_opened_at=form_opened_at,
        )

    def conclusion(self, at: datetime, *, unfinished: int) -> Verdict:
        """Whether it is done with at a moment, see `rules.conclusion_verdict`."""
        return conclusion_verdict(
            state=self.state,
            unfinished=unfinished,
            closes_at=self.closes_at,
            grace_minutes=self.grace_minutes,
            at=at,
        )

    def state_at(self, at: datetime) -> IntakeRoundState:
        """Where it stands at a moment, also before the clock job has run."""
        return state_at(
            state=self.state,
            is_published=self.is_published,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            at=at,
        )

    def public_word(self, at: datetime) -> str:
        """Where it stands at a moment, as citizens read it."""
        return PUBLIC_WORDS[self.state_at(at)]


class RoundExtension(models.Model):
    """A later closing time, with its reason; the first closing time is that of the oldest row."""

    round = models.ForeignKey(
        IntakeRound, models.CASCADE, related_name="extensions", verbose_name="批次"
    )
    closes_at_before = models.DateTimeField("原截止时间")
    closes_at_after = models.DateTimeField("新截止时间")
    reason = models.CharField("理由", max_length=300)
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="round_extensions",
        verbose_name="延长人",
    )
    extended_at = models.DateTimeField("延长时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "延长截止"
        ordering = ("-pk",)
        triggers = [*audited(), *immutable()]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at_after__gt=F("closes_at_before")), name="extension_is_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.closes_at_after:%Y-%m-%d %H:%M}"


class RecommendationQuota(models.Model):
    """How many units an agency may recommend in a round (推荐名额); no row: no limit."""

    round = models.ForeignKey(
        IntakeRound, models.CASCADE, related_name="quotas", verbose_name="批次"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="recommendation_quotas", verbose_name="推荐单位"
    )
    units = models.PositiveSmallIntegerField("名额（家）")

    class Meta:
        verbose_name = verbose_name_plural = "推荐名额"
        ordering = ("agency__code",)
        triggers = audited()
        constraints = [
            models.UniqueConstraint(
                fields=["round", "agency"],
                name="quota_once",
                violation_error_message="该推荐单位在本批次已有名额。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.units}"
