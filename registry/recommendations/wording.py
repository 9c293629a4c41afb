"""How a recommendation's progress is said, in a word and a colour."""

from __future__ import annotations

from ipcontact.text.masking import mask_email, mask_mobile, mask_name
from registry.applications.choices import ApplicationState
from registry.recommendations.choices import RecommendationState
from registry.recommendations.models import Recommendation

_TONES = {
    ApplicationState.AWAITING_UNIT: "warn",
    ApplicationState.RETURNED: "warn",
    ApplicationState.DECLINED: "bad",
    ApplicationState.LAPSED: "bad",
    ApplicationState.LISTED: "ok",
    ApplicationState.APPROVED: "ok",
    ApplicationState.NOT_SELECTED: "idle",
    ApplicationState.DISCARDED: "idle",
    ApplicationState.WITHDRAWN: "idle",
}


def step_of(recommendation: Recommendation) -> tuple[str, str]:
    """Where it stands: its own state until it is signed, then that of the file.

    Returns: word and tone.
    """
    if recommendation.state == RecommendationState.DRAFTING:
        return "待签发", "warn"
    if recommendation.state == RecommendationState.REVOKED:
        return "已撤销", "idle"
    state = ApplicationState(recommendation.application.state)
    return state.label, _TONES.get(state, "go")


def masked_contact(recommendation: Recommendation) -> dict[str, str]:
    """The invited person, enough to recognise and not enough to use."""
    return {
        "name": mask_name(recommendation.contact_name),
        "mobile": mask_mobile(recommendation.contact_mobile),
        "email": mask_email(recommendation.contact_email),
    }
