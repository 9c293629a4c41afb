"""The rounds a recommendation can go into now, and what recommendations answer a round."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from registry.recommendations.models import Recommendation
from registry.rounds.contents import AgencyUse, RoundContent, contents
from registry.rounds.models import IntakeRound


def register() -> None:
    """Answer the rounds; called once when the app is ready."""
    contents.add(RoundContent(use=use_by_agency))


def use_by_agency(round_: IntakeRound) -> dict[int, AgencyUse]:
    """Per agency: the units it recommends, counted as its quota is when its head signs."""
    signed = Recommendation.objects.taking_places().filter(application__round=round_)
    rows = signed.order_by().values("agency").annotate(recommended=Count("pk"))
    return {row["agency"]: AgencyUse(recommended=row["recommended"]) for row in rows}


def open_rounds(at: datetime) -> list[IntakeRound]:
    """Rounds that take applications at a moment; a dated one before the standing one.

    Args: at: aware.
    """
    rounds = IntakeRound.objects.published().order_by("is_standing", "-opens_at", "-pk")
    return [each for each in rounds if each.intake(at).is_open]
