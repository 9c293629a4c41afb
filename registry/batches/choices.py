"""The words of decision batches (state table 3)."""

from django.db import models


class BatchState(models.TextChoices):
    DRAFTING = "drafting", "拟定中"
    IN_DECISION = "in_decision", "呈报审定"
    DECIDED = "decided", "已审定"
    ON_NOTICE = "on_notice", "公示中"
    CONCLUDED = "concluded", "已办结"
    CANCELLED = "cancelled", "已取消"


class BatchItemDecision(models.TextChoices):
    INCLUDE = "include", "纳入"
    EXCLUDE = "exclude", "不纳入"
    DEFER = "defer", "暂缓"


class SignerRole(models.TextChoices):
    """The places of the chain; the last of a chain decides."""

    DRAFT = "draft", "拟办"
    REVIEW = "review", "审核"
    DECIDE = "decide", "审定"


class SignatureState(models.TextChoices):
    WAITING = "waiting", "待签署"
    AGREED = "agreed", "同意"
    RETURNED = "returned", "退回"
