"""登记审定结果: what a meeting or a paper decided, entered by one, confirmed by another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Unpack

from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import OfflineFacts, acting_for, authority_of, enter_offline
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.context import name_of
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.clock import today as current_day
from registry.batches.access import DECIDE, chain_of
from registry.batches.choices import BatchAction, BatchActor, BatchItemDecision
from registry.batches.facts import is_open, items_of
from registry.batches.models import BatchItem, BatchSigner, ReviewBatch
from registry.batches.rules import Word, tally, whole_decision
from registry.batches.services.deciding import carry_out
from registry.batches.services.signing import refuse_conflicts
from registry.batches.services.steps import lock_applications, locked, refuse_wrong

if TYPE_CHECKING:
    from ipcontact.accounts.models import User


def enter_result(
    batch: ReviewBatch,
    *,
    words: Mapping[str, Word],
    by: User,
    today: date | None = None,
    **facts: Unpack[OfflineFacts],
) -> OfflineResult:
    """Enter the result of a meeting or a paper for every unit; a second person confirms it.

    The person named must be the last of the chain, or hold that person's 委托 on the day; the
    places before may have signed on the same paper.

    Args: words: by 申报编号; facts: as `OfflineForm.facts()` gives them.
    Raises: RuleViolation, of this list or of `enter_offline`. PermissionDenied.
    """
    payload = {
        "decided_on": facts["decided_on"].isoformat(),
        "items": {number: [word.decision, word.reason.strip()] for number, word in words.items()},
    }
    return enter_offline(batch, code=DECIDE, payload=payload, by=by, today=today, **facts)


def apply_result(batch: ReviewBatch, payload: dict, keywords: dict) -> Act:
    """Let a confirmed result take effect; called by `acts.services.confirm_offline`.

    Raises: RuleViolation, when the list has changed since.
    """
    with act(BatchAction.DECIDE.label, by=None):
        current = locked(batch)
        _refuse_state(current)
        _refuse_early(current, payload)
        lock_applications(current)
        decided = _complete(current, payload)
        how = {**keywords, "on_behalf_of": leader_of(current, payload, keywords["by"])}
        return carry_out(
            current, decided, today=current_day(), how=how, teller=keywords["confirmed_by"]
        )


def check_result(batch: ReviewBatch, payload: dict, decider: User) -> None:
    """Refuse a result that is not whole, or a person who could not have decided it online.

    Raises: RuleViolation `wrong_state`, `undecided`, `item_reason`, `not_the_decider`,
        `conflict`, `maker_decides`, `decided_before`.
    """
    _refuse_state(batch)
    _refuse_early(batch, payload)
    _complete(batch, payload)
    chain = chain_of(batch)
    leader = leader_of(batch, payload, decider)
    refuse_conflicts(batch, chain[-1], chain, people=(decider, leader))


def describe_result(batch: ReviewBatch, payload: dict) -> list[str]:
    """What was decided, in a sentence."""
    words = tally([decision for decision, _ in payload["items"].values()]).words
    return [f"审定“{batch}”：{words}"]


def changes_of(batch: ReviewBatch, payload: dict) -> list[tuple[str, str, str]]:
    """What confirming it will change: the exceptions first, then what is included."""
    rows = []
    for item in _open(batch):
        decision, reason = payload["items"].get(item.application.application_no, ("", ""))
        if decision:
            label = BatchItemDecision(decision).label
            then = f"{label}：{reason}" if reason else label
            now = f"拟{BatchItemDecision(item.proposal).label}"
            rows.append((decision == BatchItemDecision.INCLUDE, (str(item.application), now, then)))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _refuse_state(batch: ReviewBatch) -> None:
    """Offline the places before the last may be signed on the paper: it is always the turn of the
    last."""
    refuse_wrong(batch, BatchAction.DECIDE, actors=frozenset({BatchActor.DECIDER}))


def _refuse_early(batch: ReviewBatch, payload: dict) -> None:
    """Nobody can have decided a list before it was put to decision."""
    put_on = batch.submitted_on
    if put_on is not None and date.fromisoformat(payload["decided_on"]) < put_on:
        raise RuleViolation(
            "decided_before",
            f"这份名单 {put_on} 呈报审定，审定日期不能早于这一天。请核对会议纪要或者文件上的日期。",
        )


def _open(batch: ReviewBatch) -> list[BatchItem]:
    return [item for item in items_of(batch) if is_open(item)]


def _complete(batch: ReviewBatch, payload: dict) -> dict[str, Word]:
    words = {number: Word(*pair) for number, pair in payload["items"].items()}
    names = {i.application.application_no: i.application.unit_name for i in _open(batch)}
    decided, problems = whole_decision(dict.fromkeys(names, True), words, agree_rest=False)
    says = {"item_reason": "不纳入或暂缓的，请写明理由。"}
    refuse_first(
        [(code, f"{names[n]}：{says.get(code, '没有登记决定。')}") for code, n in problems]
    )
    if not decided:
        raise RuleViolation("batch_empty", "名单上的申报都已撤回，没有可以审定的。")
    return decided


def leader_of(batch: ReviewBatch, payload: dict, decider: User) -> User:
    """In whose name the person named decided: the last of the chain.

    Raises: RuleViolation `not_the_decider`.
    """
    last: BatchSigner = chain_of(batch)[-1]
    day = date.fromisoformat(payload["decided_on"])
    if decider.pk == last.user_id:
        return authority_of(decider, DECIDE, day) or decider
    leader = acting_for(decider, DECIDE, day, leader=last.user)
    if leader is None:
        raise RuleViolation(
            "not_the_decider",
            f"本批次由{name_of(last.user)}审定，请选择其本人或者受其委托的人；"
            "由别人审定的，请先退回并更换审定人。",
        )
    return leader
