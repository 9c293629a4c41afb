"""What recommendations show on the records of units and of applications."""

from __future__ import annotations

from typing import Any

from ipcontact.accounts.rights import can
from registry.applications.access import actors_of
from registry.applications.choices import OPEN, Actor, ApplicationState
from registry.applications.models import Application
from registry.recommendations.access import DRAFT, SETTLE, SIGN, may
from registry.recommendations.choices import Opinion, RecommendationState
from registry.recommendations.models import Recommendation
from registry.recommendations.services import rivals_of
from registry.recommendations.tables import OPINION_TONES
from registry.recommendations.wording import step_of
from registry.units.models import Unit

MOST = 10
_STATE_TONES = {
    RecommendationState.DRAFTING: "warn",
    RecommendationState.SIGNED: "ok",
    RecommendationState.REVOKED: "idle",
}


def of_unit(unit: Unit, user: Any) -> dict[str, Any] | None:
    """Recommendations of the unit this person may see; nothing when there are none."""
    rows = Recommendation.objects.visible_to(user).filter(application__unit=unit)
    rows = rows.with_sight(user).select_related("application__round", "agency")
    found = list(rows[:MOST])
    if not found:
        return None
    shown = []
    for each in found:
        word, tone = step_of(each, sees_file=each.sees_file)
        shown.append({"made": each, "word": word, "tone": tone})
    return {"rows": shown}


def of_application(application: Application, user: Any) -> dict[str, Any] | None:
    """Every office's opinion on the file; drafts only for the office that writes them."""
    rows = application.recommendations.select_related("agency", "signed_by").order_by("pk")
    own = set(
        Recommendation.objects.visible_to(user)
        .filter(application=application)
        .values_list("pk", flat=True)
    )
    shown = [
        {
            "made": each,
            "opinion_tone": OPINION_TONES[Opinion(each.opinion)],
            "state_word": each.get_state_display(),
            "state_tone": _STATE_TONES[RecommendationState(each.state)],
            "is_open": each.pk in own,
        }
        for each in rows
        if each.state != RecommendationState.DRAFTING or each.pk in own
    ]
    asked = application.state == ApplicationState.AGENCY_REVIEW
    return {"rows": shown} if shown or asked else None


def may_write_opinion(application: Application, user: Any) -> bool:
    """Whether this clerk drafts the agency's opinion on the file now."""
    waits = application.state == ApplicationState.AGENCY_REVIEW and not application.is_rival
    if not (waits and may(user, DRAFT, application.agency_id)):
        return False
    return not _own(application).filter(state=RecommendationState.SIGNED).exists()


def may_sign(application: Application, user: Any) -> bool:
    """Whether an opinion of this head's agency on the file waits for the signature."""
    if not may(user, SIGN, application.agency_id):
        return False
    return _own(application).to_sign().exists()


def may_enter_paper(application: Application, user: Any) -> bool:
    """Whether this clerk may enter the unit's stamped confirmation."""
    awaits = application.state == ApplicationState.AWAITING_UNIT
    return awaits and may(user, DRAFT, application.drafted_by_agency_id)


def may_settle(application: Application, user: Any) -> bool:
    """Whether another open file claims the same unit, and this person decides between them."""
    if application.unit_id is None or application.state not in OPEN or not can(user, SETTLE):
        return False
    if {Actor.CLERK, Actor.HANDLER}.isdisjoint(actors_of(user, application)):
        return False
    return bool(rivals_of(application))


def own_recommendation(application: Application) -> Recommendation | None:
    """What the file's own agency said or drafted, for the address of its page."""
    return _own(application).exclude(state=RecommendationState.REVOKED).first()


def _own(application: Application):
    return Recommendation.objects.filter(application=application, agency=application.agency_id)
