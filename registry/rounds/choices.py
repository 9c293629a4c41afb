"""The words of intake rounds."""

from django.db import models

from ipcontact.accounts.kinds import AgencyKind


class IntakeRoundState(models.TextChoices):
    """Where a round stands (state table 2).

    A notice may be out before the round opens: then the round is still planned, and is opened at
    the minute by the system.
    """

    PLANNED = "planned", "筹备"
    OPEN = "open", "申报中"
    CLOSED = "closed", "已截止"
    CONCLUDED = "concluded", "已办结"


PUBLIC_WORDS = {
    IntakeRoundState.PLANNED: "即将开始",
    IntakeRoundState.OPEN: "申报中",
    IntakeRoundState.CLOSED: "已截止",
    IntakeRoundState.CONCLUDED: "已结束",
}
TONES = {
    IntakeRoundState.PLANNED: "idle",
    IntakeRoundState.OPEN: "go",
    IntakeRoundState.CLOSED: "warn",
    IntakeRoundState.CONCLUDED: "ok",
}
# Agencies that recommend units (方案二（一）2).
RECOMMENDING = (AgencyKind.ZONE_BUREAU, AgencyKind.STATION, AgencyKind.IP_PROTECTION_CENTER)
