"""What an agency recommended on paper in former days; called by `registry.backfills`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ipcontact.acts.services.records import store
from registry.recommendations.choices import Opinion, RecommendationState
from registry.recommendations.models import Recommendation

if TYPE_CHECKING:
    from ipcontact.accounts.models import Agency
    from registry.applications.models import Application

STATEMENT = "补录，推荐意见见原件扫描件。"


def drop_past_opinions(application: Application, *, reason: str) -> None:
    """The opinions fall with a file that was entered wrongly."""
    for opinion in application.recommendations.filter(state=RecommendationState.SIGNED):
        store(opinion, state=RecommendationState.REVOKED, revoked_reason=reason[:300])


def record_past_opinion(application: Application, *, agency: Agency, on: date) -> Recommendation:
    """A signed recommendation; who drafted and signed it stands on the paper alone."""
    return Recommendation.objects.create(
        application=application,
        agency=agency,
        state=RecommendationState.SIGNED,
        opinion=Opinion.RECOMMENDED,
        statement=STATEMENT,
        drafted_by=None,
        signed_on=on,
    )
