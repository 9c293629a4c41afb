"""Units in which the law counts time."""

from django.db import models


class LimitUnit(models.TextChoices):
    """工作日, 日 (calendar days), 月, 小时; what 二日至七日 means is decided by each law."""

    WORKING_DAY = "working_day", "个工作日"
    CALENDAR_DAY = "calendar_day", "日"
    MONTH = "month", "个月"
    HOUR = "hour", "小时"
