"""Taking a recommendation back: revoked with a reason, or undone before anybody acted on it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ipcontact.acts.models import Act
from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.history import last_change_of
from ipcontact.audit.services import act
from ipcontact.clocks.models import Clock
from ipcontact.clocks.services import end_all, reopen
from ipcontact.notifications.services import revoke_links
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.clock import today as current_day
from registry.applications.choices import Actor, ApplicationAction, ApplicationState
from registry.applications.models import Application
from registry.applications.services import advance, let_next_speak, locked
from registry.applications.services.claimants import agency_for, region_named
from registry.recommendations.access import SIGN, require_of
from registry.recommendations.choices import Opinion, RecommendationState
from registry.recommendations.models import Recommendation
from registry.recommendations.services.caring import care_for, care_no_more
from registry.recommendations.services.drafting import locked_pair, refuse_stale
from registry.recommendations.services.inviting import PURPOSE, hand_on, tell_agency, tell_contact

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

REVOKE_CODE = "application.recommendation_revoked"
# A recommendation of a file with another source can be revoked until the list is drawn up.
BEFORE_THE_LIST = (
    ApplicationState.AGENCY_REVIEW,
    ApplicationState.RETURNED,
    ApplicationState.BUREAU_REVIEW,
    ApplicationState.INSPECTION,
    ApplicationState.READY,
)


def revoke(
    recommendation: Recommendation,
    *,
    reason: str,
    by: User,
    today: date,
    version: int | None = None,
) -> Recommendation:
    """Revoke a signed recommendation (撤销推荐).

    While the unit has not confirmed, the file falls with its only recommendation and the contact
    is told. A file that has another source stays where it is and loses this one; when the agency
    that asked the unit drops out, the next that recommends it asks anew, and answers for the unit
    where this one did by its signature.

    Raises: RuleViolation `wrong_state`, `only_source`, `reason_missing`, `stale`.
        PermissionDenied.
    """
    require_of(recommendation.agency, SIGN, by=by)
    with act("撤销推荐", by=by, reason=reason):
        application, recommendation = locked_pair(recommendation)
        if recommendation.state != RecommendationState.SIGNED:
            state = recommendation.get_state_display()
            raise RuleViolation("wrong_state", f"这份推荐{state}，没有签发着的推荐可以撤销。")
        refuse_stale(recommendation, version)
        if not reason.strip():
            raise RuleViolation("reason_missing", "请写明撤销推荐的理由。")
        following = next_recommender(application, recommendation)
        is_asking = asks_unit(recommendation)
        recommendation = store(
            recommendation, state=RecommendationState.REVOKED, revoked_reason=reason[:300]
        )
        if application.state == ApplicationState.AWAITING_UNIT and following is None:
            recommendation.application = advance(
                application,
                action=ApplicationAction.REVOKE,
                actor=Actor.HEAD,
                by=by,
                today=today,
                reason=reason,
            )
            revoke_links(purpose=PURPOSE, subject=application, by=by)
            tell_contact(
                recommendation,
                title=f"推荐已撤销，无须再确认：{application.unit_name}",
                body="此前发出的确认链接已经作废。有疑问请联系推荐单位。",
                by=by,
            )
        else:
            _leave(application, recommendation, following, reason=reason, by=by, today=today)
        unit, agency = application.unit, recommendation.agency
        was_caring = care_no_more(unit, application, agency=agency, today=today)
        if unit is not None and following is not None and (was_caring or is_asking):
            care_for(unit, application, agency=following.agency, today=today)
        tell_agency(recommendation, title=f"已撤销推荐：{application.unit_name}", by=by)
    return recommendation


def asks_unit(recommendation: Recommendation) -> bool:
    """Whether it is this agency whose invitation the unit has not answered yet."""
    awaits = recommendation.application.state == ApplicationState.AWAITING_UNIT
    return awaits and recommendation.is_own_proposal


def _leave(
    application: Application,
    recommendation: Recommendation,
    following: Recommendation | None,
    *,
    reason: str,
    by: User,
    today: date,
) -> None:
    """The file goes on without this recommendation."""
    if application.state not in (*BEFORE_THE_LIST, ApplicationState.AWAITING_UNIT):
        state = application.get_state_display()
        raise RuleViolation(
            "wrong_state", f"这件申报现在是“{state}”，不能再撤销推荐。请把情况告知区局经办。"
        )
    if following is None and not application.is_self_filed:
        raise RuleViolation(
            "only_source",
            "单位已经确认，这件申报没有别的来源，不能撤销推荐。"
            "请把情况告知区局经办，由其建议不纳入；单位也可以自己撤回。",
        )
    action = f"{recommendation.agency.display_name}撤销推荐"
    application = store(application, is_recommended=following is not None)
    if following is not None and asks_unit(recommendation):
        application = hand_on(recommendation, following, by=by, today=today)
        action += f"，改由{following.agency.display_name}邀请单位确认"
    recommendation.application = application
    record(
        application,
        code=REVOKE_CODE,
        action=action,
        by=by,
        reason=reason,
        today=today,
    )


def undo_proposal(subject: Application, step: Act, *, by: User) -> None:
    """Take the signing of a proposal back: the file is a draft of the agency again, as before the
    unit was known; its links are useless. What the unit handed in meanwhile speaks for it now."""
    with act("撤回签发", by=by):
        application = _still(subject, ApplicationState.AWAITING_UNIT)
        end_all(application, on=step.event_on, by=by, reason="撤回签发")
        revoke_links(purpose=PURPOSE, subject=application, by=by)
        _unsign(application, step)
        unit, region = application.unit, application.answers.get("basic", {}).get("region", "")
        marks: dict[str, Any] = {"unit": None, "is_rival": False}
        if application.co_agency == agency_for(region_named(region)):
            marks["co_agency"] = None  # the next signature finds it again
        store(application, state=ApplicationState.DRAFT, state_since=timezone.now(), **marks)
        care_no_more(unit, application, today=current_day())
        let_next_speak(unit.pk if unit else None, today=current_day())


def undo_opinion(subject: Application, step: Act, *, by: User) -> None:
    """Take the signing of an opinion back: the file waits for the agency as before."""
    with act("撤回签发", by=by):
        application = _still(subject, ApplicationState.BUREAU_REVIEW)
        end_all(application, on=step.event_on, by=by, reason="撤回签发")
        earlier = Clock.objects.of(application).filter(name="推荐单位初审").order_by("-pk").first()
        if earlier is not None:
            reopen(earlier, by=by, reason="撤回签发")
        recommendation = _unsign(application, step)
        store(
            application,
            state=ApplicationState.AGENCY_REVIEW,
            state_since=timezone.now(),
            is_recommended=is_recommended_without(application, recommendation),
        )


def undo_joining(subject: Application, step: Act, *, by: User) -> None:
    """Take a recommendation back that had joined a file; the file itself never moved."""
    with act("撤回签发", by=by):
        application = locked(subject)
        recommendation = _unsign(application, step)
        marks = {"is_recommended": is_recommended_without(application, recommendation)}
        if application.co_agency_id == recommendation.agency_id and _has_set(application, step):
            marks["co_agency"] = None
        store(application, **marks)


def _has_set(application: Application, step: Act) -> bool:
    """Whether the signer of this step brought the 协同 of a file; it may have been there."""
    change = last_change_of(application, "co_agency_id")
    return change is not None and change.user_id == step.acted_by_id


def _still(subject: Application, state: ApplicationState) -> Application:
    application = locked(subject)
    if application.state != state:
        now = application.get_state_display()
        raise RuleViolation("wrong_state", f"这件申报现在是“{now}”，不能撤回签发。")
    return application


def _unsign(application: Application, step: Act) -> Recommendation:
    rows = application.recommendations.select_for_update(of=("self",))
    signed = rows.filter(state=RecommendationState.SIGNED, signed_by=step.acted_by)
    recommendation = signed.order_by("-pk").first()
    if recommendation is None:
        raise RuleViolation("wrong_state", "没有找到您签发的推荐，不能撤回。请刷新页面后再看。")
    return store(recommendation, state=RecommendationState.DRAFTING, signed_by=None, signed_on=None)


def is_recommended_without(application: Application, recommendation: Recommendation) -> bool:
    """Whether the file still has another signed recommendation."""
    return next_recommender(application, recommendation) is not None


def next_recommender(
    application: Application, recommendation: Recommendation
) -> Recommendation | None:
    """The earliest other signed recommendation of the file: it carries the file when this falls."""
    others = application.recommendations.exclude(pk=recommendation.pk)
    signed = others.filter(state=RecommendationState.SIGNED, opinion=Opinion.RECOMMENDED)
    return signed.select_related("agency").order_by("pk").first()
