"""听取陈述: the unit is told and can speak, before anybody decides. Not a 听证."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings

from ipcontact.acts.choices import Channel
from ipcontact.acts.models import Act
from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.clocks.rules import Limit, LimitUnit
from ipcontact.clocks.services import end_all, start
from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.rules import OUT
from ipcontact.documents.services import draw_up
from ipcontact.documents.tables import chinese_day
from ipcontact.files.services import put
from ipcontact.notifications.services import (
    consume_link,
    peek_link,
    recall_links,
    revoke_links,
    tell,
    tell_colleagues,
)
from ipcontact.ui.errors import RuleViolation
from registry.removals import access
from registry.removals.choices import RemovalState
from registry.removals.models import Removal
from registry.removals.services.steps import (
    STATE,
    STATEMENT,
    STATEMENT_LINK,
    TELL,
    open_removal,
    tell_unit,
)
from registry.units.posts import contact_of

if TYPE_CHECKING:
    from ipcontact.accounts.models import User
    from ipcontact.clocks.models import Clock
    from registry.units.models import Unit

CLOCK = "单位陈述意见"
BASIS = "实施方案二（一）3；听取意见期限为系统设置"
NOTHING_TO_SAY = "没有意见。"
HEARING_LETTER = "removal_hearing"


def tell_the_unit(removal: Removal, *, by: User, today: date, scan: Any = None) -> Removal:
    """Tell the unit ground, facts and until when it can speak; the time begins to run.

    ▤ of the state table: the letter is drawn up as a draft of the documents room and goes its way
    there, signed and sealed; meanwhile the message tells the contact. Somebody who cannot be
    reached by message is told on paper, with its 送达回证. A unit that stays silent is not removed
    before one of the two papers is there (`is_told_on_paper`); one that speaks has shown that it
    was told.

    Args: scan: proof that the paper was handed over; needed when the unit has no contact.
    Raises: RuleViolation `wrong_state`, `scan_missing`. PermissionDenied.
    """
    access.require_unit(removal.unit, access.HANDLE, by=by)
    days = settings.HEARING_DAYS
    with act("告知拟移出", by=by):
        removal = open_removal(removal, RemovalState.PROPOSED)
        removal = store(removal, state=RemovalState.HEARING, told_by=by, told_on=today)
        record(
            removal,
            code=TELL,
            action="告知单位并听取陈述",
            by=by,
            today=today,
            scan=scan or None,
            channel=Channel.PAPER if scan else Channel.ONLINE,
        )
        limit = Limit(days, LimitUnit.WORKING_DAY, BASIS)
        clock = start(removal, name=CLOCK, limit=limit, on=today, by=by, holder="单位")
        words = (
            f"拟将贵单位移出知识产权保护重点联系单位名录。事由：{removal.ground}。"
            f"事实和理由：{removal.reason.rstrip('。')}。"
            f"贵单位可以在{chinese_day(clock.due_on)}（含当日）前陈述意见，"
            "收到意见后再作决定；决定前贵单位仍在名录中。"
        )
        draw_up(
            kind=HEARING_LETTER,
            subject=removal,
            title="关于听取移出名录意见的函",
            addressee=removal.unit_name,
            text=words.replace("。事实", "。\n事实").replace("。贵单位可以", "。\n贵单位可以"),
            by=by,
            today=today,
        )
        told = tell_unit(
            removal,
            kind="removal.hearing",
            title=f"请陈述意见：拟将{removal.unit_name}移出名录",
            body=words,
            link=STATEMENT_LINK,
            by=by,
        )
        if not told and not scan:
            raise RuleViolation(
                "scan_missing", "该单位没有联络员，不能在线告知。请送达纸质函件并附送达回证。"
            )
    return removal


def is_told_on_paper(removal: Removal) -> bool:
    """Whether the letter has gone out, or its 送达回证 is kept with the step that told the unit."""
    letters = OfficialDocument.objects.of(removal).filter(kind=HEARING_LETTER, state__in=OUT)
    handed_over = Act.objects.of(removal).filter(code=TELL, scan__isnull=False)
    return letters.exists() or handed_over.exists()


def tell_moved(removal: Removal, clock: Clock, by: User) -> None:
    """The unit learns that it has more time; called inside the act that gave it."""
    tell_unit(
        removal,
        kind="removal.hearing_moved",
        title=f"陈述意见的期限延长：拟将{removal.unit_name}移出名录",
        body=f"贵单位可以在{chinese_day(clock.due_on)}（含当日）前陈述意见，收到意见后再作决定。",
        link=STATEMENT_LINK,
        by=by,
    )


def follow_contact(unit: Unit, *, by: User | None) -> None:
    """The former contact's link is useless; while the unit is heard, the new one gets their own.

    Called by `units.posts` when another person or number is the unit's first contact.
    """
    courses = Removal.objects.open().filter(unit=unit).select_for_update(of=("self",))
    removal = courses.first()
    if removal is None:
        return
    recall_links(purpose=STATEMENT_LINK, subject=removal, by=by)
    person = contact_of(unit)
    if removal.state != RemovalState.HEARING or person is None:
        return
    due_on = access.hearing_ends(removal)
    until = f"在 {due_on:%Y-%m-%d} 前" if due_on else "在决定前"
    tell(
        person=person,
        subject=removal,
        kind="removal.hearing",
        title=f"请陈述意见：拟将{removal.unit_name}移出名录"[:80],
        body=f"拟将贵单位移出知识产权保护重点联系单位名录。事由：{removal.ground}。"
        f"事实和理由：{removal.reason.rstrip('。')}。"
        f"贵单位可以{until}陈述意见，收到意见后再作决定。原联络员收到的链接已作废。",
        link=STATEMENT_LINK,
        by=by,
    )


def enter_statement(
    removal: Removal,
    *,
    statement: str,
    by: User,
    today: date,
    has_no_objection: bool = False,
    evidence: Any = None,
    channel: str = Channel.ONLINE,
) -> Removal:
    """What the unit says: by its account, or typed by the staff from a call or a paper.

    Raises: RuleViolation `wrong_state`, `statement_missing`. PermissionDenied.
    """
    unit = access.require_unit(removal.unit, access.SPEAK, by=by)
    own = access.is_unit_itself(by, unit)
    how: dict[str, Any] = {"by": by}
    if not own:
        how = {"by": None, "entered_by": by, "actor_name": unit.name[:80]}
    with act("登记单位陈述", by=by):
        return _store(
            removal,
            statement=_words(statement, has_no_objection),
            evidence=evidence,
            channel=channel,
            by=by,
            how=how,
            today=today,
        )


def enter_statement_by_link(
    token: str,
    *,
    statement: str,
    today: date,
    has_no_objection: bool = False,
    evidence: Any = None,
    by: None = None,
) -> Removal:
    """The same by the contact with a one-time link, which is used up.

    Raises: RuleViolation of the link (`link_…`), or as `enter_statement`.
    """
    with act("登记单位陈述", by=by):
        known = peek_link(purpose=STATEMENT_LINK, token=token)
        removal = Removal.objects.select_for_update(of=("self",)).get(pk=known.subject_key)
        link = consume_link(purpose=STATEMENT_LINK, token=token)  # its record before a link
        return _store(
            removal,
            statement=_words(statement, has_no_objection),
            evidence=evidence,
            channel=Channel.ONLINE,
            by=None,
            how={"by": None, "actor_name": link.contact_name or removal.unit_name[:80]},
            today=today,
        )


def _words(statement: str, has_no_objection: bool) -> str:
    words = statement.strip() or (NOTHING_TO_SAY if has_no_objection else "")
    if not words:
        raise RuleViolation("statement_missing", "请写明意见；没有意见的请勾选“没有意见”。")
    return words[:4000]


def _store(
    removal: Removal,
    *,
    statement: str,
    evidence: Any,
    channel: str,
    by: User | None,
    how: Mapping[str, Any],
    today: date,
) -> Removal:
    removal = open_removal(removal, RemovalState.HEARING)
    removal = store(
        removal,
        state=RemovalState.READY,
        statement=statement,
        statement_on=today,
        statement_channel=channel,
    )
    put(removal, purpose=STATEMENT, upload=evidence, by=by)
    record(removal, code=STATE, action="单位陈述意见", channel=channel, today=today, **how)
    end_all(removal, on=today, by=by)
    revoke_links(purpose=STATEMENT_LINK, subject=removal, by=by)
    tell_colleagues(
        removal,
        [*access.leaders(), *access.handlers()],
        kind="removal.stated",
        title=f"单位已陈述意见：{removal}",
        body="可以决定移出或者继续在库。",
        by=by,
    )
    return removal
