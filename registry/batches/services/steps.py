"""What every step of a batch has in common: lock, who was quicker, may this person, record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ipcontact.acts.services import last_step_words, refuse_outdated
from ipcontact.acts.services.steps import refuse_first
from registry.applications.models import Application
from registry.batches.access import actors_of
from registry.batches.choices import BatchAction, BatchActor
from registry.batches.models import BatchItem, BatchSigner, ReviewBatch
from registry.batches.rules import move_problems, tally

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

PREFIX = "batch."


def locked(batch: ReviewBatch) -> ReviewBatch:
    """The batch, locked and as it is now."""
    return ReviewBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)


def lock_applications(batch: ReviewBatch) -> None:
    """Lock those of a batch, so that none is withdrawn between being looked at and decided; with
    the other open files of their units, as each step of an application does."""
    rows = Application.objects.filter(batch_items__batch=batch).with_rivals()
    list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def refuse_wrong(
    current: ReviewBatch,
    action: BatchAction,
    *,
    actors: frozenset[BatchActor],
    reason: str = "",
    version: int | None = None,
) -> None:
    """Refuse a step that may not be taken; says who was quicker, and when.

    Args: current: the batch, locked; version: what the page was based on.
    Raises: RuleViolation `wrong_state`, `wrong_actor`, `reason_missing`, `stale`.
    """
    found = move_problems(action, state=current.state, actors=actors, reason=reason)
    if found and found[0][0] in ("wrong_state", "wrong_actor"):
        found[0] = (found[0][0], f"{last_step_words(current)}{found[0][1]}")
    refuse_first(found)
    refuse_outdated(current, version)


def refuse_by(
    current: ReviewBatch,
    action: BatchAction,
    chain: Sequence[BatchSigner],
    *,
    by: User,
    today: date,
    reason: str = "",
    version: int | None = None,
) -> None:
    """`refuse_wrong` for a person: as whom they may act is found out."""
    actors = actors_of(by, current, chain, on=today)
    refuse_wrong(current, action, actors=actors, reason=reason, version=version)


def renumber(batch: ReviewBatch) -> None:
    """Items count 1, 2, 3 … without gaps."""
    for order, item in enumerate(batch.items.order_by("order", "pk"), start=1):
        if item.order != order:
            item.order = order
            item.save(update_fields=["order"])


def result_words(batch: ReviewBatch) -> str:
    """纳入18家，暂缓2家: what was decided, for the history and messages."""
    decisions = BatchItem.objects.filter(batch=batch).exclude(decision="")
    found = list(decisions.values_list("decision", flat=True))
    return tally(found).words
