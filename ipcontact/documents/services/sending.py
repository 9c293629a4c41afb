"""签批、用印、发出、送达、作废: the way of a paper once its words stand."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any, Unpack

from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import OfflineFacts, enter_offline, record, require_authority
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.documents.choices import DocumentAction, DocumentActor, DocumentState, SendChannel
from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.services.steps import (
    APPROVE,
    PREFIX,
    locked,
    may_sign,
    refuse_by,
    refuse_wrong,
)
from ipcontact.files.services import store as keep_file
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.clock import today as current_day

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

SEALED, SENT = f"{PREFIX}seal", f"{PREFIX}send"
SERVED, VOIDED = f"{PREFIX}serve", f"{PREFIX}void"


def approve(
    document: OfficialDocument,
    *,
    by: User,
    today: date,
    comment: str = "",
    version: int | None = None,
) -> OfficialDocument:
    """签批: the words are frozen with a hash. Never by whoever drew it up.

    Raises: RuleViolation `wrong_state`, `wrong_actor`, `stale`. PermissionDenied.
    """
    leader = require_authority(by, APPROVE, today)
    with act(DocumentAction.APPROVE.label, by=by, reason=comment):
        current = locked(document, version)
        refuse_by(current, DocumentAction.APPROVE, by=by, today=today)
        _freeze(current, on=today)
        record(
            current,
            code=APPROVE,
            action="签批文书",
            by=by,
            reason=comment,
            on_behalf_of=leader,
            today=today,
        )
    return current


def enter_approval(
    document: OfficialDocument,
    *,
    by: User,
    version: int | None = None,
    **facts: Unpack[OfflineFacts],
) -> OfflineResult:
    """登记线下签批: what was signed is what is stored now; it counts when a second person confirms.

    Args: facts: as `OfflineForm.facts()` gives them.
    Raises: RuleViolation `stale`, or what `acts.services.enter_offline` says. PermissionDenied.
    """
    with act("登记线下结果", by=by):
        current = locked(document, version)
        payload = {"content_hash": content_hash(current)}
        return enter_offline(current, code=APPROVE, payload=payload, by=by, **facts)


def apply_approval(document: OfficialDocument, payload: dict, keywords: dict) -> Act:
    """Let an approval given on paper take effect; called by `acts.services.confirm_offline`."""
    with act(DocumentAction.APPROVE.label, by=None):
        current = locked(document)
        refuse_wrong(current, DocumentAction.APPROVE, frozenset({DocumentActor.SIGNER}))
        if payload.get("content_hash") != content_hash(current):
            raise RuleViolation(
                "words_changed",
                "登记之后文书又有修改，与签批的原件不一致。请退回登记，核对后重办。",
            )
        _freeze(current, on=keywords["event_on"])
        return record(current, code=APPROVE, action="签批文书", today=current_day(), **keywords)


def check_approval(document: OfficialDocument, payload: dict, decider: User) -> None:
    """Refuse an approval by whoever drew the paper up, or has nothing to do with it.

    Raises: RuleViolation `wrong_state`, `drafter_approves`, `other_agency`.
    """
    refuse_wrong(document, DocumentAction.APPROVE, frozenset({DocumentActor.SIGNER}))
    if decider.pk == document.created_by_id:
        raise RuleViolation("drafter_approves", "文书由本人拟稿，须由另一人签批。")
    if not may_sign(document, decider):
        raise RuleViolation("other_agency", f"这份文书须由{document.agency}或上级机构的人员签批。")


def describe_approval(document: OfficialDocument, payload: dict) -> list[str]:
    """What was approved, in a sentence."""
    return [f"签批“{document.title}”"]


def seal(
    document: OfficialDocument, *, scan: Any, by: User, today: date, version: int | None = None
) -> OfficialDocument:
    """用印: the scan of the stamped paper is kept with the step.

    Raises: RuleViolation `wrong_state`, `wrong_actor`, `scan_missing`, `no_seal`, `stale`.
    """
    with act(DocumentAction.SEAL.label, by=by):
        current = locked(document, version)
        refuse_by(current, DocumentAction.SEAL, by=by, today=today)
        scan = _kept(current, scan, purpose=SEALED, by=by)
        store(current, state=DocumentState.SEALED)
        record(current, code=SEALED, action="用印", by=by, scan=scan, today=today)
    return current


def send(
    document: OfficialDocument,
    *,
    channel: str,
    sent_on: date,
    by: User,
    today: date,
    note: str = "",
    version: int | None = None,
) -> OfficialDocument:
    """发出: by which way and on which day; afterwards the paper stays as it is.

    Raises: RuleViolation `wrong_state`, `wrong_actor`, `not_sealed`, `sent_before_dated`,
        `event_future`, `stale`.
    """
    with act(DocumentAction.SEND.label, by=by):
        current = locked(document, version)
        refuse_by(current, DocumentAction.SEND, by=by, today=today)
        if sent_on < current.dated_on:
            raise RuleViolation(
                "sent_before_dated", f"发出日期早于成文日期 {current.dated_on}，请核对。"
            )
        store(current, state=DocumentState.SENT, channel=channel, sent_on=sent_on)
        record(
            current,
            code=SENT,
            action=f"发出（{SendChannel(channel).label}）",
            by=by,
            reason=note,
            event_on=sent_on,
            today=today,
        )
        if current.form.on_sent is not None:
            current.form.on_sent(current, by)
    return current


def serve(
    document: OfficialDocument,
    *,
    scan: Any,
    served_on: date,
    by: User,
    today: date,
    version: int | None = None,
) -> OfficialDocument:
    """送达: the receipt (送达回证) is kept with the step.

    Raises: RuleViolation `wrong_state`, `wrong_actor`, `scan_missing`, `served_before_sent`,
        `event_future`, `stale`.
    """
    with act(DocumentAction.SERVE.label, by=by):
        current = locked(document, version)
        refuse_by(current, DocumentAction.SERVE, by=by, today=today)
        if served_on < current.sent_on:
            raise RuleViolation(
                "served_before_sent", f"送达日期早于发出日期 {current.sent_on}，请核对。"
            )
        scan = _kept(current, scan, purpose=SERVED, by=by)
        store(current, state=DocumentState.SERVED, served_on=served_on)
        record(
            current, code=SERVED, action="送达", by=by, scan=scan, event_on=served_on, today=today
        )
    return current


def void(
    document: OfficialDocument, *, reason: str, by: User, today: date, version: int | None = None
) -> OfficialDocument:
    """作废 ®: the paper and its number are kept; what has gone out is never voided.

    Raises: RuleViolation `wrong_state`, `wrong_actor`, `reason_missing`, `stale`.
    """
    with act(DocumentAction.VOID.label, by=by, reason=reason):
        current = locked(document, version)
        refuse_by(current, DocumentAction.VOID, by=by, today=today, reason=reason)
        store(current, state=DocumentState.VOID)
        record(current, code=VOIDED, action="作废文书", by=by, reason=reason, today=today)
    return current


def content_hash(document: OfficialDocument) -> str:
    """SHA-256 over what the paper says, so that a later reader can prove it is unchanged."""
    said = [document.kind, document.title, document.addressee, document.text]
    said += [document.tables, document.facts, document.organ_name, document.letterhead]
    whole = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()


def _kept(document: OfficialDocument, scan: Any, *, purpose: str, by: User) -> Any:
    """The scan for the step to keep; None when its kind has it kept where fewer people read it."""
    if scan is None:
        raise RuleViolation("scan_missing", "请附上扫描件。")
    if document.form.scans_with is None:
        return scan
    keep_file(scan, purpose=purpose, by=by, owner=document.form.scans_with(document))
    return None


def _freeze(document: OfficialDocument, *, on: date) -> None:
    store(
        document,
        state=DocumentState.APPROVED,
        dated_on=document.dated_on or on,
        content_hash=content_hash(document),
    )
