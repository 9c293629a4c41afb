"""A batch follows its public notice: shown, put back when the notice is cancelled, concluded."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from registry.batches.choices import BatchAction, BatchActor
from registry.batches.models import ReviewBatch
from registry.batches.rules import MOVES
from registry.batches.services.steps import PREFIX, locked, refuse_wrong

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

FOLLOWED = {
    action: f"{PREFIX}{action}"
    for action in (BatchAction.PUT_ON_NOTICE, BatchAction.PUT_BACK, BatchAction.CONCLUDE)
}
EVERY_ACTOR = frozenset(BatchActor)


def put_on_notice(batch: ReviewBatch, *, by: User | None, today: date) -> ReviewBatch:
    """Its list has been published. The notice has asked for the person's right.

    Raises: RuleViolation `wrong_state`.
    """
    return _follow(batch, BatchAction.PUT_ON_NOTICE, by=by, today=today)


def put_back(batch: ReviewBatch, *, by: User | None, today: date) -> ReviewBatch:
    """Its notice was cancelled: decided as before, and it may be shown again.

    Raises: RuleViolation `wrong_state`.
    """
    return _follow(batch, BatchAction.PUT_BACK, by=by, today=today)


def conclude(batch: ReviewBatch, *, by: User | None, today: date) -> ReviewBatch:
    """Nothing of its list waits any more.

    Raises: RuleViolation `wrong_state`.
    """
    return _follow(batch, BatchAction.CONCLUDE, by=by, today=today)


def _follow(
    batch: ReviewBatch, action: BatchAction, *, by: User | None, today: date
) -> ReviewBatch:
    with act(action.label, by=by):
        current = locked(batch)
        refuse_wrong(current, action, actors=EVERY_ACTOR)
        store(current, state=MOVES[action].target)
        record(current, code=FOLLOWED[action], action=action.label, by=by, today=today)
    return current
