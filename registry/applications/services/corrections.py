"""一次性告知: defects are marked while reading and sent once, all together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from ipcontact.audit.services import act
from ipcontact.clocks.models import Clock
from ipcontact.ui.errors import RuleViolation
from registry.applications.choices import ApplicationAction, ApplicationState, CorrectionState
from registry.applications.corrections import CorrectionItem, CorrectionNotice
from registry.applications.models import Application
from registry.applications.paths import in_order, markable
from registry.applications.services.deciding import (
    decide,
    refuse_held,
    refuse_involved,
    refuse_overtaken,
    still_acting,
)
from registry.applications.services.messages import tell_unit
from registry.applications.services.steps import CORRECTION_LINK, locked

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

RETURN = ApplicationAction.RETURN
LONGEST_DEFECT = 300


def mark(application: Application, *, path: str, defect: str, by: User) -> CorrectionNotice | None:
    """Note what is wrong at one place; an empty `defect` takes the mark away."""
    return save_marks(application, marks={path: defect}, by=by)


def unmark(application: Application, *, path: str, by: User) -> CorrectionNotice | None:
    """Take a mark away; harmless when there is none."""
    return save_marks(application, marks={path: ""}, by=by)


def save_marks(
    application: Application, *, marks: Mapping[str, str], by: User
) -> CorrectionNotice | None:
    """Note what is wrong at these places, as far as it differs; other marks stay.

    Args:
        marks: what is wrong and what to do about it, by path (see `paths`); empty: no mark.
    Returns:
        the notice being drafted; None when nothing is marked.
    Raises:
        RuleViolation: `unknown_path`, `defect_long`, `wrong_state`, `wrong_actor`,
            `held_by_other`, `own_application`. PermissionDenied.
    """
    with act("标记问题", by=by):
        current = locked(application)
        still_acting(current, RETURN, by=by, seen=application)
        refuse_overtaken(current, action=RETURN)
        refuse_held(current, by=by)
        refuse_involved(current, by=by)
        labels = markable(current)
        notice = draft_of(current)
        stored = {item.path: item for item in notice.items.all()} if notice else {}
        for path, words in marks.items():
            text = " ".join(words.split())
            if path not in labels:
                raise RuleViolation("unknown_path", "标记的项目不在申报表里，请刷新页面后重试。")
            if len(text) > LONGEST_DEFECT:
                raise RuleViolation(
                    "defect_long", f"“{labels[path]}”的说明超过{LONGEST_DEFECT}字，请写短一些。"
                )
            item = stored.get(path)
            if item is not None and not text:
                item.delete()
            elif item is not None and item.defect != text:
                item.defect = text
                item.save(update_fields=["defect"])
            elif item is None and text:
                notice = notice or _new_draft(current, by=by)
                CorrectionItem.objects.create(
                    notice=notice, path=path, label=labels[path][:80], defect=text
                )
        return notice if notice and notice.items.exists() else _drop(notice)


def cancel_marks(application: Application, *, by: User) -> int:
    """Throw all marks away before they are sent. Returns how many; harmless the second time."""
    with act("清除标记", by=by):
        current = locked(application)
        still_acting(current, RETURN, by=by, seen=application)
        refuse_held(current, by=by)
        notice = draft_of(current)
        marked = notice.items.count() if notice else 0
        _drop(notice)
        return marked


def return_to_unit(
    application: Application,
    *,
    by: User,
    today: date,
    message: str = "",
    second_reason: str = "",
    version: int | None = None,
) -> CorrectionNotice:
    """退回修改: send the notice with every defect, once, and tell the unit.

    The unit sees only what was marked; its time starts. A second notice of one application is an
    exception: it needs a reason, which stays with the step.

    Args:
        message: general words above the list.
        second_reason: why not everything was said the first time.
    Raises:
        RuleViolation: `no_defects`, `second_reason_missing`, or of `decide`.
    """
    with act(RETURN.label, by=by, reason=second_reason):
        current = locked(application)
        still_acting(current, RETURN, by=by, seen=application)
        notice = draft_of(current)
        is_repeated = has_been_returned(current)

        def check(current: Application) -> None:
            if notice is None:
                raise RuleViolation("no_defects", "还没有标记问题。请先在有问题的项目旁边写明。")
            if is_repeated and not second_reason.strip():
                raise RuleViolation(
                    "second_reason_missing",
                    "这件申报已经退回过一次。问题应当一次告知，再次退回请写明理由。",
                )

        current = decide(
            current,
            action=RETURN,
            by=by,
            today=today,
            reason=second_reason if is_repeated else "",
            version=version,
            check=check,
            note=f"第{notice.number}次退回修改（例外）" if notice and is_repeated else "",
            changes={"holder": by, "held_since": current.held_since or timezone.now()},
        )
        notice.state, notice.sent_on, notice.drafted_by = CorrectionState.SENT, today, by
        notice.message = message.strip()
        notice.second_reason = second_reason.strip()[:300] if is_repeated else ""
        notice.base_submission = current.submissions.first()
        notice.due_on = _due_on(current)
        notice.save()
        _tell(current, notice, by=by)
    return notice


def ask_again(application: Application, *, by: User) -> None:
    """Send the notice that was cancelled when the file was closed once more, with a new last day.

    Called by the service that opens the file again, inside its act.
    """
    cancelled = application.correction_notices.filter(
        state=CorrectionState.CANCELLED, sent_on__isnull=False
    )
    notice = cancelled.order_by("-number").first()
    if notice is None:
        return
    notice.state, notice.due_on = CorrectionState.SENT, _due_on(application)
    notice.save(update_fields=["state", "due_on"])
    _tell(application, notice, by=by)


def tell_again(application: Application, *, by: User) -> None:
    """Tell the unit once more what it is asked for, with a new link: the earlier ones have ended.

    Called by the service that ended them, inside its act; harmless where nothing is asked.
    """
    notice = waiting_notice(application)
    if notice is not None:
        _tell(application, notice, by=by)


def waiting_notice(application: Application) -> CorrectionNotice | None:
    """The notice a returned file waits with; one of a file that has moved on asks for nothing."""
    if application.state != ApplicationState.RETURNED:
        return None
    return application.correction_notices.filter(state=CorrectionState.SENT).first()


def draft_of(application: Application) -> CorrectionNotice | None:
    """The notice whose defects are being collected."""
    return application.correction_notices.filter(state=CorrectionState.DRAFTING).first()


def has_been_returned(application: Application) -> bool:
    """Whether a notice went out before, so that another one is an exception."""
    return application.correction_notices.filter(sent_on__isnull=False).exists()


def _due_on(application: Application) -> date | None:
    return Clock.objects.open_for(application).values_list("due_on", flat=True).first()


def _new_draft(application: Application, *, by: User) -> CorrectionNotice:
    number = application.correction_notices.count() + 1
    return CorrectionNotice.objects.create(application=application, number=number, drafted_by=by)


def _drop(notice: CorrectionNotice | None) -> None:
    if notice is not None:
        notice.delete()


def _tell(application: Application, notice: CorrectionNotice, *, by: User) -> None:
    items = in_order(application, notice.items.all())
    lines = [f"{place}. {item.label}：{item.defect}" for place, item in enumerate(items, start=1)]
    tell_unit(
        application,
        kind="application.returned",
        title=f"申报 {application.application_no} 有{len(items)}处需要补充",
        body="\n".join(
            [
                *([notice.message] if notice.message else []),
                *lines,
                f"请在 {notice.due_on} 前补充并重新提交，只需修改上面列出的项目。",
            ]
        ),
        link=CORRECTION_LINK,
        by=by,
    )
