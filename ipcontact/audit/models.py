"""Two append-only tables: row changes, written by triggers, and accesses."""

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from ipcontact.audit.triggers import immutable


class Operation(models.TextChoices):
    INSERT = "insert", "新增"
    UPDATE = "update", "修改"
    DELETE = "delete", "删除"


class AccessKind(models.TextChoices):
    SIGN_IN = "sign_in", "登录"
    SIGN_OUT = "sign_out", "退出"
    SIGN_IN_FAILED = "sign_in_failed", "登录失败"
    CREDENTIAL = "credential", "更改登录凭据"
    REFUSAL = "refusal", "拒绝访问"
    EXPORT = "export", "导出"
    REVEAL = "reveal", "显示个人信息"
    DOWNLOAD = "download", "下载"


class Stamp(models.Model):
    """Who, from where, when: plain values without foreign keys, so that nothing can hold
    the record back or take it along."""

    user_id = models.BigIntegerField("人员编号", null=True, editable=False)
    user_name = models.CharField("人员", max_length=80, blank=True, editable=False)
    request_id = models.CharField("请求编号", max_length=16, blank=True, editable=False)
    address = models.CharField("来源地址", max_length=45, blank=True, editable=False)
    at = models.DateTimeField("时间", db_default=Now(), editable=False)

    class Meta:
        abstract = True


class Change(Stamp):
    """One inserted, updated or deleted row of an audited table. Written by the database
    (function ``audit_write``), by no code of ours; personal values are never in it."""

    Operation = Operation

    table_name = models.CharField("数据表", max_length=63, editable=False)
    row_key = models.CharField("行", max_length=64, editable=False)
    operation = models.CharField("操作", max_length=6, choices=Operation, editable=False)
    before = models.JSONField("变更前", null=True, editable=False)
    after = models.JSONField("变更后", null=True, editable=False)
    act = models.CharField("事项", max_length=60, blank=True, editable=False)
    reason = models.TextField("理由", blank=True, editable=False)

    class Meta:
        verbose_name = "数据变更"
        verbose_name_plural = "数据变更"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["table_name", "row_key", "-id"], name="audit_change_row"),
            models.Index(
                fields=["user_id", "-id"],
                name="audit_change_user",
                condition=models.Q(user_id__isnull=False),
            ),
            models.Index(fields=["at"], name="audit_change_at"),
            models.Index(
                fields=["act", "-id"], name="audit_change_act", condition=~models.Q(act="")
            ),
            models.Index(
                fields=["request_id"],
                name="audit_change_request",
                condition=~models.Q(request_id=""),
            ),
        ]
        triggers = [*immutable()]

    def __str__(self):
        return f"{self.get_operation_display()} {self.table_name} {self.row_key}"

    def get_absolute_url(self):
        return reverse("audit:change", args=[self.pk])


class AccessEvent(Stamp):
    """One sign-in, refusal, export, reveal or download. Written by ``services.record_access``."""

    Kind = AccessKind

    kind = models.CharField("类别", max_length=16, choices=Kind, editable=False)
    target = models.CharField("对象", max_length=400, blank=True, editable=False)
    detail = models.JSONField("说明", default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = "访问记录"
        verbose_name_plural = "访问记录"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["kind", "-id"], name="audit_access_kind"),
            models.Index(
                fields=["user_id", "-id"],
                name="audit_access_user",
                condition=models.Q(user_id__isnull=False),
            ),
            models.Index(fields=["at"], name="audit_access_at"),
            models.Index(
                fields=["request_id"],
                name="audit_access_request",
                condition=~models.Q(request_id=""),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=AccessKind.values),
                name="audit_access_kind_known",
                violation_error_message="未知的访问类别。",
            )
        ]
        triggers = [*immutable()]

    def __str__(self):
        return f"{self.get_kind_display()} {self.target}"

    def get_absolute_url(self):
        return reverse("audit:access", args=[self.pk])
