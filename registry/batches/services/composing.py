"""拟定名单: draw up a batch, add and take out, propose per unit, name the chain of signers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection

from ipcontact.accounts.rights import require
from ipcontact.acts.services import last_step_words, record
from ipcontact.acts.services.records import store
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.applications.access import require_actor
from registry.applications.choices import Actor, ApplicationAction, ApplicationState
from registry.applications.models import Application
from registry.applications.services import advance, lock_all
from registry.batches.access import chain_of, place_of
from registry.batches.choices import BatchAction, BatchItemDecision, SignatureState
from registry.batches.models import BatchItem, BatchSigner, ReviewBatch
from registry.batches.rules import MOST_ITEMS, NEEDS_REASON, batch_number, chain_problems, roles_of
from registry.batches.services.steps import PREFIX, locked, refuse_by, renumber
from registry.rounds.models import IntakeRound

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

COMPOSED, ADDED, TAKEN_OUT = f"{PREFIX}compose", f"{PREFIX}add", f"{PREFIX}take_out"
PROPOSED, DESCRIBED = f"{PREFIX}propose", f"{PREFIX}describe"


def compose(
    *,
    name: str,
    applications: Iterable[Application],
    by: User,
    today: date,
    round: IntakeRound | None = None,
) -> ReviewBatch:
    """拟定名单: a new batch of applications that wait for the meeting.

    Its chain is that of the last batch, as far as those people may still sign.

    Args: round: the one all of them belong to, if there is one.
    Raises: RuleViolation `name_missing`, `name_taken`, `batch_empty`, `batch_full`, `not_ready`,
        `rival`. PermissionDenied.
    """
    require(by, "batches.prepare")
    rows = _sorted(applications)
    if not rows:
        raise RuleViolation("batch_empty", "请至少选择一件“待上会”的申报。")
    with act("拟定名单", by=by):
        batch = ReviewBatch.objects.create(
            number=next_number(today), name=_fresh_name(name), round=round, created_by=by
        )
        _write_chain(batch, usual_chain(batch, by=by, today=today))
        _put_in(batch, rows, by=by, today=today)
        record(batch, code=COMPOSED, action=f"拟定名单，{len(rows)}家", by=by, today=today)
    return batch


def add(
    batch: ReviewBatch, *, applications: Iterable[Application], by: User, today: date
) -> ReviewBatch:
    """Put further applications on the list; those that are on it already stay.

    Raises: RuleViolation `wrong_state`, `batch_empty`, `not_ready`, `rival`,
        `decision_stands`. PermissionDenied.
    """
    require(by, "batches.prepare")
    with act("列入批次", by=by):
        current = locked(batch)
        refuse_by(current, BatchAction.EDIT, chain_of(current), by=by, today=today)
        items = dict(current.items.values_list("application_id", "decision"))
        wanted = _sorted(applications)
        if not wanted:
            raise RuleViolation("batch_empty", "请至少选择一件“待上会”的申报。")
        for row in wanted:
            _refuse_standing(row, items.get(row.pk, ""))
        rows = [row for row in wanted if row.pk not in items]
        if not rows:
            return current
        _put_in(current, rows, by=by, today=today)
        store(current)
        record(current, code=ADDED, action=f"列入{len(rows)}家", by=by, today=today)
    return current


def take_out(
    batch: ReviewBatch, *, application: Application, reason: str = "", by: User, today: date
) -> ReviewBatch:
    """Take an application off the list; it waits for the meeting again. A withdrawn one is only
    struck off. Harmless the second time.

    Raises: RuleViolation `wrong_state`, `decision_stands`. PermissionDenied.
    """
    require(by, "batches.prepare")
    with act("移出批次", by=by, reason=reason):
        current = locked(batch)
        refuse_by(current, BatchAction.EDIT, chain_of(current), by=by, today=today)
        item = current.items.filter(application=application).first()
        if item is None:
            return current
        _refuse_standing(application, item.decision)
        item.delete()
        renumber(current)
        store(current)
        _back_to_ready(application, reason=reason, by=by, today=today)
        words = f"移出：{application.unit_name}"[:60]
        record(current, code=TAKEN_OUT, action=words, by=by, reason=reason, today=today)
    return current


def propose(
    batch: ReviewBatch,
    *,
    application: Application,
    proposal: str,
    reason: str = "",
    by: User,
    today: date,
    version: int | None = None,
) -> BatchItem:
    """拟办意见 of one unit, with the reason where it is not to be included.

    Raises: RuleViolation `wrong_state`, `stale`, `reason_missing`, `not_in_batch`,
        `decision_stands`. PermissionDenied.
    """
    require(by, "batches.prepare")
    if proposal in NEEDS_REASON and not reason.strip():
        raise RuleViolation("reason_missing", "拟不纳入或暂缓的，请写明理由。")
    with act("拟办意见", by=by, reason=reason):
        current = locked(batch)
        refuse_by(current, BatchAction.EDIT, chain_of(current), by=by, today=today, version=version)
        item = current.items.filter(application=application).first()
        if item is None:
            raise RuleViolation("not_in_batch", "这件申报已经移出本批次。")
        _refuse_standing(application, item.decision)
        item.proposal, item.proposal_reason = BatchItemDecision(proposal), reason.strip()[:500]
        item.save(update_fields=["proposal", "proposal_reason"])
        store(current)
        words = f"{application.unit_name}拟{BatchItemDecision(proposal).label}"[:60]
        record(current, code=PROPOSED, action=words, by=by, reason=reason, today=today)
    return item


def describe(
    batch: ReviewBatch,
    *,
    name: str,
    chain: Sequence[User],
    opinions_waived: str,
    credit_waived: str,
    by: User,
    today: date,
    version: int | None = None,
) -> ReviewBatch:
    """Name, chain of signers, and what the batch goes without, with the reason ®.

    Raises: RuleViolation `wrong_state`, `stale`, `name_taken`, or of the chain. PermissionDenied.
    """
    require(by, "batches.prepare")
    with act("修改批次", by=by):
        current = locked(batch)
        refuse_by(current, BatchAction.EDIT, chain_of(current), by=by, today=today, version=version)
        _refuse_chain(current, chain, today=today)
        _write_chain(current, chain)
        waived = [w for w in (opinions_waived.strip(), credit_waived.strip()) if w]
        store(
            current,
            name=_fresh_name(name, but=current),
            opinions_waived=opinions_waived.strip()[:300],
            credit_waived=credit_waived.strip()[:300],
        )
        record(
            current,
            code=DESCRIBED,
            action="修改批次名称、签署人和说明",
            by=by,
            reason="；".join(waived),
            today=today,
        )
    return current


def set_chain(batch: ReviewBatch, *, chain: Sequence[User], by: User, today: date) -> ReviewBatch:
    """Who signs, in order; the last one decides.

    Raises: RuleViolation `wrong_state`, or of the chain. PermissionDenied.
    """
    return describe(
        batch,
        name=batch.name,
        chain=chain,
        opinions_waived=batch.opinions_waived,
        credit_waived=batch.credit_waived,
        by=by,
        today=today,
    )


def usual_chain(batch: ReviewBatch, *, by: User, today: date) -> list[User]:
    """The people of the last batch's chain, unless they may no longer sign.

    Args: by: who draws up the list and so does not decide on it.
    """
    last = ReviewBatch.objects.exclude(pk=batch.pk).filter(signers__isnull=False).order_by("-pk")
    found = last.first()
    people = [place.user for place in chain_of(found)] if found else []
    places = [place_of(each, is_maker=each.pk == by.pk, on=today) for each in people]
    return [] if chain_problems(places) else people


def _refuse_chain(batch: ReviewBatch, chain: Sequence[User], *, today: date) -> None:
    maker = batch.created_by_id
    refuse_first(
        chain_problems([place_of(each, is_maker=each.pk == maker, on=today) for each in chain])
    )


def _write_chain(batch: ReviewBatch, chain: Sequence[User]) -> None:
    present = list(batch.signers.order_by("order").values_list("user_id", flat=True))
    if present == [person.pk for person in chain]:
        return
    batch.signers.all().delete()
    for order, person in enumerate(chain, start=1):
        BatchSigner.objects.create(
            batch=batch,
            order=order,
            role=roles_of(len(chain))[order - 1],
            user=person,
            state=SignatureState.WAITING,
        )


def _put_in(batch: ReviewBatch, rows: Sequence[Application], *, by: User, today: date) -> None:
    start = batch.items.count()
    if start + len(rows) > MOST_ITEMS:
        raise RuleViolation("batch_full", f"一个批次最多{MOST_ITEMS}家，其余的请列入另一个批次。")
    lock_all(rows)
    for order, row in enumerate(_sorted(rows), start=start + 1):
        require_actor(row, Actor.HANDLER, by=by)
        if row.state != ApplicationState.READY:
            state = ApplicationState(row.state).label
            raise RuleViolation(
                "not_ready",
                f"{row.unit_name}：{last_step_words(row)}现在是“{state}”，不能列入批次。",
            )
        if row.is_rival:
            raise RuleViolation(
                "rival", f"{row.unit_name}：另有一件在办的申报，请先认定由哪一件代表单位。"
            )
        current = advance(
            row,
            action=ApplicationAction.ADD_TO_BATCH,
            actor=Actor.HANDLER,
            by=by,
            today=today,
            note=f"列入批次：{batch.name}"[:60],
        )
        BatchItem.objects.create(
            batch=batch,
            application=current,
            order=order,
            proposal=BatchItemDecision.EXCLUDE if current.proposal else BatchItemDecision.INCLUDE,
            proposal_reason=current.proposal,
        )


def _refuse_standing(application: Application, decision: str) -> None:
    """After the list was opened again the first decision of some stands."""
    if decision:
        label = BatchItemDecision(decision).label
        raise RuleViolation(
            "decision_stands",
            f"{application.unit_name}：本批次已审定“{label}”，这一结果维持不变。"
            "还要再议的，请列入另一个批次。",
        )


def _back_to_ready(application: Application, *, reason: str, by: User, today: date) -> None:
    lock_all([application])
    current = Application.objects.get(pk=application.pk)
    if current.state == ApplicationState.IN_BATCH:
        advance(
            current,
            action=ApplicationAction.TAKE_OUT,
            actor=Actor.HANDLER,
            by=by,
            today=today,
            reason=reason,
        )


def _sorted(applications: Iterable[Application]) -> list[Application]:
    """As they stand on the list: by recommending agency, then as they came."""
    keys = [row.pk for row in applications]
    rows = Application.objects.filter(pk__in=keys).select_related("round", "agency", "unit")
    return sorted(rows, key=lambda row: (row.agency.code if row.agency else "", row.pk))


def _fresh_name(name: str, *, but: ReviewBatch | None = None) -> str:
    name = name.strip()[:80]
    if not name:
        raise RuleViolation("name_missing", "请给批次起一个名称。")
    others = ReviewBatch.objects.filter(name=name).exclude(pk=but.pk if but else None)
    if others.exists():
        raise RuleViolation("name_taken", f"已有名称为“{name}”的批次，请另起一个名称。")
    return name


def next_number(today: date) -> str:
    """The next one of the year; own series, gaps allowed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registry_batch_no')")
        [number] = cursor.fetchone()
    return batch_number(today.year, number)
