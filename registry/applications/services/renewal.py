"""A new 查询码 for a unit that has lost its own, once the office knows who is asking."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.exceptions import PermissionDenied

from ipcontact.accounts.rights import require
from ipcontact.acts.choices import Channel
from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.notifications.services import recall_links
from ipcontact.ui.errors import RuleViolation
from registry.applications.access import actors_of
from registry.applications.choices import Actor, ApplicationState
from registry.applications.lookup import lookup_code, new_nonce
from registry.applications.models import Application
from registry.applications.services.corrections import tell_again
from registry.applications.services.deciding import refuse_overtaken
from registry.applications.services.messages import contact_of, tell_unit
from registry.applications.services.steps import CORRECTION_LINK, locked

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

RENEW = "applications.renew_code"
RENEWED = "application.renew_code"
# How the office can have made sure of who is asking: it rang the contact that stands in the file,
# or somebody came with the licence.
CHANNELS = (Channel.PHONE, Channel.PAPER)


def renew_code(
    application: Application,
    *,
    channel: str,
    reason: str,
    by: User,
    today: date,
    version: int | None = None,
) -> str:
    """换发查询码: the old code ends, with every browser it let in and every unused link to the
    file; the new one is returned this once and kept nowhere.

    The contact named in the file is told that the code was changed, not the code: who did not ask
    for it can object. The unit of a returned file is told again what to mend, with a new link.
    With the version of the page a second click changes nothing.

    Args:
        channel: how the identity was verified, of `CHANNELS`.
        reason: who asked, and what was compared; kept with the step.
    Returns: the new code, see `lookup.lookup_code`.
    Raises: RuleViolation `wrong_state`, `no_contact`, `channel_unknown`, `reason_missing`,
        `stale`. PermissionDenied.
    """
    require(by, RENEW)
    if channel not in CHANNELS:
        raise RuleViolation("channel_unknown", "请选择核实身份的方式。")
    if not reason.strip():
        raise RuleViolation("reason_missing", "请写明由谁提出、怎样核实。")
    with act("换发查询码", by=by, reason=reason):
        current = locked(application)
        if {Actor.CLERK, Actor.HANDLER}.isdisjoint(actors_of(by, current)):
            raise PermissionDenied("查询码须由推荐单位经办或区局经办换发。")
        refuse_overtaken(current, version=version)
        if current.state in (ApplicationState.DRAFT, ApplicationState.DISCARDED):
            raise RuleViolation("wrong_state", "没有提交的申报不换发查询码，请单位重新填报。")
        if channel == Channel.PHONE and contact_of(current) is None:
            raise RuleViolation(
                "no_contact", "申报表没有登记联络员，不能电话核实。请单位携带证照到场办理。"
            )
        store(current, lookup_nonce=new_nonce(), key=uuid4())
        recall_links(purpose=CORRECTION_LINK, subject=current, by=by)
        record(
            current,
            code=RENEWED,
            action="换发查询码",
            by=by,
            channel=channel,
            reason=reason,
            today=today,
        )
        tell_unit(
            current,
            kind="application.code_renewed",
            title=f"查询码已更换，申报编号 {current.application_no}",
            body=(
                "原查询码已失效。如不是贵单位提出的，请马上拨打咨询电话 "
                f"{current.round.contact_phone}。"
            ),
            by=by,
        )
        tell_again(current, by=by)
    return lookup_code(current.application_no, current.lookup_nonce)
