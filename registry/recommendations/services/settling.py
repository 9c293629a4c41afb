"""Which of two claimants speaks for a unit: nobody can take it hostage (model.md)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

from ipcontact.accounts.rights import agency_scope, require
from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.notifications.services import revoke_links
from ipcontact.ui.errors import RuleViolation
from registry.applications import services as applications
from registry.applications.access import actors_of
from registry.applications.choices import Actor, ApplicationAction, ApplicationState
from registry.applications.models import Application
from registry.applications.services.claimants import is_claimed
from registry.applications.services.messages import tell_unit
from registry.recommendations.access import SETTLE
from registry.recommendations.choices import Opinion, RecommendationState
from registry.recommendations.involvement import own_part
from registry.recommendations.models import Recommendation
from registry.recommendations.services.inviting import PURPOSE

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

SETTLE_CODE = "application.settled"
MOVED = "已并入代表单位的申报"
LISTED = "单位已纳入名录"
_NEXT = {
    ApplicationState.IN_BATCH: "请区局经办先将其移出批次（已呈报的，先请签署人退回），再认定。",
    ApplicationState.APPROVED: "请审定人先重新审定，再由区局经办移出批次后认定。",
    ApplicationState.ON_NOTICE: "请按异议程序核查，由审定人决定是否移出公示。",
}
INVOLVED = "{part}，应当回避。请由本机构没有参与的同事或区局经办认定。"


def settle_claim(
    *,
    winner: Application,
    loser: Application,
    reason: str,
    by: User,
    today: date,
    scan: Any = None,
    versions: tuple[int, int] | None = None,
) -> Application:
    """Decide which of two open files of one unit speaks for it (model.md, nobody is a hostage).

    The loser is closed, its recommendations move to the winner; a signed one of the winner's own
    reviewing agency lets the winner pass the first review at once. The other applicant is told
    that the file is closed, and nothing of the winner's.

    Args: reason: on what the decision rests (盖章件、证照); scan: the paper, if there is one;
        versions: of winner and loser, as the page showed them.
    Returns: the winner.
    Raises: RuleViolation `not_rivals`, `stale`, `involved`, `reason_missing`,
        `listed_for_decision`, `wrong_actor`, `wrong_state`.
        PermissionDenied.
    """
    require(by, SETTLE)
    with act("认定代表单位的申报", by=by, reason=reason):
        applications.lock_all((winner, loser))
        files = {
            pk: applications.locked(Application(pk=pk)) for pk in sorted((winner.pk, loser.pk))
        }
        winner, loser = files[winner.pk], files[loser.pk]
        actor = _actor(loser, by)
        _actor(winner, by)
        _refuse_strangers(winner, loser)
        _refuse_decided(loser)
        for file, version in zip((winner, loser), versions or (None, None), strict=True):
            applications.refuse_stale(file, version)
        _refuse_involved(winner, loser, by=by)
        recommended = loser.state == ApplicationState.AWAITING_UNIT
        loser = applications.advance(
            loser,
            action=ApplicationAction.DISPLACE,
            actor=actor,
            by=by,
            today=today,
            reason=reason,
            scan=scan,
        )
        if recommended:
            revoke_links(purpose=PURPOSE, subject=loser, by=by)
        moved = _move_recommendations(loser, winner)
        signed = [each for each in moved if each.state == RecommendationState.SIGNED]
        endorsed = [each for each in signed if each.opinion == Opinion.RECOMMENDED]
        marks: dict[str, Any] = {"is_rival": is_claimed(winner.unit, but=winner)}
        if endorsed:
            marks["is_recommended"] = True
        others = {each.agency_id for each in moved} - {winner.agency_id}
        if winner.co_agency_id is None and others:
            marks["co_agency_id"] = min(others)
        winner = store(winner, **marks)
        record(
            winner,
            code=SETTLE_CODE,
            action=f"认定由本件代表单位（{loser.application_no} 关闭）",
            by=by,
            reason=reason,
            today=today,
        )
        winner = _pass_first_review(winner, endorsed, by=by, today=today)
        _tell_applicant(loser, by=by)
    return winner


def close_rivals(listed: Application, *, by: User | None, today: date) -> None:
    """The unit is on the roster: its other open files end with that; harmless without any.

    Who filled one in is told that it is closed, and nothing of the file that was listed. Called by
    the service that lists, which has locked all files of the unit.
    """
    for rival in rivals_of(listed):
        closed = applications.advance(
            rival,
            action=ApplicationAction.SUPERSEDE,
            actor=Actor.SYSTEM,
            by=None,
            today=today,
            reason=LISTED,
        )
        revoke_links(purpose=PURPOSE, subject=closed, by=by)
        _tell_applicant(closed, by=by)


def rivals_of(application: Application) -> list[Application]:
    """Other open files that claim to speak for the same unit, the one that speaks first."""
    others = Application.objects.open().filter(unit=application.unit_id)
    return list(others.exclude(pk=application.pk).order_by("is_rival", "pk"))


def _actor(application: Application, by: User) -> Actor:
    actors = actors_of(by, application)
    if Actor.HANDLER in actors:
        return Actor.HANDLER
    if Actor.CLERK in actors and application.agency_id in agency_scope(by):
        return Actor.CLERK
    raise PermissionDenied("这件申报由主责单位的经办或区局经办处理。")


def _refuse_strangers(winner: Application, loser: Application) -> None:
    open_ = Application.objects.open().filter(pk__in=(winner.pk, loser.pk), unit=winner.unit_id)
    if winner.pk == loser.pk or open_.count() != 2:
        raise RuleViolation(
            "not_rivals", "这两件不是同一单位的两件在办申报，不需要认定。请刷新页面后再看。"
        )


def _refuse_decided(loser: Application) -> None:
    """From the list on the leaders have the word; the sentence says how the file gets off it."""
    if loser.state in _NEXT:
        state = ApplicationState(loser.state).label
        raise RuleViolation(
            "listed_for_decision",
            f"{loser.application_no} 现在是“{state}”。{_NEXT[ApplicationState(loser.state)]}",
        )


def _refuse_involved(winner: Application, loser: Application, *, by: User) -> None:
    if part := own_part(by, (winner, loser)):
        raise RuleViolation("involved", INVOLVED.format(part=part))


def _move_recommendations(loser: Application, winner: Application) -> list[Recommendation]:
    """Those of agencies that have already spoken on the winner are revoked instead."""
    rows = loser.recommendations.exclude(state=RecommendationState.REVOKED)
    spoken = set(
        winner.recommendations.exclude(state=RecommendationState.REVOKED).values_list(
            "agency", flat=True
        )
    )
    moved = []
    for each in rows.select_for_update(of=("self",)).order_by("pk"):
        if each.agency_id in spoken:
            store(each, state=RecommendationState.REVOKED, revoked_reason=MOVED)
        else:
            moved.append(store(each, application=winner))
    return moved


def _pass_first_review(
    winner: Application, endorsed: list[Recommendation], *, by: User, today: date
) -> Application:
    own = next((each for each in endorsed if each.agency_id == winner.agency_id), None)
    if own is None or winner.state != ApplicationState.AGENCY_REVIEW:
        return winner
    return applications.advance(
        winner,
        action=ApplicationAction.ENDORSE,
        actor=Actor.HEAD,
        by=by,
        acted_by=own.signed_by,
        entered_by=by,
        event_on=own.signed_on,
        today=today,
        note="同意推荐（推荐意见随同并入）",
    )


def _tell_applicant(loser: Application, *, by: User) -> None:
    """Neutral words to whoever filled the closed file in."""
    office = loser.agency.name if loser.agency else "区局"
    tell_unit(
        loser,
        kind="application.displaced",
        title=f"申报 {loser.application_no} 已关闭",
        body=f"经核对，这件申报不再办理。如认为有误，请携带加盖公章的说明和证照，联系{office}。",
        by=by,
    )
