"""A second office joins the file of a unit: both see it, the person it named is told."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.recommendations.choices import Opinion
from registry.recommendations.models import Recommendation
from registry.recommendations.rules import JOINABLE
from registry.recommendations.services.inviting import tell_agency, tell_contact

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

JOIN_CODE = "application.join"


def attach(
    application: Application,
    recommendation: Recommendation,
    *,
    marks: dict[str, Any],
    by: User,
    today: date,
) -> Application:
    """A second office recommends the unit: the file does not move, both see it from now on."""
    state = application.get_state_display()
    if recommendation.opinion == Opinion.NOT_RECOMMENDED:
        raise RuleViolation(
            "not_reviewing",
            f"这件申报现在是“{state}”，不由本机构初审，不推荐的意见不能签发。请作废这份拟稿。",
        )
    if application.state not in JOINABLE:
        raise RuleViolation(
            "too_late", f"这件申报现在是“{state}”，不能再并入推荐。请作废这份拟稿。"
        )
    agency = recommendation.agency
    if application.co_agency_id is None and application.agency_id != agency.pk:
        marks = {**marks, "co_agency": agency}
    application = store(application, **marks)
    record(
        application,
        code=JOIN_CODE,
        action=f"{agency.display_name}推荐，并入本件",
        by=by,
        today=today,
    )
    for other in application.recommendations.exclude(agency=agency).select_related("agency"):
        tell_agency(other, title=f"{agency.display_name}也推荐了{application.unit_name}", by=by)
    return application


def tell_joined(recommendation: Recommendation, *, by: User) -> None:
    """The person the agency named is not asked to confirm, but hears that somebody has applied:
    who else would notice that it was a stranger? Of that file nothing is told."""
    agency = recommendation.agency
    phone = f"（{agency.phone}）" if agency.phone else ""
    tell_contact(
        recommendation,
        title=f"{agency.name}的推荐已并入贵单位在办的申报",
        body=(
            f"贵单位已有一件在办的申报，{agency.name}的推荐已并入这一件，不需要再确认。"
            f"贵单位没有申报过的，请马上联系推荐单位{phone}。"
        ),
        by=by,
    )
