"""The words of intake rounds."""

from django.db import models


class IntakeRoundState(models.TextChoices):
    """Where a round stands (state table 2)."""

    PLANNED = "planned", "筹备"
    OPEN = "open", "申报中"
    CLOSED = "closed", "已截止"
    CONCLUDED = "concluded", "已办结"


PUBLIC_WORDS = {
    IntakeRoundState.OPEN: "申报中",
    IntakeRoundState.CLOSED: "已截止",
    IntakeRoundState.CONCLUDED: "已结束",
}
