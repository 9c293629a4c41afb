"""The words of suspension (state table 6)."""

from django.db import models


class SuspensionAction(models.TextChoices):
    SUSPEND = "suspend", "暂停联系"
    RESUME = "resume", "恢复联系"
