"""One unit of a published list: held while an objection is open, then clear or taken out.

A list that is shown again has the unit on each of its notices; it stands on all of them alike.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from ipcontact.acts.services import record, require_authority
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.applications.choices import Actor, ApplicationAction, ApplicationState
from registry.applications.services import advance
from registry.notices.access import PREFIX, TAKE_OUT
from registry.notices.choices import NoticeItemState
from registry.notices.models import NoticeItem, PublicNotice
from registry.notices.services.closing import close_if_over
from registry.notices.services.steps import lock_batch

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

HELD, RELEASED = f"{PREFIX}hold", f"{PREFIX}release"


def hold(item: NoticeItem, *, by: User | None, today: date) -> NoticeItem:
    """暂缓: an objection against this unit has been taken up; all others go on. Harmless when it
    is held already.

    Raises: RuleViolation `item_over` when it was announced, withdrawn or taken out.
    """
    with act("暂缓公布", by=by):
        current = _locked(item)
        if current.state == NoticeItemState.HELD:
            return current
        _refuse_over(current)
        for row in _everywhere(current):
            _store(row, NoticeItemState.HELD)
            _record(row, HELD, f"暂缓：{row.name}", by=by, today=today)
    return current


def release(item: NoticeItem, *, because: str, by: User | None, today: date) -> NoticeItem:
    """解除暂缓: the unit may be announced. The objections have asked for the decision; the caller
    knows that no other is open against this unit. Harmless the second time.

    Args: because: 异议不成立, 异议撤回; what the history says.
    """
    with act("解除暂缓", by=by):
        current = _locked(item)
        if current.state != NoticeItemState.HELD:
            return current
        for row in _everywhere(current):
            _store(row, NoticeItemState.CLEAR)
            _record(row, RELEASED, f"{because}：{row.name}", by=by, today=today)
    return current


def take_out(
    item: NoticeItem,
    *,
    reason: str,
    by: User | None,
    today: date,
    acted_by: User | None = None,
    **how: Any,
) -> NoticeItem:
    """移出拟定名单 ® by a leader: the application ends as 未纳入本批; the batch ends with it when
    this was the last unit that waited.

    Args: by: who decides; None inside the confirmation of an offline result, whose decider is
        `acted_by`; how: for `record`, as the offline result gives it.
    Raises: RuleViolation `item_over`, `reason_missing`. PermissionDenied.
    """
    if by is not None:
        how["on_behalf_of"] = require_authority(by, TAKE_OUT, today)
    with act("移出拟定名单", by=by, reason=reason):
        batch = lock_batch(item.notice)
        current = _locked(item)
        _refuse_over(current)
        if not reason.strip():
            raise RuleViolation("reason_missing", "请写明移出拟定名单的理由。")
        advance(
            current.application,
            action=ApplicationAction.TAKE_OFF_NOTICE,
            actor=Actor.DECIDER,
            by=by,
            acted_by=acted_by,
            today=today,
            reason=reason,
            **how,
        )
        for row in _everywhere(current):
            _store(row, NoticeItemState.TAKEN_OUT, reason=reason.strip()[:500])
            _record(
                row,
                TAKE_OUT,
                f"移出：{row.name}",
                by=by or acted_by,
                reason=reason,
                today=today,
                **how,
            )
        close_if_over(batch, by=by, today=today)
    return current


def _locked(item: NoticeItem) -> NoticeItem:
    """The item, its notice and those that repeat it locked in the order of their keys."""
    lists = item.application.notice_items.standing().values("notice")
    wanted = PublicNotice.objects.filter(Q(pk__in=lists) | Q(pk=item.notice_id))
    list(wanted.select_for_update(of=("self",)).order_by("pk"))
    rows = NoticeItem.objects.select_for_update(of=("self",)).select_related("application")
    return rows.get(pk=item.pk)


def _everywhere(item: NoticeItem) -> list[NoticeItem]:
    """The item, first, and the same unit on every other notice that shows the list."""
    others = item.application.notice_items.standing().filter(notice__batch=item.notice.batch_id)
    return [item, *others.exclude(pk=item.pk).order_by("pk")]


def _refuse_over(item: NoticeItem) -> None:
    is_out = item.state == NoticeItemState.TAKEN_OUT
    is_listed = item.application.state == ApplicationState.LISTED  # here or on a repetition
    if is_listed or item.is_withdrawn or is_out:
        raise RuleViolation("item_over", f"{item.name}现在是“{item.standing}”，不能再办理。")


def _store(item: NoticeItem, state: NoticeItemState, *, reason: str = "") -> None:
    item.state, item.reason = state, reason
    item.save(update_fields=["state", "reason"])


def _record(item: NoticeItem, code: str, action: str, *, today: date, **how: Any) -> None:
    """In the history of the unit on the list: a unit's file has nothing of the others; the page of
    the notice shows the steps of all."""
    record(item, code=code, action=action[:60], today=today, **how)
