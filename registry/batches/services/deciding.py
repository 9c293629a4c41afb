"""审定: one decision for every unit of a list, in one transaction.

Nobody outside is told: what was decided becomes known with the public notice, not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ipcontact.acts.models import Act
from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.applications.choices import Actor, ApplicationAction
from registry.applications.services import advance
from registry.batches.access import DECIDE, chain_of
from registry.batches.choices import BatchAction, BatchItemDecision, BatchState, SignatureState
from registry.batches.facts import lines_of
from registry.batches.models import ReviewBatch
from registry.batches.rules import Word, whole_decision
from registry.batches.services.signing import mark, require_place, tell_maker
from registry.batches.services.steps import lock_applications, locked, refuse_by, result_words

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

D = BatchItemDecision
STEPS = {
    D.INCLUDE: ApplicationAction.INCLUDE,
    D.EXCLUDE: ApplicationAction.EXCLUDE,
    D.DEFER: ApplicationAction.DEFER,
}
_SAYS = {
    "undecided": "还没有决定",
    "item_reason": "不纳入或暂缓的，请写明理由",
    "decision_unknown": "请选择纳入、不纳入或暂缓",
}
MOST_NAMED = 10


def decide(
    batch: ReviewBatch,
    *,
    words: Mapping[str, Word],
    agree_rest: bool,
    by: User,
    today: date,
    version: int | None = None,
    comment: str = "",
) -> ReviewBatch:
    """审定 by the last signer, or whoever holds the signer's 委托; every unit at once.

    Applications withdrawn in the meantime stay undecided. Of two at once one decides; the other is
    told who, and when.

    Args:
        words: what was said of single units, by 申报编号.
        agree_rest: 同意其余: include what has nothing out of the ordinary.
        version: what the page was based on.
    Raises:
        RuleViolation: `wrong_state`, `wrong_actor`, `stale`, `conflict`, `maker_decides`,
            `undecided`, `item_reason`. PermissionDenied.
    """
    with act(BatchAction.DECIDE.label, by=by):
        current = locked(batch)
        chain = chain_of(current)
        refuse_by(current, BatchAction.DECIDE, chain, by=by, today=today, version=version)
        leader = require_place(current, chain[-1], chain, by=by, on=today)
        decided = _complete(current, words, agree_rest=agree_rest, today=today)
        mark(chain[-1], SignatureState.AGREED, comment, by=by)
        how = {"by": by, "on_behalf_of": leader}
        carry_out(current, decided, today=today, how=how, teller=by, comment=comment)
    return current


def carry_out(
    batch: ReviewBatch,
    decided: Mapping[str, Word],
    *,
    today: date,
    how: Mapping[str, Any],
    teller: User | None,
    comment: str = "",
) -> Act:
    """Write a complete decision: items, applications, batch, history. The batch is locked.

    Args:
        decided: the decision of every open item, by 申报编号.
        how: keywords for `acts.services.record`: by, on_behalf_of, channel, scan, …
        teller: whose message tells the maker of the list.
    """
    decider = how["by"]
    rest = {key: value for key, value in how.items() if key not in ("by", "reason")}
    items = batch.items.select_related("application").order_by("application_id")
    for item in items.filter(application__application_no__in=decided):
        word = decided[item.application.application_no]
        advance(
            item.application,
            action=STEPS[D(word.decision)],
            actor=Actor.DECIDER,
            by=None,
            acted_by=decider,
            today=today,
            reason=word.reason,
            **rest,
        )
        item.decision, item.reason = word.decision, word.reason[:500]
        item.decided_by, item.decided_at = decider, timezone.now()
        item.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    store(
        batch,
        state=BatchState.DECIDED,
        decided_on=how.get("event_on") or today,
        minutes_no=how.get("minutes_no", ""),
    )
    result = result_words(batch)
    step = record(
        batch, code=DECIDE, action=f"审定：{result}", by=decider, today=today,
        reason=how.get("reason") or comment, **rest,
    )  # fmt: skip
    tell_maker(batch, title=f"已审定：{batch.name}", body=f"{result}。", by=teller)
    return step


def _complete(
    batch: ReviewBatch, words: Mapping[str, Word], *, agree_rest: bool, today: date
) -> dict[str, Word]:
    """The decision of every open item. Raises: RuleViolation with the units that lack one."""
    lock_applications(batch)
    lines = [line for line in lines_of(batch, today=today) if line.is_open]
    names = {line.number: line.application.unit_name for line in lines}
    has_remarks = {line.number: bool(line.remarks) for line in lines}
    decided, problems = whole_decision(has_remarks, words, agree_rest=agree_rest)
    shown = [(code, f"{names[number]}：{_SAYS[code]}。") for code, number in problems]
    more = len(shown) - MOST_NAMED
    if more > 0:
        shown = [*shown[:MOST_NAMED], ("undecided", f"还有{more}家没有决定。")]
    refuse_first(shown)
    if not decided:
        raise RuleViolation("batch_empty", "名单上的申报都已撤回，没有可以审定的。")
    return decided
