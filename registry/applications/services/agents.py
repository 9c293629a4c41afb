"""代填确认: the unit says by one-time link that who filled in for it had its word, or had not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.notifications.services import consume_link, peek_link, recall_links, tell
from ipcontact.ui.errors import RuleViolation
from registry.applications.access import actors_of
from registry.applications.choices import CONFIRMED, DISOWNED, Actor, FillingState
from registry.applications.filling import AGENT_LINK, filling_of
from registry.applications.models import Application
from registry.applications.rules import is_open
from registry.applications.services.messages import contact_of, tell_disowned
from registry.applications.services.steps import locked

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

ASKED = "application.agent_asked"


def peek_filling(token: str) -> Application:
    """What a link asks about, when it can still be answered. Changes nothing.

    Raises: RuleViolation `link_…`, `settled`.
    """
    link = peek_link(purpose=AGENT_LINK, token=token)
    application = Application.objects.select_related("round").get(pk=link.subject_key)
    if not is_open(application.state) or filling_of(application) is None:
        raise RuleViolation("settled", "这件申报已经办结，不需要再确认。")
    return application


def answer_filling(
    token: str, *, is_ours: bool, today: date, by: User | None = None
) -> Application:
    """The unit answers with its link, which is used up by it: it stands by what was filled in, or
    knows nothing of it, whereupon the reviewers are told and nobody passes the file.

    Args: by: None, as the link and not a sign-in says who it is.
    Raises: RuleViolation as `peek_filling`.
    """
    code, words = (CONFIRMED, "单位确认代填") if is_ours else (DISOWNED, "单位表示对代填不知情")
    with act(words, by=by):
        current = locked(peek_filling(token))
        peek_filling(token)
        consume_link(purpose=AGENT_LINK, token=token)
        store(current)
        record(current, code=code, action=words, by=by, actor_name=current.unit_name, today=today)
        if not is_ours:
            tell_disowned(current)
    return current


def ask_about_filling(
    application: Application, *, by: User, today: date, version: int | None = None
) -> Application:
    """再次请单位确认代填, once it was rung: earlier links end, its contact gets a new one.

    Raises: RuleViolation `no_agent`, `confirmed`, `settled`, `no_contact`, `stale`.
        PermissionDenied.
    """
    with act("请单位确认代填", by=by):
        current = locked(application, version)
        if {Actor.CLERK, Actor.HANDLER}.isdisjoint(actors_of(by, current)):
            raise PermissionDenied("请单位确认代填，由推荐单位经办或区局经办办理。")
        refuse_unaskable(current)
        recall_links(purpose=AGENT_LINK, subject=current, by=by)
        store(current)
        record(current, code=ASKED, action="再次请单位确认代填", by=by, today=today)
        tell(
            person=contact_of(current),
            subject=current,
            kind="application.agent_asked",
            title=f"请确认申报 {current.application_no} 是否由贵单位委托代填",
            body=f"由{filling_of(current).organisation}代贵单位填报。"
            f"不知情的请点“不知情”，或者拨打咨询电话 {current.round.contact_phone}。",
            link=AGENT_LINK,
            by=by,
        )
    return current


def refuse_unaskable(application: Application) -> None:
    """Raises: RuleViolation `no_agent`, `settled`, `confirmed`, `no_contact`."""
    filling = filling_of(application)
    if filling is None:
        raise RuleViolation("no_agent", "这件申报由单位自己填报，不需要确认。")
    if not is_open(application.state):
        raise RuleViolation("settled", "这件申报没有在办，不需要确认。")
    if filling.state == FillingState.CONFIRMED:
        raise RuleViolation("confirmed", "单位已经确认，不需要再办。")
    if contact_of(application) is None:
        raise RuleViolation("no_contact", "申报表没有登记联络员，请单位在申报表上盖章后上传。")


def refuse_disowned(application: Application) -> None:
    """What the unit says it knows nothing of is not passed on.

    Raises: RuleViolation `filling_disowned`.
    """
    filling = filling_of(application)
    if filling is not None and filling.state == FillingState.DISOWNED:
        raise RuleViolation(
            "filling_disowned",
            f"单位表示对{filling.organisation}代填不知情。请电话向单位核实，再次请单位确认后办理；"
            "确实没有委托的，建议不纳入。",
        )
