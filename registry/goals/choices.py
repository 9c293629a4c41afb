"""The words of released figures: states, and what may be done."""

from django.db import models


class SnapshotState(models.TextChoices):
    COMPILING = "compiling", "编制中"
    CHECKING = "checking", "待复核"
    CHECKED = "checked", "待发布"
    RELEASED = "released", "已发布"
    DROPPED = "dropped", "已作废"


class SnapshotAction(models.TextChoices):
    """What may be done with a snapshot; each is one step."""

    RECOMPUTE = "recompute", "重新计算"
    SUBMIT = "submit", "提交复核"
    CHECK = "check", "复核通过"
    RETURN = "return", "退回"
    RELEASE = "release", "发布"
    DROP = "drop", "作废"
    CORRECT = "correct", "更正"


class Split(models.TextChoices):
    """By what the figures of the roster are split on the board."""

    REGION = "region", "所属区域"
    KIND = "kind", "单位类型"
    CRITERION = "criterion", "入库条款"
