"""Official documents and the number series that the bureau has lent to the system."""

from __future__ import annotations

import uuid
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from ipcontact.accounts.models import Agency
from ipcontact.accounts.rights import agency_scope, can, is_at_bureau
from ipcontact.audit.triggers import audited, immutable
from ipcontact.clocks import subjects
from ipcontact.documents.choices import DocumentState, SendChannel
from ipcontact.documents.kinds import DocumentKind, kind_of


class NumberSeries(models.Model):
    """A 机关代字 under which this system numbers documents itself: no gaps, voided ones kept.

    The office's own register (OA) must not use the same 代字.
    """

    prefix = models.CharField(
        "机关代字",
        max_length=20,
        unique=True,
        help_text="例如：津滨市监知异。〔年份〕和序号自动编。",
    )
    label = models.CharField("用途", max_length=60)
    is_open = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "文号系列"
        ordering = ("prefix",)
        triggers = audited()

    def __str__(self) -> str:
        return f"{self.prefix}（{self.label}）"


class DocumentQuerySet(models.QuerySet):
    def of(self, subject: models.Model) -> DocumentQuerySet:
        """Documents of one record."""
        table, key = subjects.reference(subject)
        return self.filter(subject_table=table, subject_key=key)

    def visible_to(self, user) -> DocumentQuerySet:
        """Staff of the bureau see all, other agencies what they and those below drew up."""
        if not user.is_authenticated or not can(user, "documents.view"):
            return self.none()
        if can(user, "audit.view") or is_at_bureau(user):
            return self
        return self.filter(agency__in=agency_scope(user))


class OfficialDocument(models.Model):
    """One paper of the office, from draft to delivery. Written by `documents.services`.

    What it says is frozen when it is approved; its number is typed from the office's register or
    drawn from a series, and stays with it when it is voided.
    """

    key = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("种类", max_length=40)
    subject_table = models.CharField("所属表", max_length=63)
    subject_key = models.CharField("所属记录", max_length=40)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="documents", verbose_name="承办机构"
    )
    state = models.CharField(
        "状态", max_length=8, choices=DocumentState, default=DocumentState.DRAFT
    )
    title = models.CharField("标题", max_length=300)
    addressee = models.CharField("主送", max_length=200, blank=True)
    text = models.TextField("正文", max_length=20_000)
    tables = models.JSONField("附表", default=list, blank=True)
    facts = models.JSONField("模板内容", default=dict, blank=True)
    organ_name = models.CharField("发文机关", max_length=120)
    letterhead = models.CharField("发文机关标志", max_length=120)
    dated_on = models.DateField("成文日期", null=True, blank=True)
    document_no = models.CharField("文号", max_length=60, blank=True)
    series = models.ForeignKey(
        NumberSeries,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="文号系列",
    )
    number_year = models.PositiveSmallIntegerField("文号年份", null=True, blank=True)
    serial = models.PositiveIntegerField("文号序号", null=True, blank=True)
    content_hash = models.CharField("定稿校验值", max_length=64, blank=True)
    channel = models.CharField("发出方式", max_length=12, choices=SendChannel, blank=True)
    sent_on = models.DateField("发出日期", null=True, blank=True)
    served_on = models.DateField("送达日期", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="documents",
        verbose_name="拟稿人",
    )
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        ordering = ("-pk",)
        indexes = [models.Index(fields=["subject_table", "subject_key"], name="document_subject")]
        triggers = [
            *audited(personal=("addressee", "text", "facts", "tables"), ignored=("updated_at",)),
            *immutable(fields=("key", "kind", "subject_table", "subject_key", "agency")),
            pgtrigger.Protect(
                name="wording_frozen",
                operation=pgtrigger.UpdateOf(
                    "title", "addressee", "text", "tables", "facts", "organ_name", "letterhead"
                ),
                condition=~pgtrigger.Q(old__state=DocumentState.DRAFT),
            ),
            pgtrigger.Protect(name="numbered_kept", operation=pgtrigger.Delete),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DocumentState.values), name="document_state_known"
            ),
            models.CheckConstraint(
                condition=Q(channel="") | Q(channel__in=SendChannel.values),
                name="document_channel_known",
            ),
            models.UniqueConstraint(
                fields=["series", "number_year", "serial"], name="document_serial_once"
            ),
            models.CheckConstraint(
                condition=Q(series=None, number_year=None, serial=None)
                | Q(series__isnull=False, number_year__isnull=False, serial__isnull=False),
                name="document_serial_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "void"]) | ~Q(content_hash=""),
                name="document_frozen_has_hash",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "served"])
                | Q(sent_on__isnull=False) & ~Q(channel=""),
                name="document_sent_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("documents:detail", args=[self.key])

    @property
    def form(self) -> DocumentKind:
        """What kind of paper it is."""
        return kind_of(self.kind)

    @property
    def paragraphs(self) -> list[str]:
        """正文, one paragraph per line."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]

    @property
    def number_words(self) -> str:
        """文号, or 待编号."""
        return self.document_no or "待编号"

    @property
    def subject(self) -> Any:
        """The record it belongs to; one query each time."""
        return subjects.resolve(self.subject_table, self.subject_key)
