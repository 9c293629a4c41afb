"""The rounds a recommendation can go into now."""

from __future__ import annotations

from datetime import datetime

from registry.rounds.choices import IntakeRoundState
from registry.rounds.models import IntakeRound
from registry.rounds.rules import intake_verdict


def open_rounds(at: datetime) -> list[IntakeRound]:
    """Rounds that take applications at a moment; a dated one before the standing one.

    Args: at: aware.
    """
    rounds = IntakeRound.objects.filter(state=IntakeRoundState.OPEN, opens_at__lte=at)
    return [
        each
        for each in rounds.order_by("is_standing", "-opens_at", "-pk")
        if intake_verdict(
            state=each.state,
            opens_at=each.opens_at,
            closes_at=each.closes_at,
            grace_minutes=each.grace_minutes,
            at=at,
        ).is_open
    ]
