"""线下登记: a decision taken on paper, in the OA or in a meeting; effective when confirmed."""

from __future__ import annotations

from datetime import date
from typing import Any, NotRequired, TypedDict

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from ipcontact.accounts.models import User
from ipcontact.accounts.rights import refusal, require
from ipcontact.acts.choices import OfflineState
from ipcontact.acts.handlers import ActKind, kind_of
from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.rules import offline_problems
from ipcontact.acts.services.authority import authority_of
from ipcontact.acts.services.steps import locked, refuse_first, stored
from ipcontact.audit.context import name_of
from ipcontact.audit.services import act as audit_act
from ipcontact.clocks import subjects
from ipcontact.files.models import StoredFile
from ipcontact.files.services import attach
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.clock import today as current_day

SECOND_PERSON = "填报人不能自己确认，请另一人核对原件后确认。"
SUBJECT_GONE = "原记录已不存在，不能确认。"


class OfflineFacts(TypedDict):
    """Who decided, when and how, as the paper says: keywords of `enter_offline`, which a room's
    own service takes as `**facts: Unpack[OfflineFacts]` and hands on."""

    decided_on: date
    channel: str
    scan: StoredFile | Any
    decider: NotRequired[User | None]
    decider_name: NotRequired[str]
    minutes_no: NotRequired[str]
    document_no: NotRequired[str]
    reason: NotRequired[str]


def enter_offline(
    subject: models.Model,
    *,
    code: str,
    payload: dict,
    decided_on: date,
    channel: str,
    by: User,
    scan: StoredFile | Any,
    decider: User | None = None,
    decider_name: str = "",
    minutes_no: str = "",
    document_no: str = "",
    reason: str = "",
    today: date | None = None,
) -> OfflineResult:
    """Enter what was decided elsewhere; nothing changes before a second person confirms it.

    Args:
        subject: the record.
        code: a step whose room registered `apply`.
        payload: what was decided, plain JSON, understood by that room.
        decided_on: the day of the decision; `channel`: paper, oa or meeting.
        by: who enters it (`offline.enter`).
        scan: the paper: an upload, or a fresh file of `by`.
        decider: who decided; needed where the step needs a capability, which is asked of them as
            on the day of the decision: their own, or that of a leader whose delegate they were.
        decider_name: the name where there is no account.
        minutes_no, document_no, reason: as the paper says; minutes are needed of a meeting.
    Raises:
        RuleViolation: `offline_unknown`, `offline_channel`, `event_future`, `minutes_missing`,
            `scan_missing`, `decider_missing`, `decider_enters`, `decider_refused`,
            `offline_pending`, `reason_missing`, or what the room's check says.
        PermissionDenied: without the capability.
    """
    require(by, "offline.enter")
    kind = kind_of(code)
    if kind.apply is None:
        raise RuleViolation("offline_unknown", "这件事不能线下登记，请在线办理。")
    name = decider_name.strip() or name_of(decider)
    refuse_first(
        offline_problems(
            channel=channel,
            decided_on=decided_on,
            today=today or current_day(),
            minutes_no=minutes_no,
            has_scan=scan is not None,
            has_name=bool(name),
        )
    )
    if kind.needs_reason and not reason.strip():
        raise RuleViolation("reason_missing", "请写明理由。")
    _check_decider(kind, subject, payload, decider, by, decided_on)
    table, key = subjects.reference(subject)
    with audit_act("登记线下结果", by=by):
        scan = stored(scan, by=by)
        try:
            with transaction.atomic():
                result = OfflineResult.objects.create(
                    subject_table=table,
                    subject_key=key,
                    code=code,
                    payload=payload,
                    decider=decider,
                    decider_name=name,
                    decided_on=decided_on,
                    channel=channel,
                    minutes_no=minutes_no.strip(),
                    document_no=document_no.strip(),
                    reason=reason,
                    scan=scan,
                    entered_by=by,
                )
        except IntegrityError as error:
            if "offline_one_pending" not in str(error):
                raise
            raise RuleViolation(
                "offline_pending", "这件事已有一项线下结果待确认，请先确认或撤销那一项。"
            ) from error
        attach(scan, owner=result, by=by)
    return result


