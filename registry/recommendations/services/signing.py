"""The head signs: proposals go to the unit, opinions to the bureau; one by one or many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from ipcontact.acts.services.records import store
from ipcontact.audit.context import name_of
from ipcontact.audit.services import act
from ipcontact.notifications.services.telling import Times
from ipcontact.ui.errors import RuleViolation
from registry.applications import services as applications
from registry.applications.choices import Actor, ApplicationAction, ApplicationState
from registry.applications.models import Application
from registry.applications.services.claimants import agency_for, region_named, unit_of
from registry.applications.services.deciding import refuse_aside
from registry.recommendations.access import SIGN, require_of
from registry.recommendations.choices import Opinion, RecommendationState
from registry.recommendations.models import Recommendation
from registry.recommendations.rules import JOINABLE, QuotaVerdict
from registry.recommendations.services.caring import care_for
from registry.recommendations.services.drafting import locked_pair, refuse_rival, refuse_stale
from registry.recommendations.services.inviting import invite
from registry.recommendations.services.joining import attach, tell_joined
from registry.rounds.models import IntakeRound, RecommendationQuota

if TYPE_CHECKING:
    from ipcontact.accounts.models import Agency, User


@dataclass
class Signed:
    """What signing many did: the signed ones, and those refused with the reason."""

    done: list[Recommendation] = field(default_factory=list)
    refused: list[tuple[Recommendation, str]] = field(default_factory=list)


def sign(
    recommendation: Recommendation,
    *,
    by: User,
    today: date,
    now: datetime,
    version: int | None = None,
) -> Recommendation:
    """Sign a recommendation or opinion of the own agency.

    A proposal creates the unit where it is not yet known, and asks it to confirm; when somebody
    applied for the unit meanwhile, it joins that file. An opinion on the agency's own review moves
    the file to the bureau; on another file it is attached.

    Args: now: the moment of the click, aware; version: what the page was based on.
    Raises:
        RuleViolation: `quota`, `already_signed` (says who and when), `revoked`, `stale`,
            `round_closed`, `already_listed`, `already`, `too_late`, `rival`, `stands_aside`.
            PermissionDenied.
    """
    require_of(recommendation.agency, SIGN, by=by)
    with act("签发推荐", by=by):
        round_ = recommendation.application.round
        verdict = quota_of(round_, recommendation.agency, wanted=1, lock=True)
        return _sign(recommendation, verdict, by=by, today=today, now=now, version=version)


def sign_many(
    recommendations: Iterable[Recommendation],
    *,
    by: User,
    today: date,
    now: datetime,
    versions: Mapping[int, int] | None = None,
) -> Signed:
    """Sign many in one go: all that can be; what is refused stays a draft and says why.

    More new recommendations than places in the quota: nothing is signed.

    Args: versions: by key of the row, what the page was based on.
    Raises: RuleViolation `quota`. PermissionDenied.
    """
    chosen = sorted(recommendations, key=lambda each: each.pk)
    for each in chosen:
        require_of(each.agency, SIGN, by=by)
    result = Signed()
    with act("批量签发推荐", by=by):
        times = Times.read()
        for (round_, agency), group in _by_quota(chosen).items():
            wanted = sum(_takes_a_place(each) for each in group)
            verdict = quota_of(round_, agency, wanted=wanted, lock=True)
            if not verdict.is_allowed:
                raise RuleViolation("quota", verdict.refusal)
            for each in group:
                try:
                    with transaction.atomic():
                        done = _sign(
                            each,
                            verdict,
                            by=by,
                            today=today,
                            now=now,
                            version=versions.get(each.pk) if versions else None,
                            times=times,
                        )
                except RuleViolation as refusal:
                    result.refused.append((each, refusal.message))
                else:
                    result.done.append(done)
    return result


def quota_of(
    round: IntakeRound, agency: Agency, *, wanted: int = 0, lock: bool = False
) -> QuotaVerdict:
    """Places of an agency in a round: what was signed and still stands takes one each.

    Args: wanted: how many more are to be signed; lock: let two who sign wait for each other.
    """
    quotas = RecommendationQuota.objects.filter(round=round, agency=agency)
    row = (quotas.select_for_update() if lock else quotas).first()
    used = Recommendation.objects.taking_places().filter(application__round=round, agency=agency)
    return QuotaVerdict(row.units if row else None, used.count(), wanted)


def _by_quota(
    chosen: Iterable[Recommendation],
) -> dict[tuple[IntakeRound, Agency], list[Recommendation]]:
    groups: dict[tuple[IntakeRound, Agency], list[Recommendation]] = {}
    for each in chosen:
        groups.setdefault((each.application.round, each.agency), []).append(each)
    return groups


def _takes_a_place(recommendation: Recommendation) -> bool:
    drafted = recommendation.state == RecommendationState.DRAFTING
    return drafted and recommendation.opinion == Opinion.RECOMMENDED


def _sign(
    recommendation: Recommendation,
    verdict: QuotaVerdict,
    *,
    by: User,
    today: date,
    now: datetime,
    version: int | None = None,
    times: Times | None = None,
) -> Recommendation:
    application, recommendation = locked_pair(recommendation)
    _refuse_done(application, recommendation)
    refuse_aside(application, by=by)
    refuse_stale(recommendation, version)
    if _takes_a_place(recommendation) and not verdict.is_allowed:
        raise RuleViolation("quota", verdict.refusal)
    if recommendation.is_own_proposal and application.state == ApplicationState.DRAFT:
        return _sign_proposal(application, recommendation, by=by, today=today, now=now, times=times)
    return _sign_opinion(application, recommendation, by=by, today=today)


def _refuse_done(application: Application, recommendation: Recommendation) -> None:
    if recommendation.state == RecommendationState.REVOKED:
        raise RuleViolation("revoked", "这份推荐已经撤销，请重新拟写。")
    if recommendation.state == RecommendationState.SIGNED and not is_own_review(
        application, recommendation
    ):
        who, on = name_of(recommendation.signed_by), recommendation.signed_on
        raise RuleViolation("already_signed", f"{who}已于 {on:%Y-%m-%d} 签发，无须再签。")


def is_own_review(application: Application, recommendation: Recommendation) -> bool:
    """Whether the file waits for the first review of the very agency."""
    own = application.agency_id == recommendation.agency_id
    return own and application.state == ApplicationState.AGENCY_REVIEW


def _sign_proposal(
    application: Application,
    recommendation: Recommendation,
    *,
    by: User,
    today: date,
    now: datetime,
    times: Times | None,
) -> Recommendation:
    in_grace = _in_time(application, now)
    unit = unit_of(application, by=by, today=today)
    file = Application.objects.open().filter(unit=unit, is_rival=False).first()
    if file is not None:
        return _join(application, file, recommendation, by=by, today=today)
    region = region_named(application.answers.get("basic", {}).get("region", ""))
    changes = {"unit": unit, "is_in_grace": in_grace}
    other = agency_for(region)
    if application.co_agency_id is None and other and other.pk != recommendation.agency_id:
        changes["co_agency"] = other
    care_for(unit, application, agency=recommendation.agency, today=today)
    recommendation.application = applications.advance(
        application,
        action=ApplicationAction.RECOMMEND,
        actor=Actor.HEAD,
        by=by,
        today=today,
        changes=changes,
    )
    _mark_signed(recommendation, by=by, today=today)
    invite(recommendation, by=by, times=times)
    return recommendation


def _in_time(application: Application, now: datetime) -> bool:
    verdict = application.round.intake(now, form_opened_at=application.opened_form_at)
    if not verdict.is_open:
        raise RuleViolation("round_closed", verdict.refusal)
    return verdict.is_in_grace


def _join(
    application: Application,
    file: Application,
    recommendation: Recommendation,
    *,
    by: User,
    today: date,
) -> Recommendation:
    """Somebody applied for the unit meanwhile: the two routes meet in that file."""
    file = applications.locked(file)
    if file.state not in JOINABLE:  # perhaps another office's: neither its number nor its state
        raise RuleViolation(
            "too_late",
            "该单位的申报区局已在办理，不必再推荐。请作废这份拟稿；有意见请告知区局经办。",
        )
    own = file.recommendations.filter(agency=recommendation.agency)
    if own.exclude(state=RecommendationState.REVOKED).exists():
        raise RuleViolation(
            "already", f"本机构已对 {file.application_no} 出具意见。请作废这份拟稿，在那件上签发。"
        )
    applications.advance(
        application,
        action=ApplicationAction.DISCARD,
        actor=Actor.CLERK,
        by=by,
        today=today,
        note=f"并入 {file.application_no}",
    )
    recommendation = store(recommendation, application=file)
    return _sign_opinion(file, recommendation, by=by, today=today)


def _sign_opinion(
    application: Application, recommendation: Recommendation, *, by: User, today: date
) -> Recommendation:
    refuse_rival(application)
    is_for = recommendation.opinion == Opinion.RECOMMENDED
    marks: dict[str, Any] = {"is_recommended": True} if is_for else {}
    if is_own_review(application, recommendation):
        recommendation.application = applications.advance(
            application,
            action=ApplicationAction.ENDORSE if is_for else ApplicationAction.NOT_ENDORSE,
            actor=Actor.HEAD,
            by=by,
            today=today,
            reason="" if is_for else recommendation.statement,
            changes=marks,
        )
    else:
        recommendation.application = attach(
            application, recommendation, marks=marks, by=by, today=today
        )
    if recommendation.state == RecommendationState.SIGNED:
        return recommendation
    signed = _mark_signed(recommendation, by=by, today=today)
    if signed.contact_mobile or signed.contact_email:
        tell_joined(signed, by=by)
    return signed


def _mark_signed(recommendation: Recommendation, *, by: User, today: date) -> Recommendation:
    return store(recommendation, state=RecommendationState.SIGNED, signed_by=by, signed_on=today)
