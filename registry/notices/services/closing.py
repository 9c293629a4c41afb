"""A list of which nothing waits any more: its batch is over, with or without another 公布."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ipcontact.audit.services import act
from registry.batches.choices import BatchState
from registry.batches.models import ReviewBatch
from registry.batches.services import conclude
from registry.batches.services.steps import locked
from registry.notices.choices import NoticeState
from registry.notices.services.announcing import facts_of

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

OVER = (NoticeState.ENDED, NoticeState.ANNOUNCED)


def close_if_over(batch: ReviewBatch, *, by: User | None, today: date) -> bool:
    """Conclude a locked batch when its window has passed and every unit of its list was announced,
    taken out or has withdrawn. Harmless when it is not so, or concluded already."""
    if batch.state != BatchState.ON_NOTICE:
        return False
    notices = list(batch.notices.exclude(state=NoticeState.CANCELLED))
    if any(notice.state not in OVER for notice in notices):
        return False
    last = [facts for each in notices if each.later is None for facts in facts_of(each)]
    if any(facts.is_clear or facts.is_held for facts in last):
        return False
    conclude(batch, by=by, today=today)
    return True


def close_over(*, today: date, by: User | None = None) -> list[ReviewBatch]:
    """Conclude every batch that is over, also when its last unit withdrew by itself; called by the
    daily job."""
    closed = []
    for batch in ReviewBatch.objects.filter(state=BatchState.ON_NOTICE).order_by("pk"):
        with act("结束批次", by=by):
            current = locked(batch)
            if close_if_over(current, by=by, today=today):
                closed.append(current)
    return closed
