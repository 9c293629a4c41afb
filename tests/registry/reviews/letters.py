"""What became of a letter, for the tests of 征求意见."""

from __future__ import annotations

from ipcontact.acts.models import Act
from registry.reviews.models import OpinionRequest


def states(letter: OpinionRequest) -> list[str]:
    """Where the answer of each office stands."""
    return list(letter.replies.order_by("agency__code").values_list("state", flat=True))


def act_codes(letter: OpinionRequest) -> list[str]:
    """Codes of the steps taken, in order."""
    return [step.code for step in Act.objects.of(letter).order_by("pk")]
