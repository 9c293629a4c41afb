"""The words of decision batches (state table 3)."""

from django.db import models


class BatchState(models.TextChoices):
    DRAFTING = "drafting", "拟定中"
    IN_DECISION = "in_decision", "呈报审定"
    DECIDED = "decided", "已审定"
    ON_NOTICE = "on_notice", "公示中"
    CONCLUDED = "concluded", "已办结"
    CANCELLED = "cancelled", "已取消"


class BatchActor(models.TextChoices):
    """As whom somebody acts on a batch."""

    HANDLER = "handler", "区局经办"
    MEMBER = "member", "签署链上的人员"
    SIGNER = "signer", "轮到的签署人"
    DECIDER = "decider", "审定人"
    SYSTEM = "system", "系统"


class BatchAction(models.TextChoices):
    """What may be done with a batch; each is one step of the state table."""

    EDIT = "edit", "修改名单"
    SUBMIT = "submit", "呈报审定"
    CANCEL = "cancel", "取消批次"
    SIGN = "sign", "签署同意"
    RETURN = "return", "退回"
    DECIDE = "decide", "审定"
    REOPEN = "reopen", "重新审定"
    ANNUL = "annul", "撤销审定"
    PUT_ON_NOTICE = "put_on_notice", "公示"
    PUT_BACK = "put_back", "公示撤销"
    CONCLUDE = "conclude", "办结"


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
