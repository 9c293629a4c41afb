"""The words of leaving the roster (states 6)."""

from django.db import models


class RemovalState(models.TextChoices):
    REQUESTED = "requested", "单位申请退出"
    PROPOSED = "proposed", "拟移出，待告知"
    HEARING = "hearing", "听取陈述中"
    READY = "ready", "待决定"
    REMOVED = "removed", "已移出"
    KEPT = "kept", "继续在库"
    CANCELLED = "cancelled", "已撤销"


OPEN_STATES = (
    RemovalState.REQUESTED,
    RemovalState.PROPOSED,
    RemovalState.HEARING,
    RemovalState.READY,
)


# The papers of a removal, as the documents room calls them.
LETTER, ANNOUNCEMENT = "removal_letter", "removal_announcement"
PAPER_WORDS = {LETTER: "移出告知书", ANNOUNCEMENT: "移出公告"}


class Approver(models.TextChoices):
    """Who may decide on a ground."""

    LEADER = "leader", "审定领导"
    MEETING = "meeting", "局长办公会"


class Outcome(models.TextChoices):
    REMOVE = "remove", "移出名录"
    KEEP = "keep", "继续在库"
