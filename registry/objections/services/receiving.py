"""收到: from the public page, from a call or a letter, and who has it in hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from ipcontact.accounts.rights import require
from ipcontact.acts.choices import Channel
from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.clocks.choices import LimitUnit
from ipcontact.clocks.models import Clock
from ipcontact.clocks.rules import Limit
from ipcontact.clocks.services import hand_over, start
from ipcontact.files.services import put
from ipcontact.notifications.services import tell
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.clock import SHANGHAI
from registry.applications.lookup import code_matches, lookup_code, new_nonce
from registry.notices.models import NoticeItem, PublicNotice
from registry.notices.services.steps import stopped_on
from registry.objections.access import HANDLE, PREFIX
from registry.objections.choices import ObjectionAction, ObjectionChannel, ObjectionState
from registry.objections.models import Objection, Objector
from registry.objections.rules import is_in_window
from registry.objections.services.steps import OBJECTOR, locked, refuse_by, take

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

RECEIVED, REGISTERED = f"{PREFIX}receive", f"{PREFIX}register"
IN_WINDOW = f"{PREFIX}in_window"
UNTAKEN = (ObjectionState.RECEIVED, ObjectionState.SUPPLEMENT)
ANSWER_CLOCK = "异议答复"
EVIDENCE = "objection.evidence"
NUMBER = re.compile(r"YY\d{4}-\d{3,6}")
_ACT_CHANNEL = {
    ObjectionChannel.ONLINE: Channel.ONLINE,
    ObjectionChannel.CALL: Channel.PHONE,
}


@dataclass(frozen=True)
class Identity:
    """Who objects, as far as told."""

    name: str = ""
    unit_name: str = ""
    phone: str = ""
    email: str = ""
    is_anonymous: bool = False


def receive(
    item: NoticeItem,
    *,
    reason: str,
    who: Identity,
    now: datetime,
    evidence: Sequence[Any] = (),
) -> Objection:
    """From the public page, by anybody; anonymous and late ones are kept too.

    Args: item: of a published notice; evidence: checked uploads.
    Raises: RuleViolation `not_published`, `reason_missing`, of the files.
    """
    if not reason.strip():
        raise RuleViolation("reason_missing", "请写明异议的理由。")
    today = now.astimezone(SHANGHAI).date()
    with act("提出异议", by=None):
        objection = _create(
            item, ObjectionChannel.ONLINE, reason=reason, who=who, received_on=today, now=now
        )
        for upload in evidence:
            put(objection.objector, purpose=EVIDENCE, upload=upload, by=None, erase=False)
        record(
            objection, code=RECEIVED, action="收到异议", by=None, actor_name=OBJECTOR, today=today
        )
        start_clock(objection, on=objection.received_on, by=None)
    return objection


def register(
    item: NoticeItem,
    *,
    channel: str,
    reason: str,
    who: Identity,
    received_on: date,
    by: User,
    now: datetime,
    evidence: Sequence[Any] = (),
    follows: Objection | None = None,
) -> Objection:
    """登记 by staff, from a call, a letter, a visit; who registers has it in hand.

    Args: follows: the first objection, when this one brings new facts to it.
    Raises: RuleViolation `not_published`, `future`, `reason_missing`, `follows_other`.
        PermissionDenied.
    """
    require(by, HANDLE)
    today = now.astimezone(SHANGHAI).date()
    if received_on > today:
        raise RuleViolation("future", "收到日期不能晚于今天，请核对。")
    if channel not in ObjectionChannel.values or channel == ObjectionChannel.ONLINE:
        raise RuleViolation("channel_unknown", "请选择提出的方式。")
    if not reason.strip():
        raise RuleViolation("reason_missing", "请写明异议的理由。")
    if follows is not None and follows.item_id != item.pk:
        raise RuleViolation("follows_other", "接续的异议针对的是另一家单位，请核对编号。")
    with act("登记异议", by=by):
        objection = _create(
            item,
            ObjectionChannel(channel),
            reason=reason,
            who=who,
            received_on=received_on,
            now=now,
            handler=by,
            registered_by=by,
            follows=follows,
        )
        for upload in evidence:
            put(objection.objector, purpose=EVIDENCE, upload=upload, by=by, erase=False)
        record(
            objection,
            code=REGISTERED,
            action="登记异议",
            by=None,
            actor_name=OBJECTOR,
            entered_by=by,
            event_on=received_on,
            channel=_ACT_CHANNEL.get(ObjectionChannel(channel), Channel.PAPER),
            today=today,
        )
        start_clock(objection, on=objection.received_on, by=by)
    return objection


def take_over(
    objection: Objection, *, by: User, today: date, reason: str = "", version: int | None = None
) -> Objection:
    """接办: from now on this person has it in hand and reads who objected; the former one does not.

    Harmless for who has it already.
    Raises: RuleViolation `wrong_state`, `wrong_actor`, `reason_missing` when somebody else has it.
    """
    with act("接办异议", by=by, reason=reason):
        current = locked(objection)
        former = current.handler
        if former == by:
            return current
        refuse_by(current, ObjectionAction.TAKE_OVER, by=by, today=today, version=version)
        if former is not None and not reason.strip():
            raise RuleViolation(
                "reason_missing", f"这件异议由{former.name}经办。请写明改由您经办的理由。"
            )
        take(
            current,
            ObjectionAction.TAKE_OVER,
            by=by,
            today=today,
            reason=reason,
            values={"handler": by},
        )
        for clock in Clock.objects.open_for(current):
            hand_over(clock, holder=by.name, by=by)
        if former is not None and former.is_active:
            tell(
                user=former,
                subject=current,
                kind="objection.taken_over",
                title=f"异议 {current.number} 改由{by.name}经办",
                body=reason,
                url=current.get_absolute_url(),
                by=by,
            )
    return current


def in_window(notice: PublicNotice, day: date) -> bool:
    """Whether an objection of this day is in time, as the notice stands now."""
    return is_in_window(
        day,
        published_on=notice.published_on,
        ends_on=notice.ends_on,
        stopped_on=stopped_on(notice),
    )


def judge_window_again(notice: PublicNotice, *, by: User, today: date) -> None:
    """What came too late is in time when the window was made longer or has begun anew, as long as
    nobody has taken it for a lead. The notice is locked."""
    late = Objection.objects.select_for_update(of=("self",)).filter(
        item__notice=notice, is_in_window=False, state__in=UNTAKEN
    )
    for objection in late.order_by("pk"):
        if in_window(notice, objection.received_on):
            store(objection, is_in_window=True)
            record(objection, code=IN_WINDOW, action="改为期内提出", by=by, today=today)


def code_of(objection: Objection) -> str:
    """The 查询码 the objector was given."""
    return lookup_code(objection.number, objection.lookup_nonce)


def find_by_code(number: str, code: str) -> Objection | None:
    """The objection these two open; a number that is nobody's takes the same steps."""
    number = number.strip().upper()
    found = Objection.objects.filter(number=number).first() if NUMBER.fullmatch(number) else None
    is_right = code_matches(number, found.lookup_nonce if found else "", code)
    return found if found is not None and is_right else None


