"""The unit answers: confirms by one-time link, by its account or on paper; or declines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ipcontact.audit.services import act
from ipcontact.files.services import put
from ipcontact.notifications.models import OneTimeLink
from ipcontact.notifications.services import (
    consume_link,
    link_is_for,
    peek_link,
    revoke_links,
)
from ipcontact.ui.errors import RuleViolation
from registry.applications import consent
from registry.applications import services as applications
from registry.applications.access import require_own
from registry.applications.choices import (
    Actor,
    ApplicationAction,
    ApplicationState,
    FilePurpose,
)
from registry.applications.models import Application, SealedCopy, Submission
from registry.recommendations.models import Recommendation
from registry.recommendations.services.caring import care_no_more
from registry.recommendations.services.drafting import CONTACTS, set_criteria
from registry.recommendations.services.inviting import PURPOSE, tell_agency

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

_ASK = "请联系推荐单位{agency}{phone}。"
# What a page says when the file no longer waits for the unit.
_SETTLED = {
    ApplicationState.DRAFT: "推荐单位正在修改推荐信息，改好后会重新通知您，请不要使用旧链接。",
    ApplicationState.DISCARDED: "推荐单位已经撤销这份推荐，不需要再确认。",
    ApplicationState.LAPSED: "已过确认期限，这份推荐已经关闭。仍愿意参加的，",
    ApplicationState.DECLINED: "贵单位已经谢绝这份推荐。改变主意的，",
}
_CONFIRMED = "这份推荐贵单位已经确认，不需要再办。需要更正的，"


@dataclass(frozen=True)
class Facts:
    """What the unit says of itself when it confirms; the code it cannot change."""

    unit_name: str
    unit_kind: str
    registered_address: str
    region: str
    criteria: Sequence[str]
    contact_name: str = field(repr=False)
    contact_mobile: str = field(repr=False)


@dataclass(frozen=True)
class Invitation:
    """What an open link leads to."""

    link: OneTimeLink
    application: Application
    recommendation: Recommendation


def peek(token: str) -> Invitation:
    """What a link leads to, when it can still be used. Changes nothing.

    Raises: RuleViolation `link_…` or `settled`, saying what to do.
    """
    link = peek_link(purpose=PURPOSE, token=token)
    rows = Application.objects.select_related("round", "agency", "unit")
    application = rows.get(pk=link.subject_key)
    recommendation = inviter_of(application)
    if application.state != ApplicationState.AWAITING_UNIT:
        raise RuleViolation("settled", settled_words(application))
    bound = {each for each in _contacts_of(application) if link_is_for(link, each)}
    if link.contact_hash and not bound:
        raise RuleViolation("link_revoked", f"链接已经作废：联系人已更换。{_ask(application)}")
    return Invitation(link, application, recommendation)


def inviter_of(application: Application) -> Recommendation:
    """The recommendation whose agency asked the unit."""
    own = application.recommendations.filter(agency=application.drafted_by_agency_id)
    return own.select_related("agency").first()


def settled_words(application: Application) -> str:
    """Why there is nothing to confirm any more, and whom to ask."""
    words = _SETTLED.get(ApplicationState(application.state), _CONFIRMED)
    return words if words.endswith("。") else words + _ask(application)


def confirm_by_link(
    token: str,
    *,
    facts: Facts,
    upload: Any,
    clicked_at: datetime,
    today: date,
    by: User | None = None,
) -> Submission:
    """Confirm with the one-time link, which is used up by it; of two, one wins.

    Args: facts: as corrected; upload: the stamped page; clicked_at: aware; by: None, as the link
    and not a sign-in says who it is.
    Raises: RuleViolation as `peek`, or of `advance`; FileRefused.
    """
    with act("单位确认推荐", by=by):
        application = applications.locked(peek(token).application)  # the file first, as all do
        invitation = peek(token)
        consume_link(purpose=PURPOSE, token=token)
        return _confirm(
            application,
            facts=facts,
            upload=upload,
            clicked_at=clicked_at,
            today=today,
            by=by,
            recommendation=invitation.recommendation,
        )


def confirm_with_account(
    application: Application,
    *,
    facts: Facts,
    upload: Any,
    clicked_at: datetime,
    by: User,
    today: date,
) -> Submission:
    """Confirm as somebody who acts for the unit with an account.

    Raises: RuleViolation of `advance`; FileRefused; PermissionDenied.
    """
    require_own(application, by=by)
    with act("单位确认推荐", by=by):
        application = applications.locked(application)
        return _confirm(
            application,
            facts=facts,
            upload=upload,
            clicked_at=clicked_at,
            today=today,
            by=by,
            recommendation=inviter_of(application),
        )


def decline_by_link(token: str, *, reason: str, today: date, by: User | None = None) -> Application:
    """Decline with the one-time link. Raises: RuleViolation as `peek`, or of `advance`."""
    with act("单位谢绝推荐", by=by):
        application = applications.locked(peek(token).application)
        peek(token)
        consume_link(purpose=PURPOSE, token=token)
        return _decline(application, reason=reason, today=today, by=by)


def decline_with_account(
    application: Application, *, reason: str, today: date, by: User
) -> Application:
    """Decline as somebody who acts for the unit with an account.

    Raises: RuleViolation `settled`, or of `advance`; PermissionDenied.
    """
    require_own(application, by=by)
    with act("单位谢绝推荐", by=by):
        application = applications.locked(application)
        require_awaiting(application)
        return _decline(application, reason=reason, today=today, by=by)


def _decline(application: Application, *, reason: str, today: date, by: User | None) -> Application:
    application = applications.advance(
        application,
        action=ApplicationAction.DECLINE,
        actor=Actor.UNIT,
        by=by,
        actor_name=application.unit_name,
        today=today,
        reason=reason,
    )
    revoke_links(purpose=PURPOSE, subject=application, by=by)
    care_no_more(application.unit, application, today=today)
    tell_agency(
        inviter_of(application),
        title=f"单位谢绝推荐：{application.unit_name}",
        body=f"理由：{reason}" if reason else "",
    )
    return application


def _confirm(
    application: Application,
    *,
    facts: Facts,
    upload: Any,
    clicked_at: datetime,
    today: date,
    by: User | None,
    recommendation: Recommendation,
) -> Submission:
    require_awaiting(application)
    application = _correct(application, facts, by=by)
    scan = put(application, purpose=FilePurpose.SEALED, upload=upload, by=by, erase=False)
    return take_on(
        application,
        scan=scan,
        clicked_at=clicked_at,
        today=today,
        by=by,
        recommendation=recommendation,
        how={"by": by, "actor": Actor.UNIT, "actor_name": facts.unit_name},
    )


def take_on(
    application: Application,
    *,
    scan: Any,
    clicked_at: datetime,
    today: date,
    by: User | None,
    recommendation: Recommendation,
    how: dict[str, Any],
) -> Submission:
    """To the bureau, frozen as it is now, the stamped page tied to what was submitted."""
    if scan is None:
        raise RuleViolation("scan_missing", "请附上盖章页的照片或扫描件。")
    application = applications.advance(
        application,
        action=ApplicationAction.CONFIRM,
        today=today,
        scan=scan,
        changes={
            "submitted_at": clicked_at,
            "consent_version": consent.VERSION,
            "consented_at": clicked_at,
        },
        **how,
    )
    submission = applications.freeze(application, clicked_at=clicked_at, by=by)
    SealedCopy.objects.create(submission=submission, file=scan, uploaded_by=by)
    revoke_links(purpose=PURPOSE, subject=application, by=by)
    tell_agency(recommendation, title=f"单位已确认推荐：{application.unit_name}", by=by)
    return submission


def _correct(application: Application, facts: Facts, *, by: User | None) -> Application:
    kept = {**application.answers.get("basic", {}), **application.persons.get("basic", {})}
    application = applications.write_section(
        application,
        section="basic",
        values={
            **kept,
            "unit_name": facts.unit_name,
            "unit_kind": facts.unit_kind,
            "registered_address": facts.registered_address,
            "region": facts.region,
        },
        by=by,
    )
    contacts = application.persons.get(CONTACTS, {})
    application = applications.write_section(
        application,
        section=CONTACTS,
        values={
            **contacts,
            "primary_name": facts.contact_name,
            "primary_mobile": facts.contact_mobile,
        },
        by=by,
    )
    set_criteria(application, facts.criteria, by=by)
    return applications.locked(application)


def require_awaiting(application: Application) -> None:
    """Raises: RuleViolation `settled`: the file no longer waits for its unit."""
    if application.state != ApplicationState.AWAITING_UNIT:
        raise RuleViolation("settled", settled_words(application))


def _contacts_of(application: Application) -> set[str]:
    named = application.recommendations.values_list("contact_mobile", "contact_email")
    return {way for ways in named for way in ways if way}


def _ask(application: Application) -> str:
    agency = application.drafted_by_agency or application.agency
    phone = f"（{agency.phone}）" if agency.phone else ""
    return _ASK.format(agency=agency.name, phone=phone)
