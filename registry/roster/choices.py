"""The words of the roster (glossary: from application to roster; states 6)."""

from django.db import models


class EditionKind(models.TextChoices):
    """What a published paper says about the units it does not name."""

    FULL = "full", "完整名录"
    ADDITION = "addition", "新增批次"


class ExitGround(models.TextChoices):
    """Why a unit left the roster. No membership ends by lapse of time."""

    OWN_WISH = "own_wish", "自愿退出"
    DISSOLVED = "dissolved", "注销"
    REVOKED = "revoked", "吊销"
    MOVED_OUT = "moved_out", "迁出本区"
    MERGED = "merged", "被吸收合并"
    CRITERIA_LOST = "criteria_lost", "不再满足条件"
    FALSE_MATERIAL = "false_material", "弄虚作假"
    IP_MISCONDUCT = "ip_misconduct", "故意侵权、假冒、非正常申请或恶意注册"
    SERIOUS_DISHONESTY = "serious_dishonesty", "严重违法失信"
    UNREACHABLE = "unreachable", "长期失联"
    TITLE_MISUSE = "title_misuse", "不当使用名录名义"
    NOT_IN_EDITION = "not_in_edition", "未列入新版名录"
    OTHER = "other", "其他"
