"""发布, 登记门户发布, 期满: the life of a notice in public, beside what a leader decides of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.files.services import files_of, put
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.clock import SHANGHAI
from ipcontact.workdays.services import current_calendar
from registry.applications.choices import Actor, ApplicationAction, ApplicationState
from registry.applications.services import advance
from registry.batches.choices import BatchState
from registry.batches.services import put_on_notice
from registry.notices.choices import NoticeAction, NoticeState
from registry.notices.models import WORDS, PublicNotice
from registry.notices.rules import portal_problems, window
from registry.notices.services.drafting import items_for, shown_of
from registry.notices.services.steps import (
    CODES,
    SYSTEM,
    lock_applications,
    lock_batch,
    locked,
    refuse_by,
    refuse_wrong,
)

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

PORTAL_PURPOSE = "notice.portal"


def publish(
    notice: PublicNotice, *, by: User, now: datetime, version: int | None = None
) -> PublicNotice:
    """发布: the window is computed from today, list and words are frozen with a hash, and every
    application on the list is 公示中.

    Raises: RuleViolation `list_changed` when a unit on the list has been withdrawn or decided
        anew since it was checked, `wrong_state`, `wrong_actor`, `stale`.
    """
    today = now.astimezone(SHANGHAI).date()
    with act(NoticeAction.PUBLISH.label, by=by):
        batch = lock_batch(notice)
        current = locked(notice)
        refuse_by(current, NoticeAction.PUBLISH, by=by, today=today, version=version)
        lock_applications(current)
        _refuse_changed(current)
        last = window(today, current.days, current_calendar())
        store(
            current,
            state=NoticeState.PUBLISHED,
            published_on=today,
            published_at=now,
            starts_on=today,
            ends_on=last.due,
            is_provisional=last.provisional,
            digest=digest_of(current),
        )
        if batch.state == BatchState.DECIDED:
            put_on_notice(batch, by=by, today=today)
        for item in current.items.select_related("application"):
            if item.application.state == ApplicationState.APPROVED:
                advance(
                    item.application,
                    action=ApplicationAction.PUT_ON_NOTICE,
                    actor=Actor.HANDLER,
                    by=by,
                    today=today,
                )
        record(
            current,
            code=CODES[NoticeAction.PUBLISH],
            action=f"发布公示，至 {last.due:%Y-%m-%d}",
            by=by,
            today=today,
        )
    return current


def register_portal(
    notice: PublicNotice,
    *,
    url: str,
    portal_on: date,
    by: User,
    today: date,
    screenshot: Any = None,
    version: int | None = None,
) -> PublicNotice:
    """登记门户发布 ▤: where and when it stood on the portal.

    ▤ of the state table: what was published is frozen here with its hash, and whoever registers
    the address on the day of the portal has the page before them; nothing more is asked. A day
    told afterwards nobody can look up any more: then a picture of the page (发布时间截图) is
    asked for, unless one is kept already.

    Raises: RuleViolation `wrong_state`, `wrong_actor`, `stale`, `event_future`, `portal_early`,
        `picture_missing`.
    """
    with act(NoticeAction.REGISTER.label, by=by):
        current = locked(notice)
        refuse_by(current, NoticeAction.REGISTER, by=by, today=today, version=version)
        has_picture = screenshot is not None or files_of(current, PORTAL_PURPOSE).exists()
        refuse_first(
            portal_problems(
                portal_on=portal_on,
                published_on=current.published_on,
                today=today,
                has_picture=has_picture,
            )
        )
        store(current, portal_url=url, portal_on=portal_on)
        if screenshot is not None:
            put(current, purpose=PORTAL_PURPOSE, upload=screenshot, by=by)
        record(
            current,
            code=CODES[NoticeAction.REGISTER],
            action="登记门户发布",
            by=by,
            event_on=portal_on,
            today=today,
        )
    return current


def end_due(*, today: date, by: User | None = None) -> list[PublicNotice]:
    """期满: every notice whose last day has passed; called by the daily job."""
    running = PublicNotice.objects.filter(state=NoticeState.PUBLISHED, ends_on__lt=today)
    ended = []
    for notice in running.order_by("pk"):
        with act(NoticeAction.END.label, by=by):
            current = locked(notice)
            if current.state != NoticeState.PUBLISHED or current.ends_on >= today:
                continue
            refuse_wrong(current, NoticeAction.END, SYSTEM)
            store(current, state=NoticeState.ENDED)
            record(
                current,
                code=CODES[NoticeAction.END],
                action=NoticeAction.END.label,
                by=by,
                event_on=current.ends_on,
                today=today,
            )
            ended.append(current)
    return ended


def digest_of(notice: PublicNotice) -> str:
    """SHA-256 over the words, the window's length and the list, in their order."""
    said: dict[str, Any] = {name: getattr(notice, name) for name in (*WORDS, "number", "days")}
    said["organ_name"] = notice.organ_name
    said["items"] = [
        [item.order, item.name, item.credit_code, item.criteria, item.recommended_by]
        for item in notice.items.order_by("order")
    ]
    return _sha256(said)


def _sha256(said: Mapping[str, Any]) -> str:
    whole = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()


def _refuse_changed(notice: PublicNotice) -> None:
    now = items_for(notice, shown_of(notice.batch))
    names = ("application_id", "order", "name", "credit_code", "criteria", "recommended_by")
    checked = [[getattr(item, n) for n in names] for item in notice.items.order_by("order")]
    if checked != [[getattr(item, n) for n in names] for item in now]:
        raise RuleViolation(
            "list_changed",
            "核稿以后名单上有单位撤回或者改动，不能照原稿发布。请由核稿人退回起草，重新核稿。",
        )
