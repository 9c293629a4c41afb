"""更正公告: drafted by one, checked and published by another."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ipcontact.acts.choices import Channel
from ipcontact.acts.services import record
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.notices.choices import NoticeAction
from registry.notices.models import Corrigendum, PublicNotice
from registry.notices.services.steps import CODES, locked, refuse_by

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

CORRECTED = "notice.corrected"


def draft_corrigendum(
    notice: PublicNotice, *, text: str, reason: str, by: User, today: date
) -> Corrigendum:
    """起草更正公告 ®; nothing is public before a second person has checked it.

    Raises: RuleViolation `reason_missing`, `text_missing`, `corrigendum_open`, `wrong_state`,
        `wrong_actor`.
    """
    with act("起草更正公告", by=by, reason=reason):
        current = locked(notice)
        refuse_by(current, NoticeAction.CORRECT, by=by, today=today, reason=reason)
        if not text.strip():
            raise RuleViolation("text_missing", "请写明原来怎么写、更正为什么。")
        if current.corrigenda.filter(published_on=None).exists():
            raise RuleViolation("corrigendum_open", "已有一份更正公告待核稿，请先办完那一份。")
        row = Corrigendum.objects.create(
            notice=current,
            text=text.strip(),
            reason=reason.strip()[:500],
            drafted_by=by,
            drafted_on=today,
        )
        record(
            current,
            code=CODES[NoticeAction.CORRECT],
            action="起草更正公告",
            by=by,
            reason=reason,
            today=today,
        )
    return row


def publish_corrigendum(
    corrigendum: Corrigendum,
    *,
    by: User,
    today: date,
    channel: str = Channel.ONLINE,
    scan: Any = None,
) -> Corrigendum:
    """发布更正公告 ▤ after the check by another than its drafter.

    ▤ of the state table: a correction that two people drew up and checked here is kept unchanged
    under its day and is itself the paper. Where the check was signed outside, the signed
    审查表 is scanned.

    Args: channel: by which way it was checked; scan: the signed paper, kept with the step.
    Raises: RuleViolation `wrong_state`, `wrong_actor`, `own_draft`, `already_published`,
        `scan_missing`.
    """
    with act("发布更正公告", by=by):
        current = locked(corrigendum.notice)
        refuse_by(current, NoticeAction.CORRECT, by=by, today=today, reason="-")
        row = Corrigendum.objects.select_for_update().get(pk=corrigendum.pk)
        if row.published_on:
            raise RuleViolation("already_published", f"这份更正公告已于 {row.published_on} 发布。")
        if row.drafted_by_id == by.pk:
            raise RuleViolation("own_draft", "更正公告由本人起草，须由另一人核稿发布。")
        if channel != Channel.ONLINE and scan is None:
            raise RuleViolation("scan_missing", "在纸上或者公文系统核稿的，请上传已签字的审查表。")
        row.checked_by, row.published_on = by, today
        row.save(update_fields=["checked_by", "published_on"])
        how = {"by": by, "channel": channel, "scan": scan, "today": today}
        record(current, code=CORRECTED, action="发布更正公告", **how)
    return row


def drop_corrigendum(corrigendum: Corrigendum, *, by: User, today: date) -> None:
    """Give up a correction that is not public; harmless the second time.

    Raises: RuleViolation `already_published`, `wrong_state`, `wrong_actor`.
    """
    with act("放弃更正公告", by=by):
        current = locked(corrigendum.notice)
        refuse_by(current, NoticeAction.CORRECT, by=by, today=today, reason="-")
        row = Corrigendum.objects.select_for_update().filter(pk=corrigendum.pk).first()
        if row is not None and row.published_on:
            raise RuleViolation("already_published", "已经发布的更正公告不能撤回，请另发一份更正。")
        if row is not None:
            row.delete()
