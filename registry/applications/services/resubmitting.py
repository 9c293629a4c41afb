"""补充后重新提交: the unit answers the correction notice; or its agency enters what was brought on
stamped paper, which changes who typed it and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ipcontact.acts.choices import Channel
from ipcontact.audit.services import act
from ipcontact.files.formats import SCANS
from ipcontact.files.services import store as store_file
from ipcontact.ui.errors import RuleViolation
from registry.applications.access import require_actor, require_own
from registry.applications.choices import (
    Actor,
    ApplicationAction,
    CorrectionState,
    FilePurpose,
)
from registry.applications.completeness import Missing
from registry.applications.models import Application, CorrectionNotice, SealedCopy, Submission
from registry.applications.services.corrections import waiting_notice
from registry.applications.services.deciding import refuse_overtaken
from registry.applications.services.mending import save_mended
from registry.applications.services.messages import tell_answered, tell_entered
from registry.applications.services.scope import file_path, is_named, open_paths
from registry.applications.services.steps import advance, locked
from registry.applications.services.submission import (
    contents_of,
    freeze,
    missing_of,
    refuse_missing,
)

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

RESUBMIT = ApplicationAction.RESUBMIT
ENTERED = "代录补充材料"


def resubmit(
    application: Application,
    *,
    clicked_at: datetime,
    by: User | None,
    today: date,
    grant: str = "",
) -> Submission:
    """Answer the correction notice; the file goes back to where it was returned from.

    Harmless the second time: the same receipt. Raises: RuleViolation `incomplete` (see
    `missing_again`), `wrong_state`, `unchanged` (nothing was mended). PermissionDenied.
    """
    require_own(application, by=by, grant=grant)
    with act(RESUBMIT.label, by=by):
        application = locked(application)
        if _is_answered(application):
            return application.submissions.first()
        refuse_missing(missing_again(application))
        notice = waiting_notice(application)
        _refuse_unchanged(application, notice)
        application = advance(
            application,
            action=RESUBMIT,
            actor=Actor.UNIT,
            by=by,
            actor_name=application.unit_name,
            today=today,
        )
        _answer(application, notice, by=by)
        return freeze(application, clicked_at=clicked_at, by=by)


def resubmit_for_unit(
    application: Application,
    *,
    mended: Mapping[str, Any],
    upload: Any,
    event_on: date,
    by: User,
    now: datetime,
    today: date,
    version: int | None = None,
) -> Submission:
    """代录补充材料: enter what a unit brought on stamped paper (▤) and hand its file in again.

    All of it or nothing. The unit acts, the clerk of its agency is the 填报人, who from then on
    neither reviews nor decides this file. The unit is told who entered it.

    Args: mended: keywords of `save_mended`; upload: the scan of the stamped paper; event_on: the
        day the unit stamped it; now: aware.
    Raises: RuleViolation `incomplete`, `wrong_state`, `stale`, `unchanged`, `not_in_notice`,
        `scan_missing`, `event_future`, `event_early`; FileRefused. PermissionDenied.
    """
    require_actor(application, Actor.CLERK, by=by)
    with act(ENTERED, by=by):
        current = locked(application)
        require_actor(current, Actor.CLERK, by=by)  # it may have been forwarded meanwhile
        refuse_overtaken(current, action=RESUBMIT, version=version)
        notice = waiting_notice(current)
        _refuse_paper(notice, upload=upload, event_on=event_on)
        # The stamped paper is the unit's word: with it in hand the clerk fills in as the unit may.
        save_mended(current, **mended, by=by, grant=str(current.key))
        current = locked(current)
        refuse_missing(missing_again(current))
        _refuse_unchanged(current, notice)
        submission = freeze(current, clicked_at=now, by=by)
        scan = store_file(
            upload, purpose=FilePurpose.SEALED, by=by, owner=submission, allowed=SCANS
        )
        SealedCopy.objects.create(submission=submission, file=scan, uploaded_by=by)
        is_own_hand = current.holder_id == by.pk  # a colleague goes on, who did not type it
        current = advance(
            current,
            action=RESUBMIT,
            actor=Actor.CLERK,
            by=None,
            actor_name=current.unit_name,
            entered_by=by,
            channel=Channel.PAPER,
            event_on=event_on,
            scan=scan,
            today=today,
            note=ENTERED,
            changes={"holder": None, "held_since": None} if is_own_hand else None,
        )
        _answer(current, notice, by=by)
        tell_entered(current, by=by)
    return submission


def missing_again(application: Application) -> list[Missing]:
    """What is missing before a returned file can go back.

    Confirming a recommendation asks the unit for less than the form does: of a file its agency
    drafted only what the notice names is asked for, as nothing else can be filled in.
    """
    found = missing_of(application)
    if application.is_self_filed:
        return found
    named = open_paths(application) or frozenset()
    return [item for item in found if is_named(item.path, named)]


def _answer(application: Application, notice: CorrectionNotice | None, *, by: User | None) -> None:
    if notice is None:
        return
    notice.state, notice.answered_at = CorrectionState.ANSWERED, timezone.now()
    notice.save(update_fields=["state", "answered_at"])
    tell_answered(application, notice, by=by)


def _is_answered(application: Application) -> bool:
    """Whether the last notice was answered already: a second click of the same button."""
    sent = application.correction_notices.exclude(state=CorrectionState.DRAFTING)
    last = sent.first()
    return last is not None and last.state == CorrectionState.ANSWERED


def _refuse_unchanged(application: Application, notice: CorrectionNotice | None) -> None:
    """The stamped paper is no part of the contents: a notice on it may be answered by it alone."""
    last = application.submissions.first()
    if notice is None or last is None or contents_of(application)[1] != last.digest:
        return
    if notice.items.filter(path=file_path(FilePurpose.SEALED)).exists():
        return
    raise RuleViolation("unchanged", "内容与上次提交的完全一样。请先按通知逐项补充，再重新提交。")


def _refuse_paper(notice: CorrectionNotice | None, *, upload: Any, event_on: date) -> None:
    """What is entered for a unit rests on its stamped paper, which answers the notice."""
    if not upload:
        raise RuleViolation("scan_missing", "请附上单位盖章的补充材料的照片或扫描件。")
    if notice is not None and notice.sent_on and event_on < notice.sent_on:
        raise RuleViolation(
            "event_early",
            f"退回修改于 {notice.sent_on} 发出，单位盖章的日期不会更早。请对照纸面核对日期。",
        )
