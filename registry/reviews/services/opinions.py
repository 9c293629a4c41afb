"""征求意见: letters to other offices about a list of applications, their number, voiding them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from ipcontact.accounts.models import Agency
from ipcontact.accounts.rights import require
from ipcontact.acts.services import record
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.clocks.choices import LimitUnit
from ipcontact.clocks.rules import Limit
from ipcontact.clocks.services import end_all, start
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages.forms import STALE
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.applications.querysets import sees_all_applications
from registry.reviews.choices import ENQUIRED_IN
from registry.reviews.models import OpinionReply, OpinionRequest
from registry.reviews.parts import letter_readers
from registry.reviews.rules import MOST_REPLY_DAYS, day_problems

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

CLOCK, BASIS = "回函期限", "征求意见函载明的期限"
SENT, NUMBERED, VOIDED = "opinion.send", "opinion.number", "opinion.void"
MOST_NAMED = 5


def request_opinions(
    applications: Collection[Application],
    *,
    agencies: Collection[Agency],
    title: str,
    sent_on: date,
    reply_days: int,
    by: User,
    today: date,
    document_no: str = "",
) -> OpinionRequest:
    """Register a letter to these offices about these applications; all or nothing.

    Args:
        sent_on: day of the letter, not counted; it may have gone out before it is entered.
        reply_days: working days the offices get.
        document_no: 文号 of the office's register, empty while it has none (待编号).
    Raises: RuleViolation `no_applications`, `no_offices`, `wrong_state`, `day_future`,
        `reply_days`, `number_taken`. PermissionDenied.
    """
    require_keeper(by)
    wanted = list(dict.fromkeys(application.pk for application in applications))
    offices = list(dict.fromkeys(agencies))
    if not wanted:
        raise RuleViolation("no_applications", "没有选中申报，请回到列表勾选后再试。")
    if not offices:
        raise RuleViolation("no_offices", "请至少选择一个征求意见的单位。")
    if not 1 <= reply_days <= MOST_REPLY_DAYS:
        raise RuleViolation("reply_days", f"回函期限应为 1 到 {MOST_REPLY_DAYS} 个工作日。")
    refuse_first(day_problems(sent_on, today=today, what="发函日期"))
    with act("征求意见", by=by):
        rows = list(
            Application.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
        )
        _refuse_out_of_place(rows)
        letter = _stored(
            OpinionRequest(
                number=_next_number(sent_on.year),
                title=title.strip(),
                sent_on=sent_on,
                due_on=sent_on,
                document_no=document_no.strip(),
                created_by=by,
            )
        )
        letter.applications.set(rows)
        OpinionReply.objects.bulk_create(
            [OpinionReply(request=letter, agency=agency) for agency in offices]
        )
        limit = Limit(reply_days, LimitUnit.WORKING_DAY, BASIS, CLOCK)
        letter.due_on = start(letter, name=CLOCK, limit=limit, on=sent_on, by=by).due_on
        letter.save(update_fields=["due_on"])
        words = f"征求意见：{len(offices)}个单位，{len(rows)}件申报"
        record(
            letter,
            code=SENT,
            action=words,
            by=by,
            event_on=sent_on,
            document_no=letter.document_no,
            today=today,
        )
    return letter


def number_letter(
    letter: OpinionRequest, *, document_no: str, by: User, today: date, version: int | None = None
) -> OpinionRequest:
    """Enter or correct the 文号 of a letter; harmless when it has it already.

    Raises: RuleViolation `voided`, `number_taken`, `number_missing`, `stale`. PermissionDenied.
    """
    require_keeper(by)
    document_no = document_no.strip()
    if not document_no:
        raise RuleViolation("number_missing", "请填写文号；还没有文号的不用填。")
    with act("登记文号", by=by):
        letter = locked_letter(letter, version=version)
        if letter.document_no == document_no:
            return letter
        letter.document_no = document_no
        letter = _stored(letter, "document_no", "version")
        record(
            letter,
            code=NUMBERED,
            action="登记文号",
            by=by,
            document_no=document_no,
            today=today,
        )
    return letter


def void_letter(letter: OpinionRequest, *, reason: str, by: User, today: date) -> OpinionRequest:
    """作废 ®: the letter counts for nothing; its number and its answers stay readable.

    Not while a list with one of its applications lies with the signers: what offices said
    against it would be gone from under their eyes.

    Raises: RuleViolation `voided`, `reason_missing`, `in_decision`. PermissionDenied.
    """
    require_keeper(by)
    if not reason.strip():
        raise RuleViolation("reason_missing", "请写明作废的理由。")
    with act("作废征求意见函", by=by, reason=reason):
        letter = locked_letter(letter)
        _refuse_relied_on(letter)
        letter.voided_on, letter.void_reason = today, reason.strip()
        letter = _stored(letter, "voided_on", "void_reason", "version")
        end_all(letter, on=today, by=by, reason="作废")
        record(letter, code=VOIDED, action="作废", by=by, reason=reason, today=today)
    return letter


def require_keeper(by: User) -> None:
    """Let pass who keeps these papers: the bureau's handlers. Raises: PermissionDenied."""
    require(by, "reviews.record")
    if not sees_all_applications(by):
        raise PermissionDenied("征求意见和信用核查由区局经办登记。")


def locked_letter(letter: OpinionRequest, *, version: int | None = None) -> OpinionRequest:
    """The letter, locked and as it is now. Raises: RuleViolation `voided`, `stale`."""
    letter = OpinionRequest.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if letter.voided_on is not None:
        raise RuleViolation(
            "voided", f"这件征求意见函已于 {letter.voided_on} 作废，不能再登记。需要时请重新发函。"
        )
    if version is not None and letter.version != version:
        raise RuleViolation("stale", STALE)
    return letter


def _stored(letter: OpinionRequest, *fields: str) -> OpinionRequest:
    if fields:
        letter.version += 1
    try:
        with transaction.atomic():
            letter.save(update_fields=fields or None)
    except IntegrityError as error:
        if "opinion_document_no_once" not in str(error):
            raise
        raise RuleViolation(
            "number_taken", f"文号“{letter.document_no}”已用于另一件征求意见函，请核对。"
        ) from error
    return letter


def _refuse_out_of_place(rows: Iterable[Application]) -> None:
    wrong = [row for row in rows if row.state not in ENQUIRED_IN]
    if wrong:
        named = "、".join(
            f"{row.unit_name}（{ApplicationState(row.state).label}）" for row in wrong[:MOST_NAMED]
        )
        more = f"等{len(wrong)}件" if len(wrong) > MOST_NAMED else ""
        raise RuleViolation(
            "wrong_state",
            f"{named}{more}不在复核、考察、待上会或已列入批次的环节，不能征求意见。请取消勾选后再试。",
        )


def _refuse_relied_on(letter: OpinionRequest) -> None:
    applications = list(letter.applications.all())
    for reader in letter_readers:
        if why := reader.why(applications):
            raise RuleViolation("in_decision", why)


def _next_number(year: int) -> str:
    """函件编号: own series, gaps allowed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registry_opinion_request_no')")
        [number] = cursor.fetchone()
    return f"ZQ{year}{number:05d}"
