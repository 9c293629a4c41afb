"""Where the merging of two units stands."""

from django.db import models


class MergeState(models.TextChoices):
    """Proposed by one person of the bureau, settled by another; undone within the horizon."""

    PROPOSED = "proposed", "待另一人确认"
    MERGED = "merged", "已合并"
    REFUSED = "refused", "未确认"
    WITHDRAWN = "withdrawn", "已撤回"
    UNDONE = "undone", "已撤销合并"