def _create(
    item: NoticeItem,
    channel: ObjectionChannel,
    *,
    reason: str,
    who: Identity,
    received_on: date,
    now: datetime,
    **values: Any,
) -> Objection:
    notice = PublicNotice.objects.select_for_update(of=("self",)).get(pk=item.notice_id)
    if notice.published_on is None:  # locked: an announcement comes before or after
        raise RuleViolation("not_published", "这份公示还没有发布，不能登记异议。")
    objection = Objection.objects.create(
        number=_next_number(received_on),
        item=item,
        channel=channel,
        reason=reason.strip(),
        received_on=received_on,
        received_at=now,
        is_in_window=in_window(notice, received_on),
        lookup_nonce=new_nonce(),
        **values,
    )
    Objector.objects.create(
        objection=objection,
        is_anonymous=who.is_anonymous,
        name=who.name.strip(),
        unit_name=who.unit_name.strip(),
        phone=who.phone.strip(),
        email=who.email.strip(),
    )
    return objection


def start_clock(objection: Objection, *, on: date, by: User | None) -> None:
    """The time for the answer, counted from this day."""
    n = settings.OBJECTION_ANSWER_WORKING_DAYS
    limit = Limit(n, LimitUnit.WORKING_DAY, "区局内部时限：收到异议后答复")
    holder = objection.handler.name if objection.handler else ""
    start(objection, name=ANSWER_CLOCK, limit=limit, on=on, by=by, holder=holder)


def _next_number(day: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registry_objection_no')")
        [number] = cursor.fetchone()
    return f"YY{day.year}-{number:03d}"
