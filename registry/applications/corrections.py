"""One-time correction notices (退回修改): all defects in one, tied to fields, files and proofs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from ipcontact.audit.triggers import audited
from registry.applications.choices import CorrectionState


class CorrectionNotice(models.Model):
    """Everything that is to be mended, told at once; a second one needs a reason.

    While `drafting` the reviewer ticks defects beside fields; sent, it is what the unit sees;
    the next submission answers it. Written by `applications.services`.
    """

    application = models.ForeignKey(
        "registry.Application",
        models.PROTECT,
        related_name="correction_notices",
        verbose_name="申报",
    )
    number = models.PositiveSmallIntegerField("第几次")
    state = models.CharField(
        "状态", max_length=10, choices=CorrectionState, default=CorrectionState.DRAFTING
    )
    message = models.TextField("总的说明", blank=True)
    second_reason = models.CharField("再次退回的理由", max_length=300, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="correction_notices",
        verbose_name="审核人",
    )
    base_submission = models.ForeignKey(
        "registry.Submission",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="correction_notices",
        verbose_name="针对的提交版本",
    )
    sent_on = models.DateField("发出日期", null=True, blank=True)
    due_on = models.DateField("补充截止日", null=True, blank=True)
    answered_at = models.DateTimeField("补充时间", null=True, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "退回修改"
        ordering = ("application", "-number")
        triggers = audited()
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CorrectionState.values), name="correction_state_known"
            ),
            models.UniqueConstraint(
                fields=["application", "number"], name="correction_number_once"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=["drafting", "sent"]),
                name="correction_one_open",
                violation_error_message="这件申报已有一份未办结的退回修改。",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}次退回修改"


class CorrectionItem(models.Model):
    """One defect. `path` is ``basic.unit_name``, ``claim.3``, or ``file.application.licence``."""

    notice = models.ForeignKey(
        CorrectionNotice, models.CASCADE, related_name="items", verbose_name="退回修改"
    )
    path = models.CharField("位置", max_length=80)
    label = models.CharField("项目", max_length=80)
    defect = models.CharField("问题和要求", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "退回修改项目"
        ordering = ("pk",)
        triggers = audited()
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "path"],
                name="correction_item_once",
                violation_error_message="这一项已经标记，请直接修改原标记。",
            )
        ]

    def __str__(self) -> str:
        return self.label
