"""Asking the unit to confirm: the invitation, bound to the contact the agency named."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.clocks.services import end_all
from ipcontact.notifications.models import Message
from ipcontact.notifications.services import (
    Person,
    recall_links,
    tell,
    tell_colleagues,
)
from ipcontact.notifications.services.telling import Times
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.clock import today as current_day
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.applications.services.claimants import agency_for, region_named
from registry.applications.services.steps import start_clock
from registry.recommendations.access import DRAFT, require_of, staff_of
from registry.recommendations.choices import RecommendationState
from registry.recommendations.models import Recommendation
from registry.recommendations.services.caring import care_for
from registry.recommendations.services.drafting import CONTACTS, locked_pair, set_criteria

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

PURPOSE = "application.confirm"
INVITATION = "application.invitation"


def invite(
    recommendation: Recommendation, *, by: User | None, times: Times | None = None
) -> Message:
    """Tell the contact, on the ways that are known, that the unit is asked to confirm.

    Called by the service that signs, inside its act. Without a mobile and mail the text and the
    sheet are handed over by people.
    """
    application = recommendation.application
    days = application.round.confirm_days
    return tell(
        person=_contact_of(recommendation),
        subject=application,
        kind=INVITATION,
        title=f"请确认推荐信息：{application.unit_name}"[:80],
        body=(
            f"{recommendation.agency.name}推荐贵单位申报知识产权保护重点联系单位"
            f"（申报编号 {application.application_no}）。请在 {days} 天内核对 8 项信息、"
            "附上盖章页照片并确认；不同意的也可以谢绝。不收取任何费用。"
        ),
        link=PURPOSE,
        by=by,
        times=times,
    )


def invite_again(application: Application, *, by: User) -> None:
    """Ask the unit once more when a file that was closed unanswered is opened again: the links of
    the first invitation are useless. The agency answers for the unit again, as long as nobody
    does, and learns of it. Other files: nothing to do.
    """
    if application.state != ApplicationState.AWAITING_UNIT:
        return
    signed = application.recommendations.filter(
        agency=application.drafted_by_agency_id, state=RecommendationState.SIGNED
    )
    recommendation = signed.select_related("agency").first()
    if recommendation is None:
        return
    recommendation.application = application
    if application.unit is not None:
        care_for(application.unit, application, agency=recommendation.agency, today=current_day())
    invite(recommendation, by=by)
    tell_agency(
        recommendation,
        title=f"已重新打开并再次请单位确认：{application.unit_name}",
        body="确认期限重新计算，请提醒单位。",
        by=by,
    )


def invitation_of(application: Application) -> Message | None:
    """The latest invitation of a file, for its text and sheet."""
    told = Message.objects.about(application).filter(kind=INVITATION, recalled_at=None)
    return told.order_by("-pk").first()


def change_contact(
    recommendation: Recommendation,
    *,
    contact_name: str,
    mobile: str,
    email: str,
    by: User,
    version: int | None = None,
) -> Recommendation:
    """Invite another person, or the same at another number: earlier links are useless from now on.

    Raises: RuleViolation `wrong_state`, `stale`, `no_name`, `invalid_mobile`, `invalid_email`.
        PermissionDenied.
    """
    require_of(recommendation.agency, DRAFT, by=by)
    with act("更换邀请联系人", by=by):
        application, recommendation = locked_pair(recommendation, version)
        _require_awaiting(application, recommendation)
        recall_links(purpose=PURPOSE, subject=application, by=by)
        store(recommendation, contact_name=contact_name, contact_mobile=mobile, contact_email=email)
        _name_contact(application, recommendation)
        invite(recommendation, by=by)
    return recommendation


def hand_on(
    revoked: Recommendation, following: Recommendation, *, by: User, today: date
) -> Application:
    """Let another agency that recommends the unit ask it from now on, with a new time to answer.

    The links of the first are useless; its contact hears that, and nothing of the other agency.
    Called by the service that revokes, inside its act.

    Args: revoked: of the agency that asked; following: signed, of the same locked file.
    """
    application, agency = revoked.application, following.agency
    region = agency_for(region_named(application.answers.get("basic", {}).get("region", "")))
    co_agency = application.co_agency
    if co_agency is None or co_agency.pk == agency.pk:
        co_agency = region if region and region.pk != agency.pk else None
    recall_links(purpose=PURPOSE, subject=application, by=by)
    tell_contact(
        revoked,
        title=f"推荐已撤销，无须再确认：{application.unit_name}",
        body="此前发出的确认链接已经作废。另有机构推荐贵单位，由其另行邀请贵单位确认。",
        by=by,
    )
    if following.contact_name:
        _name_contact(application, following)
    application = store(application, drafted_by_agency=agency, agency=agency, co_agency=co_agency)
    claimed = list(application.claims.values_list("criterion__code", flat=True))
    set_criteria(application, claimed, endorsement=following.statement, by=by)
    end_all(application, on=today, by=by, reason="改由另一推荐单位邀请确认")
    start_clock(application, on=today, by=by)
    following.application = application
    invite(following, by=by)
    tell_agency(following, title=f"改由本机构邀请单位确认：{application.unit_name}", by=by)
    return application


def tell_contact(
    recommendation: Recommendation, *, title: str, body: str, by: User | None
) -> Message:
    """Tell the person who was invited, without a link."""
    return tell(
        person=_contact_of(recommendation),
        subject=recommendation.application,
        kind="application.recommendation",
        title=title[:80],
        body=body,
        by=by,
    )


def tell_agency(
    recommendation: Recommendation, *, title: str, body: str = "", by: User | None = None
) -> None:
    """Tell the agency's clerks and heads what became of it, but not whoever did it."""
    tell_colleagues(
        recommendation.application,
        staff_of(recommendation.agency),
        kind="recommendation.news",
        title=title,
        body=body,
        url=recommendation.get_absolute_url(),
        by=by,
    )


def _name_contact(application: Application, recommendation: Recommendation) -> None:
    """The person who is invited is the contact of the file as well."""
    persons = application.persons.get(CONTACTS, {})
    application.persons = {
        **application.persons,
        CONTACTS: {
            **persons,
            "primary_name": recommendation.contact_name,
            "primary_mobile": recommendation.contact_mobile,
            "primary_email": recommendation.contact_email,
        },
    }
    application.save(update_fields=["persons", "updated_at"])


def _contact_of(recommendation: Recommendation) -> Person:
    application = recommendation.application
    return Person(
        recommendation.contact_name or f"{application.unit_name[:50]}联络员",
        recommendation.contact_mobile,
        recommendation.contact_email,
    )


def _require_awaiting(application: Application, recommendation: Recommendation) -> None:
    signed = recommendation.state == RecommendationState.SIGNED
    if not (signed and application.state == ApplicationState.AWAITING_UNIT):
        raise RuleViolation(
            "wrong_state", "只有签发后、单位确认前可以更换联系人。签发前请直接修改推荐拟稿。"
        )
