"""How a step came to be, and where an offline result stands."""

from django.db import models


class Channel(models.TextChoices):
    """By which way the step was taken."""

    ONLINE = "online", "线上"
    PAPER = "paper", "纸质"
    OA = "oa", "公文系统"
    PHONE = "phone", "电话"
    MEETING = "meeting", "会议"


# Ways in which a leader decides outside this system (线下登记).
OFFLINE_CHANNELS = (Channel.PAPER, Channel.OA, Channel.MEETING)


class OfflineState(models.TextChoices):
    """An offline result waits for a second person, who confirms or refuses it."""

    PENDING = "pending", "待确认"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "未确认"
