"""The words of applications (state table 1): states, who acts, what may be done."""

from django.db import models


class ApplicationState(models.TextChoices):
    """Where an application stands, as the staff say it."""

    DRAFT = "draft", "草稿"
    AWAITING_UNIT = "awaiting_unit", "待单位确认"
    AGENCY_REVIEW = "agency_review", "待推荐单位初审"
    RETURNED = "returned", "退回修改"
    BUREAU_REVIEW = "bureau_review", "待区局复核"
    INSPECTION = "inspection", "考察中"
    READY = "ready", "待上会"
    IN_BATCH = "in_batch", "已列入批次"
    APPROVED = "approved", "审定通过"
    ON_NOTICE = "on_notice", "公示中"
    NOT_SELECTED = "not_selected", "未纳入本批"
    LISTED = "listed", "已纳入"
    WITHDRAWN = "withdrawn", "已撤回"
    DECLINED = "declined", "单位不同意"
    LAPSED = "lapsed", "逾期关闭"
    DISCARDED = "discarded", "已作废"


# As the unit and the citizen read it; several states share a word.
PUBLIC_WORDS = {
    ApplicationState.DRAFT: "填写中",
    ApplicationState.AWAITING_UNIT: "请贵单位确认推荐信息",
    ApplicationState.AGENCY_REVIEW: "已提交，审核中",
    ApplicationState.RETURNED: "请补充材料",
    ApplicationState.BUREAU_REVIEW: "审核中",
    ApplicationState.INSPECTION: "审核中",
    ApplicationState.READY: "审核中",
    ApplicationState.IN_BATCH: "审核中",
    ApplicationState.APPROVED: "审核中",
    ApplicationState.ON_NOTICE: "公示中",
    ApplicationState.NOT_SELECTED: "本批次未纳入",
    ApplicationState.LISTED: "已纳入名录",
    ApplicationState.WITHDRAWN: "已撤回",
    ApplicationState.DECLINED: "已谢绝",
    ApplicationState.LAPSED: "已关闭",
    ApplicationState.DISCARDED: "已关闭",
}

FINAL = (
    ApplicationState.NOT_SELECTED,
    ApplicationState.LISTED,
    ApplicationState.WITHDRAWN,
    ApplicationState.DECLINED,
    ApplicationState.LAPSED,
    ApplicationState.DISCARDED,
)
# Open files of which a unit may have one at a time; drafts block nobody.
OPEN = tuple(s for s in ApplicationState if s not in FINAL and s != ApplicationState.DRAFT)


class Actor(models.TextChoices):
    """Who acts on an application (state tables, 0)."""

    UNIT = "unit", "申报单位"
    CLERK = "clerk", "推荐单位经办"
    HEAD = "head", "推荐单位负责人"
    HANDLER = "handler", "区局经办"
    DECIDER = "decider", "审定领导"
    SYSTEM = "system", "系统"


class ApplicationAction(models.TextChoices):
    """What may be done with an application; each is one step of the state table."""

    SUBMIT = "submit", "提交申报"
    RECOMMEND = "recommend", "推荐并请单位确认"
    DISCARD = "discard", "作废"
    CONFIRM = "confirm", "单位确认"
    DECLINE = "decline", "单位谢绝"
    REVOKE = "revoke", "撤销推荐"
    LAPSE = "lapse", "逾期关闭"
    ENDORSE = "endorse", "同意推荐"
    NOT_ENDORSE = "not_endorse", "不推荐"
    BYPASS = "bypass", "越过推荐单位直接复核"
    RETURN = "return", "退回修改"
    FORWARD = "forward", "转其他推荐单位"
    RESUBMIT = "resubmit", "补充后重新提交"
    WITHDRAW = "withdraw", "撤回申报"
    PASS = "pass", "复核通过"
    PROPOSE_EXCLUDE = "propose_exclude", "建议不纳入"
    INSPECTED = "inspected", "考察完成"
    SEND_BACK = "send_back", "退回复核"
    ADD_TO_BATCH = "add_to_batch", "列入批次"
    TAKE_OUT = "take_out", "移出批次"
    INCLUDE = "include", "审定纳入"
    EXCLUDE = "exclude", "审定不纳入"
    DEFER = "defer", "审定暂缓"
    RECONSIDER = "reconsider", "重新审定"
    ANNUL = "annul", "撤销审定"
    PUT_ON_NOTICE = "put_on_notice", "公示"
    OFF_NOTICE = "off_notice", "公示撤销"
    LIST = "list", "公布纳入"
    TAKE_OFF_NOTICE = "take_off_notice", "异议成立不纳入"
    REOPEN = "reopen", "重新打开"
    DISPLACE = "displace", "认定由另一申报代表单位"
    SUPERSEDE = "supersede", "因单位已纳入名录关闭"


class CorrectionState(models.TextChoices):
    """A correction notice: marks are collected, then it is sent once, then answered."""

    DRAFTING = "drafting", "标记中"
    SENT = "sent", "待补充"
    ANSWERED = "answered", "已补充"
    CANCELLED = "cancelled", "已取消"


class FillingState(models.TextChoices):
    """What a unit says to a file that somebody else filled in for it."""

    WAITING = "waiting", "单位还没有确认"
    CONFIRMED = "confirmed", "单位已确认"
    SEALED = "sealed", "已有单位盖章件"
    DISOWNED = "disowned", "单位表示不知情"


# Steps by which the unit says so.
CONFIRMED, DISOWNED = "application.agent_confirmed", "application.agent_disowned"
UNIT_SAID = {CONFIRMED: FillingState.CONFIRMED, DISOWNED: FillingState.DISOWNED}


class FilePurpose(models.TextChoices):
    """What a file of an application is for."""

    LICENCE = "application.licence", "营业执照或登记证书"
    POLICY = "application.policy", "知识产权管理制度"
    AUTHORISATION = "application.authorisation", "授权书"
    AGREEMENT = "application.agreement", "联盟协议、会员名单"
    OTHER = "application.other", "其他材料"
    SEALED = "application.sealed", "申报表盖章件"
