"""The words of assessment: modes, conclusions, replies, results."""

from django.db import models

from registry.applications.choices import ApplicationState


class InspectionMode(models.TextChoices):
    """How a unit is looked at (综合考察); a service of selection, not an administrative check."""

    DOCUMENTS = "documents", "材料审查"
    PHONE = "phone", "电话核实"
    ON_SITE = "on_site", "实地考察"
    MEETING = "meeting", "会议评审"


class Conclusion(models.TextChoices):
    FIT = "fit", "符合"
    DOUBTFUL = "doubtful", "存疑"
    UNFIT = "unfit", "不符合"


class ReplyState(models.TextChoices):
    """An office that was asked: has not answered, has nothing against, names exceptions."""

    WAITING = "waiting", "待回函"
    NO_OBJECTION = "no_objection", "无意见"
    EXCEPTIONS = "exceptions", "有意见"


class CreditResult(models.TextChoices):
    CLEAR = "clear", "无不良记录"
    RECORDED = "recorded", "有记录"
    SERIOUS = "serious", "严重违法失信"


# Applications in these states are assessed; in the first one they wait for it.
INSPECTED_IN = (ApplicationState.INSPECTION, ApplicationState.READY)
# From the bureau's review to the leaders' decision other offices are asked, credit is checked.
ENQUIRED_IN = (
    ApplicationState.BUREAU_REVIEW,
    ApplicationState.INSPECTION,
    ApplicationState.READY,
    ApplicationState.IN_BATCH,
)

# How a state looks beside its word.
CONCLUSION_TONES = {Conclusion.FIT: "ok", Conclusion.DOUBTFUL: "warn", Conclusion.UNFIT: "bad"}
CREDIT_TONES = {
    CreditResult.CLEAR: "ok",
    CreditResult.RECORDED: "warn",
    CreditResult.SERIOUS: "bad",
}
REPLY_TONES = {
    ReplyState.WAITING: "go",
    ReplyState.NO_OBJECTION: "ok",
    ReplyState.EXCEPTIONS: "warn",
}
