"""The words of an import."""

from django.db import models


class RunState(models.TextChoices):
    UPLOADED = "uploaded", "等待读取"
    PREVIEWED = "previewed", "待确认"
    SAVING = "saving", "正在保存"
    SAVED = "saved", "已保存"
    FAILED = "failed", "未完成"
    DROPPED = "dropped", "已放弃"
    UNDONE = "undone", "已撤销"


class Verdict(models.TextChoices):
    """What will become of a line of the file."""

    NEW = "new", "新增"
    UPDATED = "updated", "更新"
    UNCHANGED = "unchanged", "无变化"
    REJECTED = "rejected", "不导入"
