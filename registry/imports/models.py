"""Imports from Excel: the file as it came, what was read, what will change."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from ipcontact.accounts.rights import can
from ipcontact.audit.triggers import audited
from registry.imports.choices import RunState, Verdict


class RunQuerySet(models.QuerySet):
    def visible_to(self, user) -> RunQuerySet:
        """Runs of this person; all of them for people who may import rosters."""
        if not user.is_authenticated:
            return self.none()
        return self if can(user, "roster.import") else self.filter(created_by=user)


class ImportRun(models.Model):
    """One file on its way into the register: uploaded, previewed, saved.

    The bytes stay here, so that the saved file is the previewed one. Written by
    `imports.services`.
    """

    key = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    filename = models.CharField("文件名", max_length=200)
    content = models.BinaryField("文件内容", editable=False)
    content_hash = models.CharField("校验值", max_length=64)
    edition_name = models.CharField("版次名称", max_length=120, blank=True)
    edition_kind = models.CharField("版次类型", max_length=10, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)
    document_no = models.CharField("文号", max_length=60, blank=True)
    wants_edition = models.BooleanField(
        "生成版次", null=True, help_text="空：有版次名称或文件写了批次时生成。"
    )
    confirmed_codes = models.JSONField("凭执照确认的代码", default=list, blank=True)
    state = models.CharField("状态", max_length=12, choices=RunState, default=RunState.UPLOADED)
    done = models.PositiveIntegerField("已处理行数", default=0)
    total = models.PositiveIntegerField("总行数", default=0)
    summary = models.JSONField("预览摘要", default=dict, blank=True)
    failure = models.TextField("未完成原因", blank=True)
    edition = models.ForeignKey(
        "registry.RosterEdition",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="import_runs",
        verbose_name="生成的版次",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="import_runs",
        verbose_name="导入人",
    )
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    saved_at = models.DateTimeField("保存时间", null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入"
        ordering = ("-pk",)
        triggers = audited(ignored=("content", "done", "total", "summary"))

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return reverse("imports:run", args=[self.key])


class ImportLine(models.Model):
    """A line of the file as read, with its verdict, its defects and old → new per cell."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="lines", verbose_name="导入")
    number = models.PositiveIntegerField("行号")
    verdict = models.CharField("结果", max_length=10, choices=Verdict)
    name = models.CharField("单位名称", max_length=300, blank=True)
    credit_code = models.CharField("统一社会信用代码", max_length=60, blank=True)
    changes = models.JSONField("改动", default=list, blank=True)
    defects = models.JSONField("问题", default=list, blank=True)
    warnings = models.JSONField("提示", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入行"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="import_line_once"),
        ]
        indexes = [models.Index(fields=["run", "verdict", "number"], name="import_line_verdict")]

    def __str__(self) -> str:
        return f"{self.number}"