def confirm_offline(result: OfflineResult, *, by: User) -> OfflineResult:
    """Let an offline result take effect; asked of a second person.

    The room's `apply` gets the keywords for `record`: `by` is the decider, `on_behalf_of` whose
    delegate that was, `entered_by` who typed it, `confirmed_by` who confirms. Its row changes
    belong to the person who confirms, so it opens its `audit.act` with `by=None` when it is given
    a `confirmed_by`.

        def take_offline_decision(batch, payload, keywords):
            with act("审定", by=None):
                ...  # lock, rule and change as in the online service
                return record(batch, code="review.decide", action="审定", **keywords)

    Raises:
        RuleViolation: `offline_settled` (says by whom and when), `second_person`,
            `decider_missing`, `decider_refused`, `subject_gone`, or what the room says.
        PermissionDenied: without the capability.
    """
    require(by, "offline.confirm")
    with audit_act("确认线下结果", by=by):
        result = _pending(result)
        if by.pk == result.entered_by_id:
            raise RuleViolation("second_person", SECOND_PERSON)
        subject = result.subject
        if subject is None:
            raise RuleViolation("subject_gone", SUBJECT_GONE)
        kind = kind_of(result.code)
        leader = _check_result(result, subject)
        done = kind.apply(subject, result.payload, _act_kwargs(result, by, leader))
        return _settle(
            result, OfflineState.CONFIRMED, by=by, act=done if isinstance(done, Act) else None
        )


def refuse_offline(result: OfflineResult, *, by: User, reason: str) -> OfflineResult:
    """Do not let it take effect: the second person found it wrong, or its author withdraws it.

    Raises: RuleViolation `offline_settled`, `reason_missing`; PermissionDenied.
    """
    if by.pk != result.entered_by_id:
        require(by, "offline.confirm")
    if not reason.strip():
        raise RuleViolation("reason_missing", "请写明哪里与原件不符。")
    with audit_act("不确认线下结果", by=by, reason=reason):
        result = _pending(result)
        result.refusal = reason[:200]
        return _settle(result, OfflineState.REFUSED, by=by, act=None)


def offline_obstacles(result: OfflineResult, by: User) -> list[str]:
    """Why this person cannot confirm it now, for the page that asks; empty when they can."""
    if not result.is_pending:
        return [_settled_words(result)]
    if by.pk == result.entered_by_id:
        return [f"{SECOND_PERSON}填错了可以撤销登记。"]
    subject = result.subject
    if subject is None:
        return [SUBJECT_GONE]
    try:
        _check_result(result, subject)
    except RuleViolation as refused:
        return [refused.message]
    return []


def _pending(result: OfflineResult) -> OfflineResult:
    result = locked(result)
    if not result.is_pending:
        raise RuleViolation("offline_settled", _settled_words(result))
    return result


def _settled_words(result: OfflineResult) -> str:
    at = timezone.localtime(result.confirmed_at)
    return (
        f"{name_of(result.confirmed_by)}已于 {at:%Y-%m-%d %H:%M} 办理："
        f"{result.get_state_display()}，无须再办。"
    )


def _settle(result: OfflineResult, state: str, *, by: User, act: Act | None) -> OfflineResult:
    result.state, result.confirmed_by, result.confirmed_at = state, by, timezone.now()
    result.act = act
    result.save(update_fields=["state", "confirmed_by", "confirmed_at", "refusal", "act"])
    return result


def _check_result(result: OfflineResult, subject: models.Model) -> User | None:
    return _check_decider(
        kind_of(result.code),
        subject,
        result.payload,
        result.decider,
        result.entered_by,
        result.decided_on,
    )


def _check_decider(
    kind: ActKind,
    subject: models.Model,
    payload: dict,
    decider: User | None,
    typist: User,
    decided_on: date,
) -> User | None:
    """The person named must have been allowed to decide, as if they had done it here.

    Returns: in whose name they decided; None for a name without account.
    """
    if decider is not None and decider.pk == typist.pk:
        raise RuleViolation("decider_enters", "您本人的决定请在线办理，不必线下登记。")
    leader = authority_of(decider, kind.code, decided_on) if decider else None
    if kind.verb:
        if decider is None:
            raise RuleViolation("decider_missing", "请从人员中选择决定人，以便核对其权限。")
        if leader is None:
            raise RuleViolation(
                "decider_refused",
                f"{name_of(decider)}无权决定这件事。{refusal(decider, kind.verb)}",
            )
    if kind.check is not None:
        kind.check(subject, payload, decider)
        if leader is not None and leader != decider:
            kind.check(subject, payload, leader)
    return leader


def _act_kwargs(result: OfflineResult, confirmed_by: User, leader: User | None) -> dict[str, Any]:
    return {
        "by": result.decider,
        "on_behalf_of": leader or "",
        "actor_name": result.decider_name,
        "entered_by": result.entered_by,
        "confirmed_by": confirmed_by,
        "event_on": result.decided_on,
        "channel": result.channel,
        "reason": result.reason,
        "scan": result.scan,
        "minutes_no": result.minutes_no,
        "document_no": result.document_no,
    }
