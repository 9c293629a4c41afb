"""编制: figures of a day are computed and frozen, again if need be, then handed on; 更正."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ipcontact.accounts.rights import require
from ipcontact.acts.models import Act
from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.goals.choices import SnapshotAction, SnapshotState
from registry.goals.figures import by_code, frozen, public_codes
from registry.goals.models import FigureSnapshot
from registry.goals.rules import (
    PREPARE,
    compile_problems,
    differences,
    digest_of,
    snapshot_number,
)
from registry.goals.services.steps import PREFIX, locked, take

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

COMPILED = f"{PREFIX}compile"
TAKEN = "这一天的数据已在编制或者已经发布。已发布的请在那一份里更正，在编制的请接着办理。"


def compile_figures(
    *, title: str, as_of: date, codes: Collection[str], by: User, today: date
) -> FigureSnapshot:
    """Compute the chosen public measures of a day and keep them with rules, parts and hash.

    Raises: RuleViolation `as_of_future`, `as_of_early`, `figures_empty`, `figure_internal`,
        `title_missing`, `taken`. PermissionDenied.
    """
    require(by, PREPARE)
    refuse_first(compile_problems(as_of=as_of, today=today, codes=codes, public=public_codes()))
    if not title.strip():
        raise RuleViolation("title_missing", "请填写名称。")
    with act("编制发布数据", by=by):
        snapshot = _create(title=title.strip()[:120], as_of=as_of, codes=codes, by=by, today=today)
        record(snapshot, code=COMPILED, action="编制发布数据", by=by, today=today)
    return snapshot


def recompute(
    snapshot: FigureSnapshot, *, by: User, today: date, version: int | None = None
) -> FigureSnapshot:
    """Compute the same figures of the same day again, after facts were put right; whoever does it
    has compiled them.

    Raises: RuleViolation `wrong_state`, `stale`. PermissionDenied.
    """
    with act(SnapshotAction.RECOMPUTE.label, by=by):
        current = locked(snapshot, SnapshotAction.RECOMPUTE, by=by, version=version)
        values = _computed(current.as_of, [item["code"] for item in current.figures])
        values["compiled_by"] = by
        return take(current, SnapshotAction.RECOMPUTE, by=by, today=today, values=values)


def submit(
    snapshot: FigureSnapshot, *, by: User, today: date, version: int | None = None
) -> FigureSnapshot:
    """Hand the figures to a second person.

    Raises: RuleViolation `wrong_state`, `nothing_corrected`, `stale`. PermissionDenied.
    """
    with act(SnapshotAction.SUBMIT.label, by=by):
        current = locked(snapshot, SnapshotAction.SUBMIT, by=by, version=version)
        if current.corrects and not differences(current.corrects.figures, current.figures):
            raise RuleViolation(
                "nothing_corrected",
                "与已发布的版本没有差别，不必更正。请先更正事实后重新计算，或者作废这一版。",
            )
        return take(current, SnapshotAction.SUBMIT, by=by, today=today)


def drop(
    snapshot: FigureSnapshot, *, reason: str, by: User, today: date, version: int | None = None
) -> FigureSnapshot:
    """Give up figures that were not released; they leave no public trace.

    Raises: RuleViolation `wrong_state`, `reason_missing`, `stale`. PermissionDenied.
    """
    with act("作废发布数据", by=by, reason=reason):
        current = locked(snapshot, SnapshotAction.DROP, by=by, reason=reason, version=version)
        return take(current, SnapshotAction.DROP, by=by, today=today, reason=reason)


def correct(snapshot: FigureSnapshot, *, reason: str, by: User, today: date) -> FigureSnapshot:
    """Begin a new version of released figures: same day and measures, computed again.

    The released version stays as it was; the public page will show the differences.

    Raises: RuleViolation `wrong_state`, `reason_missing`, `taken`. PermissionDenied.
    """
    with act("更正发布数据", by=by, reason=reason):
        old = locked(snapshot, SnapshotAction.CORRECT, by=by, reason=reason)
        new = _create(
            title=old.title,
            as_of=old.as_of,
            codes=[item["code"] for item in old.figures],
            by=by,
            today=today,
            corrects=old,
            edition=old.edition + 1,
            correction_reason=reason.strip()[:300],
        )
        record(new, code=f"{PREFIX}correct", action="编制更正版", by=by, reason=reason, today=today)
    return new


def undo_submit(snapshot: FigureSnapshot, step: Act, *, by: User) -> None:
    """Take the submission back: compiling again. The second person had not looked."""
    with act("撤回提交复核", by=by):
        current = FigureSnapshot.objects.select_for_update(of=("self",)).get(pk=snapshot.pk)
        if current.state != SnapshotState.CHECKING:
            raise RuleViolation("wrong_state", "这份数据已进入下一步，不能撤回。")
        store(current, state=SnapshotState.COMPILING)


def _create(
    *, as_of: date, codes: Collection[str], by: User, today: date, **values: Any
) -> FigureSnapshot:
    try:
        with transaction.atomic():
            return FigureSnapshot.objects.create(
                number=_next_number(today),
                as_of=as_of,
                compiled_by=by,
                **_computed(as_of, [code for code in codes if code in by_code()]),
                **values,
            )
    except IntegrityError as error:
        if "snapshot_one_of_a_day" not in str(error):
            raise
        raise RuleViolation("taken", TAKEN) from error


def _computed(as_of: date, codes: Collection[str]) -> dict[str, Any]:
    figures = frozen(codes, as_of)
    digest = digest_of(as_of, figures)
    return {"figures": figures, "digest": digest, "computed_at": timezone.now()}


def _next_number(today: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registry_snapshot_no')")
        [number] = cursor.fetchone()
    return snapshot_number(today.year, number)
