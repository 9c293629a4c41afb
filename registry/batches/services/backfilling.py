"""The list on which a unit was decided on paper in former days; called by `registry.backfills`."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Max

from ipcontact.acts.services import record
from registry.batches.choices import BatchItemDecision, BatchState
from registry.batches.models import BatchItem, ReviewBatch
from registry.batches.services.composing import next_number
from registry.batches.services.steps import PREFIX

if TYPE_CHECKING:
    from ipcontact.accounts.models import User
    from registry.applications.models import Application

BACKFILL, VOID = f"{PREFIX}backfill", f"{PREFIX}backfill_void"


def record_past_item(
    application: Application,
    *,
    decision: str,
    reason: str,
    decided_on: date,
    decided_at: datetime,
    minutes_no: str,
    document_no: str,
    **how: Any,
) -> BatchItem:
    """Put a decided file on the list of its meeting: one concluded batch for every paper.

    Files of one round that were decided on the same day by the same minutes or paper stand on the
    same list, which begins with the first of them and goes past nobody's desk.

    Args: how: for `acts.services.record`: by, actor_name, entered_by, confirmed_by, scan, …
    """
    _one_at_a_time()
    paper = minutes_no or document_no
    name = f"{application.round.name[:40]}，{decided_on}审定{f'，{paper}' if paper else ''}"[:76]
    batch, _ = ReviewBatch.objects.get_or_create(
        name=f"{name}（补录）"[:80],
        defaults={
            "number": next_number(decided_on),
            "round": application.round,
            "state": BatchState.CONCLUDED,
            "decided_on": decided_on,
            "minutes_no": minutes_no,
        },
    )
    item = BatchItem.objects.create(
        batch=batch,
        application=application,
        order=(batch.items.aggregate(last=Max("order"))["last"] or 0) + 1,
        proposal=decision,
        proposal_reason=reason[:500],
        decision=decision,
        reason=reason[:500],
        decided_at=decided_at,
    )
    label = BatchItemDecision(decision).label
    record(
        batch,
        code=BACKFILL,
        action=f"补录：{application.unit_name[:40]}，{label}",
        event_on=decided_on,
        reason=reason,
        minutes_no=minutes_no,
        document_no=document_no,
        is_backfill=True,
        **how,
    )
    return item


def drop_past_item(application: Application, *, reason: str, by: User, today: date) -> None:
    """Strike a file that was entered wrongly off its list; the list stays, with what is right."""
    _one_at_a_time()
    for item in application.batch_items.select_related("batch"):
        item.decision, item.reason, item.decided_at = "", "", None
        item.save(update_fields=["decision", "reason", "decided_at"])  # else it is never deleted
        item.delete()
        words = f"作废补录：{application.unit_name}"[:60]
        record(item.batch, code=VOID, action=words, by=by, reason=reason, today=today)


def _one_at_a_time() -> None:
    """Two files of one list may be confirmed at once: the list is made, and counted, once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('registry.batches.backfill'))")
