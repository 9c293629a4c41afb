"""How a recommendation's progress is said, in a word and a colour."""

from __future__ import annotations

from ipcontact.accounts.models import Region
from ipcontact.text.masking import mask_email, mask_mobile, mask_name
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.applications.rules import is_final
from registry.recommendations.choices import RecommendationState
from registry.recommendations.models import Recommendation
from registry.units.choices import UnitKind

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


def step_of(recommendation: Recommendation, *, sees_file: bool = True) -> tuple[str, str]:
    """Where it stands: its own state until it is signed, then that of the file.

    Args: sees_file: whether the reader may open the file.
    Returns: word and tone.
    """
    if recommendation.state == RecommendationState.DRAFTING:
        if is_final(recommendation.application.state):
            return "申报已办结", "idle"
        return "待签发", "warn"
    if recommendation.state == RecommendationState.REVOKED:
        return "已撤销", "idle"
    if not sees_file:
        return "已并入其他机构办理的申报", "idle"
    state = ApplicationState(recommendation.application.state)
    return state.label, _TONES.get(state, "go")


def masked_contact(recommendation: Recommendation) -> dict[str, str]:
    """The invited person, enough to recognise and not enough to use."""
    return {
        "name": mask_name(recommendation.contact_name),
        "mobile": mask_mobile(recommendation.contact_mobile),
        "email": mask_email(recommendation.contact_email),
    }


def facts_of(application: Application) -> list[tuple[str, str]]:
    """What the file says of the unit, as people read it; nothing personal."""
    basic = application.answers.get("basic", {})
    region = Region.objects.filter(code=basic.get("region") or "").first()
    claims = application.claims.select_related("criterion")
    criteria = "、".join(f"（{c.criterion.code}）{c.criterion.short_name}" for c in claims)
    facts = [
        ("单位类型", UnitKind(application.unit_kind).label),
        ("住所", basic.get("registered_address", "")),
        ("实际经营地", basic.get("business_address", "")),
        ("所属区域", region.name if region else ""),
        ("入库条件", criteria),
        ("牵头单位", basic.get("lead_unit_name", "")),
    ]
    needed = ("单位类型", "住所", "所属区域", "入库条件")
    return [(label, words or "未填") for label, words in facts if words or label in needed]
