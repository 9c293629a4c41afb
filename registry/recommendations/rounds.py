"""The rounds a recommendation can go into now."""

from __future__ import annotations

from datetime import datetime

from registry.rounds.models import IntakeRound


def open_rounds(at: datetime) -> list[IntakeRound]:
    """Rounds that take applications at a moment; a dated one before the standing one.

    Args: at: aware.
    """
    rounds = IntakeRound.objects.published().order_by("is_standing", "-opens_at", "-pk")
    return [each for each in rounds if each.intake(at).is_open]
