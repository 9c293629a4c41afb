"""The words of recommendations."""

from django.db import models


class RecommendationState(models.TextChoices):
    """A clerk drafts, the head of the office signs; a signed one can be revoked with a reason."""

    DRAFTING = "drafting", "拟稿"
    SIGNED = "signed", "已签发"
    REVOKED = "revoked", "已撤销"


class Opinion(models.TextChoices):
    RECOMMENDED = "recommended", "推荐"
    NOT_RECOMMENDED = "not_recommended", "不推荐"


class SheetState(models.TextChoices):
    """A 推荐汇总表 on its way in."""

    PREVIEWED = "previewed", "待确认"
    IMPORTED = "imported", "已导入"
    DROPPED = "dropped", "已放弃"


class LineVerdict(models.TextChoices):
    """What becomes of a line of the sheet."""

    READY = "ready", "可导入"
    LISTED = "listed", "已在库"
    OPEN = "open", "已有在办申报"
    REJECTED = "rejected", "不能导入"
    IMPORTED = "imported", "已导入"
