"""Recommendations: what an agency says of a unit, and the Excel sheets in which it says it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Cast
from django.urls import reverse

from ipcontact.accounts.models import Agency
from ipcontact.accounts.rights import agency_scope
from ipcontact.audit.triggers import audited
from ipcontact.clocks.models import Clock
from registry.applications.choices import OPEN, ApplicationState
from registry.applications.models import Application
from registry.applications.querysets import sees_all_applications
from registry.recommendations.choices import LineVerdict, Opinion, RecommendationState, SheetState
from registry.rounds.models import IntakeRound

# Files that ended before anything was decided: their recommendation takes no place of the quota.
WITHOUT_RESULT = (
    ApplicationState.WITHDRAWN,
    ApplicationState.DECLINED,
    ApplicationState.LAPSED,
    ApplicationState.DISCARDED,
)


class OfAgencyQuerySet(models.QuerySet):
    """Rows that belong to an agency."""

    def visible_to(self, user) -> OfAgencyQuerySet:
        """The bureau sees all, an agency its own and those of agencies below it."""
        if not user.is_authenticated:
            return self.none()
        if sees_all_applications(user):
            return self
        return self.filter(agency__in=agency_scope(user))


class RecommendationQuerySet(OfAgencyQuerySet):
    """Opinions of agencies, by what has to be done with them next."""

    def standing(self) -> RecommendationQuerySet:
        """Signed ones that still count: not revoked, their file not closed without a result."""
        return self.filter(state=RecommendationState.SIGNED).exclude(
            application__state__in=WITHOUT_RESULT
        )

    def taking_places(self) -> RecommendationQuerySet:
        """Each takes a place of its agency's quota in the round of its file."""
        return self.standing().filter(opinion=Opinion.RECOMMENDED)

    def to_sign(self) -> RecommendationQuerySet:
        """Waiting for the head: drafts of files that have not ended, and signed ones whose file
        came to the own review."""
        own = Q(
            application__state=ApplicationState.DRAFT,
            application__drafted_by_agency=F("agency"),
        )
        goes_on = own | Q(application__state__in=OPEN)
        draft = goes_on & Q(state=RecommendationState.DRAFTING)
        came_back = Q(
            state=RecommendationState.SIGNED,
            application__state=ApplicationState.AGENCY_REVIEW,
            application__agency=F("agency"),
        )
        return self.filter(draft | came_back)

    def with_deadline(self) -> RecommendationQuerySet:
        """With `confirm_by`, the last day of the unit to answer, while it is asked."""
        clocks = Clock.objects.open().filter(
            subject_table=Application._meta.db_table,
            subject_key=Cast(OuterRef("application_id"), CharField()),
        )
        asked = Q(application__state=ApplicationState.AWAITING_UNIT)
        last = Subquery(clocks.order_by("due_on").values("due_on")[:1])
        return self.annotate(confirm_by=Case(When(asked, then=last), default=None))

    def with_sight(self, user) -> RecommendationQuerySet:
        """With `sees_file`, whether this person may open the file: a third office that joined one
        reads only its own words."""
        files = Application.objects.visible_to(user).filter(pk=OuterRef("application_id"))
        return self.annotate(sees_file=Exists(files))

    def unconfirmed(self) -> RecommendationQuerySet:
        """Signed proposals whose unit has not answered yet."""
        return self.filter(
            state=RecommendationState.SIGNED,
            application__state=ApplicationState.AWAITING_UNIT,
            application__drafted_by_agency=F("agency"),
        )


