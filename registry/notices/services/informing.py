"""入库告知函: drawn up for every announced unit at once, signed and sent together, units told."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.urls import reverse

from ipcontact.acts.models import Act
from ipcontact.acts.services import record, require_authority
from ipcontact.audit.services import act
from ipcontact.documents import services as documents
from ipcontact.documents.choices import DocumentState
from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.services.sending import (
    apply_approval,
    check_approval,
    content_hash,
)
from ipcontact.documents.services.steps import APPROVE
from ipcontact.notifications.services import Person, tell_all
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.models import SiteProfile
from ipcontact.workdays.clock import today as current_day
from registry.criteria.models import Criterion
from registry.notices.access import PREFIX
from registry.notices.choices import NoticeAction
from registry.notices.letters import (
    LETTER,
    TITLE,
    TO_SEND,
    letter_text,
    letters_of,
    refuse_changed,
)
from registry.notices.models import NoticeItem, PublicNotice
from registry.notices.services.steps import CODES, locked, refuse_by
from registry.roster.exports import NO_RECOGNITION
from registry.units.naming import present_name
from registry.units.posts import contact_of

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

SIGNED, SIGNING = f"{PREFIX}sign_letters", "签批入库告知函"
# Of how it was signed, what the step of each letter says too.
_SHARED = ("by", "on_behalf_of", "entered_by", "confirmed_by", "channel", "event_on", "minutes_no")


def draw_letters(notice: PublicNotice, *, by: User, today: date) -> list[OfficialDocument]:
    """拟写入库告知函 for every announced unit that has none; harmless when all have theirs.

    A unit held at first gets its letter after its 补充公布, by calling this again.

    Returns: the new drafts. Raises: RuleViolation `wrong_state`, `wrong_actor`.
    """
    with act(NoticeAction.INFORM.label, by=by):
        current = locked(notice)
        refuse_by(current, NoticeAction.INFORM, by=by, today=today)
        missing = [row.item for row in letters_of(current) if row.document is None]
        if not missing:
            return []
        wordings = _wordings(missing)
        prefetch_related_objects(missing, "application__unit__names")
        profile = SiteProfile.objects.current()
        drawn = [
            documents.draw_up(
                kind=LETTER,
                subject=item,
                title=TITLE,
                addressee=present_name(item.application.unit, item.name),
                text=letter_text(
                    item,
                    conditions=[
                        wordings.get((item.application.round.scheme_id, code), "")
                        for code in item.criteria
                    ],
                    profile=profile,
                ),
                by=by,
                today=today,
            )
            for item in missing
        ]
        record(
            current,
            code=CODES[NoticeAction.INFORM],
            action=f"拟写入库告知函，{len(drawn)}份",
            by=by,
            today=today,
        )
    return drawn


def sign_letters(
    notice: PublicNotice, *, by: User, today: date, comment: str = "", mark: str = ""
) -> list[OfficialDocument]:
    """签批 of all drafts at once, each as in the room of documents; never by who drew one up.

    Args: mark: of the drafts that the person was shown (`letters.mark_of`).
    Raises: RuleViolation `nothing_drafted`, `own_draft`, `stale`. PermissionDenied.
    """
    leader = require_authority(by, APPROVE, today)
    with act(SIGNING, by=by, reason=comment):
        current = locked(notice)
        drafts = _to_sign(current, mark, by, leader)
        done = [
            documents.approve(row, comment=comment, version=row.version, by=by, today=today)
            for row in drafts
        ]
        record(
            current,
            code=SIGNED,
            action=f"{SIGNING}，{len(done)}份",
            by=by,
            reason=comment,
            on_behalf_of=leader,
            today=today,
        )
    return done


def apply_signing(notice: PublicNotice, payload: dict, keywords: dict) -> Act:
    """Let a signature on paper under all drafts take effect; called by `confirm_offline`.

    Raises: RuleViolation, when a draft has changed since.
    """
    with act(SIGNING, by=None):
        current = locked(notice)
        drafts = _to_sign(current, payload["mark"], keywords["by"])
        shared = {name: keywords[name] for name in _SHARED if name in keywords}
        for row in drafts:
            apply_approval(row, {"content_hash": content_hash(row)}, shared)
        action = f"{SIGNING}，{len(drafts)}份"
        return record(current, code=SIGNED, action=action, today=current_day(), **keywords)


def check_signing(notice: PublicNotice, payload: dict, decider: User) -> None:
    """Refuse a signature that could not be given online either.

    Raises: RuleViolation `nothing_drafted`, `own_draft`, `stale`, `other_agency`.
    """
    for row in _to_sign(notice, payload["mark"], decider):
        check_approval(row, payload, decider)


def describe_signing(notice: PublicNotice, payload: dict) -> list[str]:
    """What was signed, in a sentence."""
    return [f"签批入库告知函{payload['count']}份（{notice.number}）"]


def send_letters(
    notice: PublicNotice,
    *,
    channel: str,
    sent_on: date,
    by: User,
    today: date,
    note: str = "",
    mark: str = "",
) -> list[OfficialDocument]:
    """登记发出 of all that are signed; each unit is told and reads its letter with its file.

    Raises: RuleViolation `nothing_signed`, `stale`, `wrong_state`, `wrong_actor`,
        `sent_before_dated`, `event_future`.
    """
    with act(NoticeAction.SEND_LETTERS.label, by=by):
        current = locked(notice)
        refuse_by(current, NoticeAction.SEND_LETTERS, by=by, today=today)
        signed = _in_states(current, *TO_SEND)
        if not signed:
            raise RuleViolation("nothing_signed", "没有已签批、待发出的入库告知函。")
        refuse_changed(signed, mark)
        how = {"channel": channel, "sent_on": sent_on, "note": note, "by": by, "today": today}
        done = [documents.send(row, version=row.version, **how) for row in signed]
        record(
            current,
            code=CODES[NoticeAction.SEND_LETTERS],
            action=f"发出入库告知函，{len(done)}份",
            by=by,
            reason=note,
            event_on=sent_on,
            today=today,
        )
    return done


def tell_sent(document: OfficialDocument, by: User | None) -> None:
    """Tell accounts and contact of a unit that its letter has gone out; 公布 itself told nobody.

    Called by the room of documents, in the transaction that sends one.
    """
    rows = NoticeItem.objects.select_related("application__unit", "announcement__edition")
    item = rows.get(pk=document.subject_key)
    unit = item.application.unit
    people: list[User | Person] = [row.user for row in unit.accounts.select_related("user")]
    if contact := contact_of(unit):
        people.append(contact)
    tell_all(
        people,
        subject=item.application,
        kind="notice.letter",
        title="入库告知函已发出，请查看",
        body=f"你单位列入“{item.announcement.edition}”，{item.announcement.announced_on}公布。"
        f"入库告知函在申报进度页查看、打印。{NO_RECOGNITION}",
        url=reverse("applications:status", args=[item.application.application_no]),
        by=by,
    )


def _to_sign(notice: PublicNotice, mark: str, *signers: User) -> list[OfficialDocument]:
    """The drafts these people sign, as they were read; none of them drew one up."""
    drafts = _in_states(notice, DocumentState.DRAFT)
    if not drafts:
        raise RuleViolation("nothing_drafted", "没有待签批的入库告知函，请刷新页面核对。")
    refuse_changed(drafts, mark)
    people = {person.pk for person in signers}
    if own := [row for row in drafts if row.created_by_id in people]:
        raise RuleViolation("own_draft", f"其中{len(own)}份由签批人拟稿，须由另一人签批。")
    return drafts


def _in_states(notice: PublicNotice, *states: str) -> list[OfficialDocument]:
    rows = [row.document for row in letters_of(notice)]
    return [row for row in rows if row is not None and row.state in states]


def _wordings(items: list[NoticeItem]) -> dict[tuple[int, str], str]:
    """Wording of every condition of the plans these units applied under, by plan and number."""
    plans = {item.application.round.scheme_id for item in items}
    rows = Criterion.objects.filter(scheme__in=plans)
    return {(row.scheme_id, row.code): row.wording for row in rows}
