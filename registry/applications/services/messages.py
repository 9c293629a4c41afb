"""Who hears of what the unit has done: its contact, and the people who review it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from ipcontact.accounts.models import Agency, User
from ipcontact.accounts.roles import Role
from ipcontact.notifications.services import Person, tell, tell_all
from registry.applications.choices import ApplicationState
from registry.applications.filling import AGENT_LINK
from registry.applications.models import Application
from registry.applications.parts import listers

if TYPE_CHECKING:
    from registry.applications.models import CorrectionNotice

_AT_THE_BUREAU = (
    ApplicationState.BUREAU_REVIEW,
    ApplicationState.INSPECTION,
    ApplicationState.READY,
    ApplicationState.IN_BATCH,
    ApplicationState.ON_NOTICE,
)
_KNOW_NOTHING = "如不知情，请拨打咨询电话 {phone}。"


def tell_submitted(application: Application, *, by: User | None) -> None:
    """The receipt to the unit, and the work to the agency that reviews first."""
    phone = application.round.contact_phone
    tell_unit(
        application,
        kind="application.submitted",
        title=f"申报已提交，申报编号 {application.application_no}",
        body=f"先由推荐单位初审，再由区局复核。进度用申报编号和查询码查询。咨询电话 {phone}。"
        + _filler_words(application),
        contact_link=AGENT_LINK if _is_agent(application) else "",
        by=by,
    )
    _tell_staff(application, kind="application.received", title="收到申报", by=by)


def tell_withdrawn(
    application: Application, *, was: str, holder: User | None, by: User | None
) -> None:
    """The unit's contact learns of it too: it may have been somebody else who withdrew.

    Args: was: the state it was in, and `holder`: who had it in hand. From the review of the bureau
        on, that person is told, else everybody who handles files there; and who has it on a list.
    """
    tell_unit(
        application,
        kind="application.withdrawn",
        title=f"申报已撤回，申报编号 {application.application_no}",
        body=_KNOW_NOTHING.format(phone=application.round.contact_phone),
        by=by,
    )
    _tell_staff(application, kind="application.withdrawn", title="单位撤回申报", by=by)
    told = {person.pk for person in _reviewers(_agency_of(application))}
    concerned = [person for part in listers for person in part.people(application)]
    if holder is not None:
        concerned.append(holder)
    elif was in _AT_THE_BUREAU:
        concerned += User.objects.filter(is_active=True, roles__contains=[Role.HANDLER])
    others = {person.pk: person for person in concerned if person.pk not in told}
    tell_all(
        [person for _, person in sorted(others.items())],
        subject=application,
        kind="application.withdrawn",
        title=f"单位撤回申报：{application.unit_name}（{application.application_no}）",
        body=f"撤回前是“{ApplicationState(was).label}”。",
        url=application.get_absolute_url(),
        by=by,
    )


def tell_answered(application: Application, notice: CorrectionNotice, *, by: User | None) -> None:
    """Whoever asked for corrections reads on; a clerk who left, or who has entered the answer for
    the unit, is stood in for by the agency."""
    if notice.drafted_by.is_active and notice.drafted_by != by:
        tell(
            user=notice.drafted_by,
            subject=application,
            kind="application.answered",
            title=f"单位已补充材料：{application.unit_name}",
            url=application.get_absolute_url(),
            by=by,
        )
        return
    _tell_staff(application, kind="application.answered", title="单位已补充材料", by=by)


def tell_entered(application: Application, *, by: User) -> None:
    """The unit learns what was entered in its name, and by whom."""
    agency = by.agency.display_name if by.agency else "推荐单位"
    tell_unit(
        application,
        kind="application.entered",
        title=f"补充材料已代为录入，申报编号 {application.application_no}",
        body=f"{agency}已按贵单位盖章的纸面材料录入并重新提交，可以用申报编号和查询码核对。"
        + _KNOW_NOTHING.format(phone=application.round.contact_phone),
        by=by,
    )


def tell_disowned(application: Application) -> None:
    """The reviewers learn that the unit knows nothing of what was filled in for it."""
    _tell_staff(
        application, kind="application.agent_disowned", title="单位表示对代填不知情", by=None
    )
    people = {person.pk for person in _reviewers(_agency_of(application))}
    holder = application.holder
    if holder is not None and holder.pk not in people:
        tell(
            user=holder,
            subject=application,
            kind="application.agent_disowned",
            title=f"单位表示对代填不知情：{application.unit_name}",
            url=application.get_absolute_url(),
        )


def tell_reopened(application: Application, *, by: User | None) -> None:
    """The agency learns that the unit has been asked once more; the unit has its own notice."""
    _tell_staff(application, kind="application.reopened", title="申报已重新打开，请单位补充", by=by)


def contact_of(application: Application) -> Person | None:
    """The unit's contact as filled in; None when nobody was named."""
    named = application.persons.get("contacts", {})
    if not named.get("primary_name"):
        return None
    return Person(
        named["primary_name"],
        mobile=named.get("primary_mobile") or "",
        email=named.get("primary_email") or "",
    )


def tell_unit(application: Application, *, by: User | None, contact_link: str = "", **what) -> None:
    """The account that fills in; the named contact where there is none, or it is an agent's.

    Args: contact_link: purpose of a one-time link that the contact alone is given.
    """
    url = reverse("applications:status", args=[application.application_no])
    what |= {"subject": application, "url": url, "by": by}
    owner, contact = application.owner, contact_of(application)
    if owner:
        tell_all([owner], **what)
    if contact and (not owner or _is_agent(application)):
        tell_all([contact], **({**what, "link": contact_link} if contact_link else what))


def _tell_staff(application: Application, *, title: str, by: User | None, **what) -> None:
    tell_all(
        _reviewers(_agency_of(application)),
        subject=application,
        title=f"{title}：{application.unit_name}（{application.application_no}）",
        url=application.get_absolute_url(),
        by=by,
        **what,
    )


def _agency_of(application: Application) -> Agency:
    return application.agency or application.round.contact_agency


def _reviewers(agency: Agency) -> list[User]:
    """Clerks of an agency; where it has none, those who handle applications there."""
    people = User.objects.filter(agency=agency, is_active=True).order_by("pk")
    clerks = list(people.filter(roles__contains=[Role.AGENCY_CLERK]))
    return clerks or list(people.filter(roles__contains=[Role.HANDLER]))


def _is_agent(application: Application) -> bool:
    return application.answers.get("filler", {}).get("is_agent") is True


def _filler_words(application: Application) -> str:
    """Who filled in for the unit, so that the unit knows and can object."""
    if not _is_agent(application):
        return ""
    name = application.answers["filler"].get("organisation", "")
    known = _KNOW_NOTHING.format(phone=application.round.contact_phone)
    return f"本次由{name}代贵单位填报，已上传授权书，请贵单位用链接确认。{known}"
