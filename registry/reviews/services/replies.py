"""回函: what other offices answer, 无意见 for all in one act, named exceptions, reminders."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from ipcontact.acts.choices import Channel
from ipcontact.acts.services import record
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.clocks.services import end_all
from ipcontact.ui.errors import RuleViolation
from registry.reviews.choices import ReplyState
from registry.reviews.models import OpinionException, OpinionReply, OpinionRequest
from registry.reviews.rules import day_problems
from registry.reviews.services.opinions import locked_letter, require_keeper

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

REPLIED, REMINDED = "opinion.reply", "opinion.remind"
LONGEST = 500


def reply_no_objection(
    letter: OpinionRequest,
    *,
    agencies: Collection[str] | None = None,
    replied_on: date,
    by: User,
    today: date,
    document_no: str = "",
) -> list[OpinionReply]:
    """无意见 of these offices, or of every one that has not answered, in one act.

    Args: agencies: codes; None for all that wait. Those that answered already are left alone.
    Returns: the answers written; none the second time.
    Raises: RuleViolation `voided`, `day_future`, `before_letter`. PermissionDenied.
    """
    require_keeper(by)
    with act("登记回函：无意见", by=by):
        letter = locked_letter(letter)
        _refuse_day(letter, replied_on, today=today)
        replies = _waiting(letter, agencies)
        _write_all(
            replies,
            state=ReplyState.NO_OBJECTION,
            replied_on=replied_on,
            document_no=document_no.strip(),
            entered_by=by,
        )
        if replies:
            names = "、".join(reply.agency.display_name for reply in replies)
            _record(letter, f"登记回函：{names}无意见", by=by, on=replied_on, today=today)
            _end_when_complete(letter, by=by, today=today)
    return replies


def reply(
    letter: OpinionRequest,
    *,
    agency: str,
    exceptions: Mapping[str, str],
    replied_on: date,
    by: User,
    today: date,
    document_no: str = "",
    note: str = "",
    reason: str = "",
) -> OpinionReply:
    """What one office answers: nothing against, or what it has against single units.

    Args:
        agency: its code.
        exceptions: 申报编号 → the office's words; empty: no objection.
        note: what it says beside, not about one unit.
        reason: why an answer that was entered before is corrected.
    Raises: RuleViolation `not_asked`, `not_on_list`, `reason_missing`, `too_long`, `voided`,
        `day_future`, `before_letter`. PermissionDenied.
    """
    require_keeper(by)
    words = {number: text.strip() for number, text in exceptions.items() if text.strip()}
    if any(len(text) > LONGEST for text in (*words.values(), note)):
        raise RuleViolation("too_long", f"每条意见不超过 {LONGEST} 字，请摘要填写。")
    with act("登记回函", by=by, reason=reason):
        letter = locked_letter(letter)
        _refuse_day(letter, replied_on, today=today)
        answer = _answer_of(letter, agency)
        wanted = {
            "state": ReplyState.EXCEPTIONS if words else ReplyState.NO_OBJECTION,
            "replied_on": replied_on,
            "document_no": document_no.strip(),
            "note": note.strip(),
        }
        named = _named(letter, words)
        if _is_same(answer, wanted, named):
            return answer
        if answer.state != ReplyState.WAITING and not reason.strip():
            raise RuleViolation(
                "reason_missing",
                f"{answer.agency.display_name}的回函已经登记过。要更正的，请写明理由。",
            )
        answer.exceptions.all().delete()
        OpinionException.objects.bulk_create(
            [OpinionException(reply=answer, application_id=k, text=t) for k, t in named.items()]
        )
        _write(answer, entered_by=by, **wanted)
        said = f"对{len(words)}件有意见" if words else "无意见"
        deed = f"登记回函：{answer.agency.display_name}{said}"
        _record(letter, deed, by=by, on=replied_on, today=today, reason=reason)
        _end_when_complete(letter, by=by, today=today)
    return answer


def remind(
    letter: OpinionRequest, *, agencies: Collection[str] | None = None, by: User, today: date
) -> list[OpinionReply]:
    """已电话催办: note that offices which have not answered were rung; once a day each.

    Args: agencies: codes; None for all that wait.
    Returns: those noted; none when all were rung today.
    Raises: RuleViolation `voided`. PermissionDenied.
    """
    require_keeper(by)
    with act("电话催办", by=by):
        letter = locked_letter(letter)
        replies = [each for each in _waiting(letter, agencies) if each.reminded_on != today]
        for each in replies:
            _write(each, reminded_on=today, reminders=each.reminders + 1)
        if replies:
            names = "、".join(each.agency.display_name for each in replies)
            record(
                letter,
                code=REMINDED,
                action=f"电话催办：{names}"[:60],
                by=by,
                channel=Channel.PHONE,
                today=today,
            )
    return replies


def _waiting(letter: OpinionRequest, agencies: Collection[str] | None) -> list[OpinionReply]:
    """Answers that are waited for, of these offices or all; locked with their letter."""
    rows = letter.replies.filter(state=ReplyState.WAITING).select_related("agency")
    return list(rows if agencies is None else rows.filter(agency__code__in=agencies))


def _refuse_day(letter: OpinionRequest, day: date, *, today: date) -> None:
    problems = day_problems(day, today=today, what="回函日期")
    if day < letter.sent_on:
        words = f"回函日期不能早于发函日期 {letter.sent_on}，请核对。"
        problems.append(("before_letter", words))
    refuse_first(problems)


def _answer_of(letter: OpinionRequest, agency: str) -> OpinionReply:
    answer = letter.replies.select_related("agency").filter(agency__code=agency).first()
    if answer is None:
        raise RuleViolation("not_asked", "这个单位不在发函范围内，请核对。")
    return answer


def _named(letter: OpinionRequest, words: Mapping[str, str]) -> dict[int, str]:
    """Key of the application → words. Raises: RuleViolation `not_on_list`."""
    keys = dict(
        letter.applications.filter(application_no__in=words).values_list("application_no", "pk")
    )
    if strange := sorted(words.keys() - keys.keys()):
        raise RuleViolation("not_on_list", f"{'、'.join(strange)}不在这件函的名单里，请核对。")
    return {keys[number]: text for number, text in words.items()}


def _is_same(answer: OpinionReply, wanted: Mapping, named: Mapping[int, str]) -> bool:
    if any(getattr(answer, field) != value for field, value in wanted.items()):
        return False
    return dict(answer.exceptions.values_list("application_id", "text")) == dict(named)


def _write_all(answers: Iterable[OpinionReply], **values) -> None:
    for answer in answers:
        _write(answer, **values)


def _write(answer: OpinionReply, **values) -> None:
    for field, value in values.items():
        setattr(answer, field, value)
    answer.save(update_fields=list(values))


def _record(letter, action: str, *, by: User, on: date, today: date, reason: str = "") -> None:
    record(
        letter,
        code=REPLIED,
        action=action[:60],
        by=by,
        event_on=on,
        channel=Channel.PAPER,
        reason=reason,
        today=today,
    )


def _end_when_complete(letter: OpinionRequest, *, by: User, today: date) -> None:
    if not letter.replies.filter(state=ReplyState.WAITING).exists():
        end_all(letter, on=today, by=by, reason="回函收齐")
