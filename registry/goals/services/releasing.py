"""复核, 退回, 发布: by a second person and a leader, online or from a paper."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Unpack

from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import OfflineFacts, enter_offline, record, require_authority
from ipcontact.acts.services.records import store
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.goals.choices import SnapshotAction, SnapshotState
from registry.goals.models import FigureSnapshot
from registry.goals.services.steps import (
    code_of,
    locked,
    problems_for,
    refuse_altered,
    take,
    tell_compiler,
)

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

RELEASE = code_of(SnapshotAction.RELEASE)


def check(
    snapshot: FigureSnapshot, *, by: User, today: date, version: int | None = None
) -> FigureSnapshot:
    """复核通过 by a second person: the figures go to the leader.

    Raises: RuleViolation `wrong_state`, `second_person`, `altered`, `stale`. PermissionDenied.
    """
    with act(SnapshotAction.CHECK.label, by=by):
        current = locked(snapshot, SnapshotAction.CHECK, by=by, version=version)
        refuse_altered(current)
        return take(current, SnapshotAction.CHECK, by=by, today=today, values={"checked_by": by})


def send_back(
    snapshot: FigureSnapshot, *, reason: str, by: User, today: date, version: int | None = None
) -> FigureSnapshot:
    """Back to whoever compiled it, with the reason.

    Raises: RuleViolation `wrong_state`, `reason_missing`, `stale`. PermissionDenied.
    """
    with act("退回发布数据", by=by, reason=reason):
        current = locked(snapshot, SnapshotAction.RETURN, by=by, reason=reason, version=version)
        take(
            current,
            SnapshotAction.RETURN,
            by=by,
            today=today,
            reason=reason,
            values={"checked_by": None},
        )
        tell_compiler(current, title=f"发布数据被退回：{current}", body=reason, by=by)
    return current


def release(
    snapshot: FigureSnapshot, *, by: User, today: date, version: int | None = None
) -> FigureSnapshot:
    """发布 by a leader, or whoever holds the leader's 委托: from now on it cannot be changed.

    Raises: RuleViolation `wrong_state`, `third_person`, `altered`, `stale`. PermissionDenied.
    """
    with act("发布数据", by=by):
        leader = require_authority(by, RELEASE, today)
        current = locked(snapshot, SnapshotAction.RELEASE, by=by, version=version)
        refuse_first(problems_for(current, SnapshotAction.RELEASE, leader))
        _carry_out(current, on=today, by=by, teller=by, on_behalf_of=leader, today=today)
    return current


def enter_release(
    snapshot: FigureSnapshot, *, by: User, today: date, **facts: Unpack[OfflineFacts]
) -> OfflineResult:
    """Enter a release decided on paper, in the OA or in a meeting; a second person confirms it.

    Args: facts: as `OfflineForm.facts()` gives them.
    """
    payload = {"digest": snapshot.digest}
    return enter_offline(snapshot, code=RELEASE, payload=payload, by=by, today=today, **facts)


def apply_release(snapshot: FigureSnapshot, payload: dict, keywords: dict) -> Act:
    """Let a confirmed release take effect; called by `acts.services.confirm_offline`."""
    with act("发布数据", by=None):
        current = FigureSnapshot.objects.select_for_update(of=("self",)).get(pk=snapshot.pk)
        check_release(current, payload, keywords["by"])
        on = keywords["event_on"]
        return _carry_out(current, on=on, teller=keywords["confirmed_by"], **keywords)


def check_release(snapshot: FigureSnapshot, payload: dict, decider: User) -> None:
    """Refuse a release of other figures than the paper's, or by who could not release online.

    Raises: RuleViolation `wrong_state`, `third_person`, `figures_changed`, `altered`.
    """
    refuse_first(problems_for(snapshot, SnapshotAction.RELEASE, decider))
    if payload["digest"] != snapshot.digest:
        raise RuleViolation(
            "figures_changed", "登记之后数据重新计算过，与呈批的不一致。请重新呈批后登记。"
        )
    refuse_altered(snapshot)


def describe_release(snapshot: FigureSnapshot, payload: dict) -> list[str]:
    """What was decided, in a sentence."""
    return [f"发布“{snapshot}”，统计截止日{snapshot.as_of}，校验值{payload['digest'][:12]}。"]


def changes_of(snapshot: FigureSnapshot, payload: dict) -> list[tuple[str, str, str]]:
    """What confirming it will change."""
    now = snapshot.get_state_display()
    return [(str(snapshot), now, SnapshotState.RELEASED.label)]


def undo_check(snapshot: FigureSnapshot, step: Act, *, by: User) -> None:
    """Take the check back before the leader has looked."""
    with act("撤回复核", by=by):
        current = FigureSnapshot.objects.select_for_update(of=("self",)).get(pk=snapshot.pk)
        if current.state != SnapshotState.CHECKED:
            raise RuleViolation("wrong_state", "这份数据已进入下一步，不能撤回。")
        store(current, state=SnapshotState.CHECKING, checked_by=None)


def _carry_out(
    snapshot: FigureSnapshot, *, on: date, teller: User | None, by: User, **how: Any
) -> Act:
    refuse_altered(snapshot)
    store(snapshot, state=SnapshotState.RELEASED, released_by=by, released_on=on)
    step = record(snapshot, code=RELEASE, action="发布数据", by=by, **how)
    tell_compiler(
        snapshot,
        title=f"数据已发布：{snapshot}",
        body=f"统计截止日{snapshot.as_of}，公开页面已更新。",
        by=teller,
    )
    return step
