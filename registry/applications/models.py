"""Applications: a unit's file in a round, what was submitted each time, what it claims."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from ipcontact.accounts.models import Agency
from ipcontact.audit.triggers import audited, immutable
from registry.applications.choices import OPEN, PUBLIC_WORDS, ApplicationState, FilePurpose
from registry.applications.corrections import CorrectionItem, CorrectionNotice
from registry.applications.querysets import ApplicationQuerySet
from registry.criteria.proofs import Proof
from registry.rounds.models import IntakeRound
from registry.units.choices import UnitKind
from registry.units.models import Unit

__all__ = ["Application", "Claim", "CorrectionItem", "CorrectionNotice", "SealedCopy", "Submission"]


def _person(label: str, **values) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=label,
        **values,
    )


class Application(models.Model):
    """A unit's file in a round: self-filed, recommended, or both.

    `answers` and `persons` are what was typed (see `questions`); a unit row exists from the first
    submission on. Of one unit there is one open file; a second claimant's file is a rival until
    the staff have settled who speaks for the unit. Moved by `applications.services`.
    """

    key = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    application_no = models.CharField("申报编号", max_length=16, unique=True)
    lookup_nonce = models.CharField("查询码种子", max_length=32, editable=False)
    round = models.ForeignKey(
        IntakeRound, models.PROTECT, related_name="applications", verbose_name="申报批次"
    )
    state = models.CharField(
        "状态", max_length=16, choices=ApplicationState, default=ApplicationState.DRAFT
    )
    state_since = models.DateTimeField("进入本状态的时间")
    returned_from = models.CharField("退回前的状态", max_length=16, blank=True)
    is_self_filed = models.BooleanField("自愿申报", default=False)
    is_recommended = models.BooleanField("推荐", default=False)
    is_rival = models.BooleanField("另一主张人的申报", default=False)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name="单位",
    )
    unit_name = models.CharField("单位名称", max_length=200, blank=True)
    unit_kind = models.CharField(
        "单位类型", max_length=20, choices=UnitKind, default=UnitKind.ENTERPRISE
    )
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name="推荐单位（主责）",
    )
    co_agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="co_applications",
        verbose_name="协同单位",
    )
    drafted_by_agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="drafted_applications",
        verbose_name="起草推荐的单位",
    )
    owner = _person("单位填报账号", related_name="own_applications")
    entered_by = _person("代为录入", related_name="entered_applications")
    holder = _person("在办人", related_name="held_applications")
    held_since = models.DateTimeField("接办时间", null=True, blank=True)
    answers = models.JSONField("填报内容", default=dict, blank=True)
    persons = models.JSONField("人员信息", default=dict, blank=True)
    licence_by_bureau = models.BooleanField("执照由区局核查", default=False)
    consent_version = models.CharField("承诺书版本", max_length=20, blank=True)
    consented_at = models.DateTimeField("承诺时间", null=True, blank=True)
    opened_form_at = models.DateTimeField("打开申报表的时间", null=True, blank=True)
    submitted_at = models.DateTimeField("首次提交时间", null=True, blank=True)
    is_in_grace = models.BooleanField("宽限内提交", default=False)
    proposal = models.CharField("拟不纳入的理由", max_length=500, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    told_word = ""  # what a part above says of it to its unit; not stored

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申报"
        ordering = ("-pk",)
        triggers = audited(personal=("persons", "lookup_nonce"), ignored=("updated_at",))
        indexes = [
            models.Index(fields=["state", "state_since"], name="application_queue"),
            models.Index(fields=["agency", "state", "state_since"], name="application_agency"),
            models.Index(fields=["round", "state"], name="application_round"),
            models.Index(fields=["credit_code"], name="application_code"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ApplicationState.values), name="application_state_known"
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(state__in=OPEN, is_rival=False),
                name="application_one_open_per_unit",
                violation_error_message="该单位已有一件在办的申报。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"]) | Q(unit__isnull=False),
                name="application_has_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(holder=None, held_since=None)
                | Q(holder__isnull=False, held_since__isnull=False),
                name="application_holder_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(is_self_filed=True) | Q(is_recommended=True)
                | Q(state="discarded"),
                name="application_has_a_source",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.unit_name or self.application_no

    def get_absolute_url(self) -> str:
        return reverse("applications:detail", args=[self.application_no])

    @property
    def public_word(self) -> str:
        """The state as the unit and the citizen read it; see `parts.reworded`."""
        return self.told_word or PUBLIC_WORDS[ApplicationState(self.state)]

    @property
    def sources(self) -> str:
        """自愿申报, 推荐, or both."""
        words = (("自愿申报", self.is_self_filed), ("推荐", self.is_recommended))
        return "、".join(word for word, holds in words if holds)


class Claim(Proof):
    """A condition the applicant relies on, with its proof; becomes `Evidence` when listed."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="claims", verbose_name="申报"
    )

    class Meta(Proof.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "申报依据"
        ordering = ("application", "criterion__code")
        triggers = audited(ignored=("updated_at",))
        constraints = [
            *Proof.Meta.constraints,
            models.UniqueConstraint(
                fields=["application", "criterion"],
                name="claim_once",
                violation_error_message="这项条件已经勾选。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}·{self.criterion_id}"


class Submission(models.Model):
    """What was submitted, frozen: answers, claims and the check sums of the files.

    Written once by `applications.services` at each submission.
    """

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="submissions", verbose_name="申报"
    )
    number = models.PositiveSmallIntegerField("第几次")
    answers = models.JSONField("填报内容")
    persons = models.JSONField("人员信息")
    claims = models.JSONField("申报依据")
    files = models.JSONField("附件", help_text="用途、文件名、校验值")
    digest = models.CharField("内容校验值", max_length=64)
    consent_version = models.CharField("承诺书版本", max_length=20)
    clicked_at = models.DateTimeField("点击提交的时间")
    submitted_at = models.DateTimeField("收到时间", auto_now_add=True)
    submitted_by = _person("提交账号", related_name="submissions")

    class Meta:
        verbose_name = verbose_name_plural = "提交版本"
        ordering = ("application", "-number")
        triggers = [
            *audited(personal=("persons",)),
            *immutable(fields=("application", "number", "answers", "claims", "files", "digest")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="submission_once"),
        ]

    def __str__(self) -> str:
        return f"第{self.number}次提交"

    @property
    def short_digest(self) -> str:
        """Printed at the foot of every page of the form, so that a scan can be tied to it."""
        return self.digest[:12].upper()


class SealedCopy(models.Model):
    """The stamped paper of one submission: its scan belongs to exactly that printed version."""

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="sealed_copies", verbose_name="提交版本"
    )
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, related_name="sealed_copies", verbose_name="盖章件"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    uploaded_by = _person("上传账号", related_name="sealed_copies")

    class Meta:
        verbose_name = verbose_name_plural = "盖章件"
        ordering = ("-pk",)
        triggers = [*audited(), *immutable()]

    def __str__(self) -> str:
        return FilePurpose.SEALED.label
