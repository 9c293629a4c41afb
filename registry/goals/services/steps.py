"""What every step of a snapshot has in common: lock, right, rule, version, record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ipcontact.accounts.rights import require
from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.acts.services.steps import refuse_first
from ipcontact.notifications.services import tell
from ipcontact.ui.errors import RuleViolation
from registry.goals.choices import SnapshotAction
from registry.goals.models import FigureSnapshot
from registry.goals.rules import MOVES, digest_of, move_problems

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

PREFIX = "figures."
STALE = "您打开之后，这份数据已由别人办理。请刷新页面核对后再办；您填写的内容已保留。"


def code_of(action: SnapshotAction) -> str:
    """The code of a step in the history."""
    return f"{PREFIX}{action.value}"


def problems_for(
    snapshot: FigureSnapshot, action: SnapshotAction, by: User, reason: str = ""
) -> list[tuple[str, str]]:
    """Why this person cannot take a step on it now."""
    return move_problems(
        action,
        state=snapshot.state,
        person=by.pk,
        compiler=snapshot.compiled_by_id,
        checker=snapshot.checked_by_id,
        reason=reason,
    )


def locked(
    snapshot: FigureSnapshot,
    action: SnapshotAction,
    *,
    by: User,
    reason: str = "",
    version: int | None = None,
) -> FigureSnapshot:
    """The snapshot, locked and as it is now, for a person who may take this step.

    Raises: RuleViolation `wrong_state`, `second_person`, `third_person`, `reason_missing`,
        `stale`. PermissionDenied, but for a release, whose authority the caller asks for.
    """
    if action != SnapshotAction.RELEASE:
        require(by, MOVES[action].verb)
    current = FigureSnapshot.objects.select_for_update(of=("self",)).get(pk=snapshot.pk)
    refuse_first(problems_for(current, action, by, reason))
    if version is not None and version != current.version:
        raise RuleViolation("stale", STALE)
    return current


def take(
    snapshot: FigureSnapshot,
    action: SnapshotAction,
    *,
    by: User,
    today: date,
    reason: str = "",
    values: dict[str, Any] | None = None,
) -> FigureSnapshot:
    """Move a locked snapshot and write the step into its history."""
    store(snapshot, state=MOVES[action].target, **(values or {}))
    record(snapshot, code=code_of(action), action=action.label, by=by, reason=reason, today=today)
    return snapshot


def refuse_altered(snapshot: FigureSnapshot) -> None:
    """The figures must still be those the hash was made of. Raises: RuleViolation `altered`."""
    if digest_of(snapshot.as_of, snapshot.figures) != snapshot.digest:
        raise RuleViolation("altered", "数据与校验值不符，不能办理。请退回编制人重新计算。")


def tell_compiler(snapshot: FigureSnapshot, *, title: str, body: str, by: User | None) -> None:
    """Whoever compiled the figures learns what became of them."""
    if snapshot.compiled_by.is_active and snapshot.compiled_by != by:
        tell(
            user=snapshot.compiled_by,
            subject=snapshot,
            kind="figures.moved",
            title=title,
            body=body,
            url=snapshot.get_absolute_url(),
            by=by,
        )