class Recommendation(models.Model):
    """The opinion of one agency on one application: drafted by a clerk, signed by the head.

    For a unit that the agency itself proposes, the contact it named is kept here: the invitation
    is bound to that contact. Written by `recommendations.services`.
    """

    key = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="recommendations", verbose_name="申报"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="recommendations", verbose_name="推荐单位"
    )
    state = models.CharField(
        "状态", max_length=10, choices=RecommendationState, default=RecommendationState.DRAFTING
    )
    opinion = models.CharField("意见", max_length=16, choices=Opinion, default=Opinion.RECOMMENDED)
    statement = models.TextField("推荐意见", blank=True)
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    contact_mobile = models.CharField("联系手机", max_length=11, blank=True)
    contact_email = models.EmailField("联系邮箱", blank=True)
    sheet_line = models.ForeignKey(
        "registry.SheetLine",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name="汇总表行",
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="drafted_recommendations",
        verbose_name="拟稿人",
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signed_recommendations",
        verbose_name="签发人",
    )
    signed_on = models.DateField("签发日期", null=True, blank=True)
    revoked_reason = models.CharField("撤销理由", max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("拟稿时间", auto_now_add=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "推荐"
        ordering = ("-pk",)
        triggers = audited(personal=("contact_name", "contact_mobile", "contact_email"))
        constraints = [
            models.UniqueConstraint(
                fields=["application", "agency"],
                condition=~Q(state="revoked"),
                name="recommendation_once_per_agency",
                violation_error_message="本机构已对这件申报出具意见。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RecommendationState.values),
                name="recommendation_state_known",
            ),
            models.CheckConstraint(
                condition=Q(opinion__in=Opinion.values), name="recommendation_opinion_known"
            ),
            models.CheckConstraint(
                condition=Q(state="drafting", signed_by=None, signed_on=None)
                | Q(state__in=["signed", "revoked"]),
                name="recommendation_signature_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}·{self.get_opinion_display()}"

    def get_absolute_url(self) -> str:
        return reverse("recommendations:detail", args=[self.key])

    @property
    def is_own_proposal(self) -> bool:
        """Whether the agency began this file itself; else it joined one that was there."""
        return self.application.drafted_by_agency_id == self.agency_id


class RecommendationSheet(models.Model):
    """One 推荐汇总表 as the office wrote it: previewed, mended on the page, imported once."""

    key = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="recommendation_sheets", verbose_name="推荐单位"
    )
    round = models.ForeignKey(
        IntakeRound, models.PROTECT, related_name="recommendation_sheets", verbose_name="申报批次"
    )
    filename = models.CharField("文件名", max_length=200)
    content = models.BinaryField("文件内容", editable=False)
    content_hash = models.CharField("校验值", max_length=64)
    state = models.CharField(
        "状态", max_length=10, choices=SheetState, default=SheetState.PREVIEWED
    )
    summary = models.JSONField("预览摘要", default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="recommendation_sheets",
        verbose_name="上传人",
    )
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    imported_at = models.DateTimeField("导入时间", null=True, blank=True)

    objects = OfAgencyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "推荐汇总表"
        ordering = ("-pk",)
        triggers = audited(ignored=("content", "summary"))
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SheetState.values), name="sheet_state_known"
            )
        ]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return reverse("recommendations:sheet", args=[self.key])


class LineQuerySet(models.QuerySet):
    def wrong_first(self) -> LineQuerySet:
        """Lines somebody has to mend, then the others, each as in the file."""
        wrong = Case(When(verdict=LineVerdict.REJECTED, then=0), default=1)
        return self.annotate(place=wrong).order_by("place", "number")


class SheetLine(models.Model):
    """A line of a sheet: as read, as mended on the page, and what became of it."""

    sheet = models.ForeignKey(
        RecommendationSheet, models.CASCADE, related_name="lines", verbose_name="汇总表"
    )
    number = models.PositiveIntegerField("行号")
    verdict = models.CharField("结果", max_length=10, choices=LineVerdict)
    values = models.JSONField("读到的内容", default=dict)
    persons = models.JSONField("联系人", default=dict)
    mended = models.JSONField("改正的内容", default=dict, blank=True)
    defects = models.JSONField("问题", default=list, blank=True)
    warnings = models.JSONField("提示", default=list, blank=True)
    application = models.ForeignKey(
        Application,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sheet_lines",
        verbose_name="申报",
    )

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "汇总表行"
        ordering = ("number",)
        triggers = audited(personal=("persons",))
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="sheet_line_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=LineVerdict.values), name="sheet_line_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("recommendations:line", args=[self.sheet.key, self.number])

    @property
    def cells(self) -> dict[str, str]:
        """The cells by column as they count now: read, contact, mended."""
        return {**self.values.get("cells", {}), **self.persons, **self.mended.get("cells", {})}

    @property
    def unit_name(self) -> str:
        return self.cells.get("name", "")

    @property
    def credit_code(self) -> str:
        return self.cells.get("credit_code", "")

    @property
    def can_be_mended(self) -> bool:
        return self.verdict in (LineVerdict.READY, LineVerdict.REJECTED)
