"""异议收悉告知, 异议答复: two letters ready, and the day the answer went out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from ipcontact.audit.services import act
from ipcontact.clocks.services import end_all
from ipcontact.documents.choices import DocumentState
from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.services import draw_up
from ipcontact.files.services import put
from ipcontact.ui.errors import RuleViolation
from registry.objections.access import actors_of
from registry.objections.choices import ObjectionAction, ObjectionActor, ObjectionState
from registry.objections.models import Objection
from registry.objections.services.steps import locked, refuse_by, take
from registry.objections.wording import ANSWER, LETTERS, RECEIPT, REPORT, letter_text

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

SENT_ANSWER = "objection.answer"
S = ObjectionState
_TIME_OF = {
    RECEIPT: (S.RECEIVED, S.SUPPLEMENT, S.INVESTIGATING),
    ANSWER: (S.CONCLUDED,),
    REPORT: (S.CONCLUDED, S.ANSWERED),
}
_GONE_OUT = (DocumentState.SENT, DocumentState.SERVED)


def living_letters(objection: Objection) -> QuerySet[OfficialDocument]:
    """Papers of an objection without those that were voided."""
    return OfficialDocument.objects.of(objection).exclude(state=DocumentState.VOID)


def draw_letter(objection: Objection, *, kind: str, by: User, today: date) -> OfficialDocument:
    """Draw up a letter, or 异议核查情况; harmless while a living one is there.

    The letter is addressed to 异议人 and the number: its record is read by more people than may
    know the name, which is written on what is posted.

    Raises: RuleViolation `wrong_actor`, `wrong_state`.
    """
    with act("拟写异议文书", by=by):
        current = locked(objection)
        if ObjectionActor.NAMED not in actors_of(by, current, on=today):
            raise RuleViolation("wrong_actor", "文书由这件异议的经办人拟写。请先接办。")
        state = ObjectionState(current.state)
        if state not in _TIME_OF[kind]:
            raise RuleViolation(
                "wrong_state", f"这件异议现在是“{state.label}”，不能拟写{LETTERS[kind]}。"
            )
        if found := living_letters(current).filter(kind=kind).first():
            return found
        return draw_up(
            kind=kind,
            subject=current,
            title=LETTERS[kind],
            addressee="" if kind == REPORT else f"异议人（异议编号 {current.number}）",
            text=letter_text(current, kind),
            by=by,
            today=today,
        )


def answer(
    objection: Objection,
    *,
    answered_on: date,
    by: User,
    today: date,
    scan: Any = None,
    version: int | None = None,
) -> Objection:
    """登记答复 ▤: the letter, signed and sent through the room of documents, is the paper; where it
    was written elsewhere, a copy of it is scanned.

    Args: scan: the answer as it went out; kept with who objected, since it may bear the name.
    Raises: RuleViolation `letter_missing`, `future`, of the step.
    """
    with act("登记异议答复", by=by):
        current = locked(objection)
        refuse_by(current, ObjectionAction.ANSWER, by=by, today=today, version=version)
        if not current.decided_on <= answered_on <= today:
            raise RuleViolation("day_odd", "答复日期应在定性之后，并且不晚于今天，请核对。")
        letters = OfficialDocument.objects.of(current).filter(kind=ANSWER, state__in=_GONE_OUT)
        if not scan and not letters.exists():
            raise RuleViolation(
                "letter_missing", "异议答复还没有发出。请先发出文书，或者上传已寄出答复的扫描件。"
            )
        if scan:
            put(current.objector, purpose=SENT_ANSWER, upload=scan, by=by, erase=False)
        take(
            current,
            ObjectionAction.ANSWER,
            by=by,
            today=today,
            event_on=answered_on,
            values={"answered_on": answered_on},
        )
        end_all(current, on=answered_on, by=by, reason="已答复")
    return current
