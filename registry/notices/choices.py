"""The words of public notices (state table 4)."""

from django.db import models


class NoticeState(models.TextChoices):
    DRAFTING = "drafting", "起草"
    CHECKING = "checking", "核稿"
    APPROVED = "approved", "待发布"
    PUBLISHED = "published", "公示中"
    STOPPED = "stopped", "已中止"
    ENDED = "ended", "公示期满"
    ANNOUNCED = "announced", "已公布"
    CANCELLED = "cancelled", "已撤销"


# What the public reads; states without a word are not public.
PUBLIC_WORDS = {
    NoticeState.PUBLISHED: "公示中",
    NoticeState.STOPPED: "公示中止",
    NoticeState.ENDED: "公示已结束",
    NoticeState.ANNOUNCED: "已公布",
    NoticeState.CANCELLED: "公示撤销",
}


# Published, but its window does not run and its last day means nothing.
STILL = (NoticeState.STOPPED, NoticeState.CANCELLED)


class NoticeItemState(models.TextChoices):
    """Where one unit of a list stands; 单位撤回 is read from its application."""

    SHOWN = "shown", "公示中"
    HELD = "held", "暂缓（有异议）"
    CLEAR = "clear", "解除暂缓"
    TAKEN_OUT = "taken_out", "移出拟定名单"


# How a unit stands that nobody has objected to, by the state of its notice.
SHOWN_WORDS = {
    NoticeState.DRAFTING: "待公示",
    NoticeState.CHECKING: "待公示",
    NoticeState.APPROVED: "待公示",
    NoticeState.PUBLISHED: "公示中",
    NoticeState.STOPPED: "公示中止",
    NoticeState.ENDED: "公示期满",
    NoticeState.ANNOUNCED: "公示期满",
    NoticeState.CANCELLED: "公示撤销",
}


class NoticeActor(models.TextChoices):
    """As whom somebody acts on a notice."""

    HANDLER = "handler", "区局经办"
    CHECKER = "checker", "核稿人（没有起草、修改、送核稿的区局经办）"
    RETURNER = "returner", "起草人以外的区局经办"
    DECIDER = "decider", "审定领导"
    SYSTEM = "system", "系统"


class NoticeAction(models.TextChoices):
    """What may be done with a notice; each is one step of the state table."""

    EDIT = "edit", "修改"
    SUBMIT = "submit", "送核稿"
    DROP = "drop", "放弃起草"
    PASS = "pass", "核稿通过"
    RETURN = "return", "退回起草"
    REDRAFT = "redraft", "撤回修改"
    PUBLISH = "publish", "发布"
    REGISTER = "register", "登记门户发布"
    EXTEND = "extend", "延长公示"
    CORRECT = "correct", "更正公告"
    STOP = "stop", "中止公示"
    RESTART = "restart", "恢复公示"
    CANCEL = "cancel", "撤销公示"
    END = "end", "公示期满"
    ANNOUNCE = "announce", "公布"
    SUPPLEMENT = "supplement", "补充公布"
    REPEAT = "repeat", "重新公示"
    INFORM = "inform", "拟写入库告知函"
    NUMBER = "number", "补填文号"
    NUMBER_LETTERS = "number_letters", "编告知函文号"
    SEND_LETTERS = "send_letters", "发出入库告知函"


class CheckPoint(models.TextChoices):
    """What the second person looks at before publication (政府信息公开条例 13–17, 32 条;
    个人信息保护法 25、34 条)."""

    COMPLETE = "complete", "依据、名单、起止日期、提出异议的方式和要求齐全"
    LIST = "list", "名单与审定结果一致，名称、代码、条款无误"
    SECRETS = "secrets", "不涉及国家秘密、商业秘密"
    PRIVACY = "privacy", "不含联络员、法定代表人等个人信息"
    PROCESS = "process", "不含内部讨论、执法案卷等过程性信息"
    WORDING = "wording", "用词恰当：入库不是行政许可，不设期限"
