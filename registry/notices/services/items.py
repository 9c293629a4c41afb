"""One unit of a published list: held while an objection is open, then clear or taken out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ipcontact.acts.services import record, require_authority
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.applications.choices import Actor, ApplicationAction
from registry.applications.services import advance
from registry.notices.access import PREFIX, TAKE_OUT
from registry.notices.choices import NoticeItemState
from registry.notices.models import NoticeItem
from registry.notices.services.steps import locked

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
        _store(current, NoticeItemState.HELD)
        _record(current, HELD, f"暂缓：{current.name}", by=by, today=today)
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
        _store(current, NoticeItemState.CLEAR)
        _record(current, RELEASED, f"{because}：{current.name}", by=by, today=today)
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
    """移出拟定名单 ® by a leader: the application ends as 未纳入本批.

    Args: by: who decides; None inside the confirmation of an offline result, whose decider is
        `acted_by`; how: for `record`, as the offline result gives it.
    Raises: RuleViolation `item_over`, `reason_missing`. PermissionDenied.
    """
    if by is not None:
        how["on_behalf_of"] = require_authority(by, TAKE_OUT, today)
    with act("移出拟定名单", by=by, reason=reason):
        current = _locked(item)
        _refuse_over(current)
        if not reason.strip():
            raise RuleViolation("reason_missing", "请写明移出拟定名单的理由。")
        _store(current, NoticeItemState.TAKEN_OUT, reason=reason.strip()[:500])
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
        _record(
            current,
            TAKE_OUT,
            f"移出：{current.name}",
            by=by or acted_by,
            reason=reason,
            today=today,
            **how,
        )
    return current


def _locked(item: NoticeItem) -> NoticeItem:
    locked(item.notice)
    rows = NoticeItem.objects.select_for_update(of=("self",)).select_related("application")
    return rows.get(pk=item.pk)


def _refuse_over(item: NoticeItem) -> None:
    is_out = item.state == NoticeItemState.TAKEN_OUT
    if item.announcement_id or item.is_withdrawn or is_out:
        raise RuleViolation("item_over", f"{item.name}现在是“{item.standing}”，不能再办理。")


def _store(item: NoticeItem, state: NoticeItemState, *, reason: str = "") -> None:
    item.state, item.reason = state, reason
    item.save(update_fields=["state", "reason"])


def _record(item: NoticeItem, code: str, action: str, *, today: date, **how: Any) -> None:
    record(item.notice, code=code, action=action[:60], today=today, **how)
