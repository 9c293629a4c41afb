"""The words of objections (state table 5)."""

from django.db import models


class ObjectionState(models.TextChoices):
    RECEIVED = "received", "已收到"
    SUPPLEMENT = "supplement", "待补充"
    INVESTIGATING = "investigating", "核查中"
    CONCLUDED = "concluded", "已核查"
    ANSWERED = "answered", "已答复"
    WITHDRAWN = "withdrawn", "已撤回"
    LEAD_ONLY = "lead_only", "转为线索"


# What the objector reads on asking how far it is.
OBJECTOR_WORDS = {
    ObjectionState.RECEIVED: "已收到",
    ObjectionState.SUPPLEMENT: "请补充",
    ObjectionState.INVESTIGATING: "核查中",
    ObjectionState.CONCLUDED: "核查结束",
    ObjectionState.ANSWERED: "已答复",
    ObjectionState.WITHDRAWN: "已撤回",
    ObjectionState.LEAD_ONLY: "已登记",
}


# When the days of the answer may stand still; an internal limit of the bureau, no law's.
GROUNDS_TO_PAUSE = (
    "需要鉴定、检测或者专家咨询",
    "等待其他机关提供情况",
    "等待异议人或者被异议单位补充材料",
    "不可抗力",
)


class ObjectionChannel(models.TextChoices):
    """By which way it came."""

    ONLINE = "online", "网上"
    CALL = "call", "来电"
    LETTER = "letter", "来信"
    VISIT = "visit", "来访"
    FAX = "fax", "传真"
    MAIL = "mail", "电子邮件"


class Conclusion(models.TextChoices):
    """异议定性."""

    UPHELD = "upheld", "成立"
    PARTLY_UPHELD = "partly_upheld", "部分成立"
    REJECTED = "rejected", "不成立"


class ItemOutcome(models.TextChoices):
    """What becomes of the unit when an objection is partly upheld."""

    KEEP = "keep", "保留在名单上"
    TAKE_OUT = "take_out", "移出拟定名单"


class LeadGround(models.TextChoices):
    """Why an objection is kept as a lead only."""

    ANONYMOUS = "anonymous", "匿名"
    LATE = "late", "不在公示期内"
    IRRELEVANT = "irrelevant", "与公示无关"
    INCOMPLETE = "incomplete", "到期没有补充"
    OFF_LIST = "off_list", "单位已不在公示名单上"


class ObjectionActor(models.TextChoices):
    """As whom somebody acts on an objection."""

    HANDLER = "handler", "区局经办"
    NAMED = "named", "这件异议的经办人"
    DECIDER = "decider", "审定领导"
    OBJECTOR = "objector", "异议人"


class ObjectionAction(models.TextChoices):
    """What may be done with an objection; each is one step of the state table."""

    TAKE_OVER = "take_over", "接办"
    TAKE_UP = "take_up", "立项核查"
    ASK = "ask", "请补充"
    COMPLETE = "complete", "补充材料"
    LEAD = "lead", "转为线索"
    PROPOSE = "propose", "提出定性建议"
    RETURN = "return", "退回重新核查"
    DECIDE = "decide", "异议定性"
    ANSWER = "answer", "登记答复"
    WITHDRAW = "withdraw", "登记撤回"
    SETTLE = "settle", "处理撤回"
