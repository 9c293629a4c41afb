"""呈报, sign, return, cancel: the way of a list through its chain; and taking a step back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from ipcontact.accounts.rights import require
from ipcontact.acts.models import Act
from ipcontact.acts.services import last_step_words, record, require_authority
from ipcontact.acts.services.records import store
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.context import name_of
from ipcontact.audit.services import act
from ipcontact.notifications.services import tell, tell_all
from ipcontact.ui.errors import RuleViolation
from registry.applications.access import require_actor
from registry.applications.choices import Actor, ApplicationAction
from registry.applications.services import advance
from registry.batches.access import (
    SIGN,
    authority_at,
    chain_of,
    code_of,
    conflicts_at,
    hearers_of,
    place_of,
    turn_of,
)
from registry.batches.choices import BatchAction, BatchState, SignatureState
from registry.batches.facts import is_open, items_of
from registry.batches.models import BatchItem, BatchSigner, ReviewBatch
from registry.batches.rules import NEEDS_REASON, chain_problems, submit_problems
from registry.batches.services.steps import PREFIX, locked, refuse_by
from registry.reviews.facts import review_facts

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

SUBMIT, RETURN, CANCEL = f"{PREFIX}submit", f"{PREFIX}return", f"{PREFIX}cancel"
MOST_NAMED = 10


def submit(
    batch: ReviewBatch,
    *,
    recusals_checked: bool,
    by: User,
    today: date,
    version: int | None = None,
) -> ReviewBatch:
    """呈报审定: to the first signer.

    Args: recusals_checked: the handler has looked at who must stand aside.
    Raises:
        RuleViolation: `wrong_state`, `stale`, every item that is not ripe (`batch_empty`,
            `not_inspected`, `opinions_…`, `credit_unchecked`, `proposal_reason`), of the chain,
            `recusals_unchecked`, `conflict`. PermissionDenied.
    """
    require(by, "batches.prepare")
    with act(BatchAction.SUBMIT.label, by=by):
        current, chain = _begun(batch, BatchAction.SUBMIT, by=by, today=today, version=version)
        refuse_first(
            submit_obstacles(current, chain, today=today, recusals_checked=recusals_checked)
        )
        reset(chain)
        store(current, state=BatchState.IN_DECISION, submitted_on=today)
        record(current, code=SUBMIT, action=BatchAction.SUBMIT.label, by=by, today=today)
        _tell_next(current, chain, by=by, today=today)
    return current


def submit_obstacles(
    batch: ReviewBatch, chain: Sequence[BatchSigner], *, today: date, recusals_checked: bool
) -> list[tuple[str, str]]:
    """Everything that stands between a list and its 呈报, each with its unit.

    Also those whom the chain's people must stand aside for: they are taken out, or somebody else
    signs.
    """
    items = [item for item in items_of(batch) if is_open(item)]
    facts = review_facts(item.application for item in items)
    found = submit_problems(
        {item.application.unit_name: facts[item.application_id] for item in items},
        opinions_waived=bool(batch.opinions_waived),
        credit_waived=bool(batch.credit_waived),
        unexplained=[
            item.application.unit_name
            for item in items
            if item.proposal in NEEDS_REASON and not item.proposal_reason.strip()
        ],
        recusals_checked=recusals_checked,
    )
    maker = batch.created_by_id
    people = [place.user for place in chain]
    found += chain_problems([place_of(p, is_maker=p.pk == maker, on=today) for p in people])
    for place in chain:
        clashes = conflicts_at(
            place, applications=[item.application for item in items], people=[place.user]
        )
        found += [("conflict", f"{clash}请将其移出本批次，或者更换签署人。") for clash in clashes]
    return found


def sign(
    batch: ReviewBatch, *, by: User, today: date, comment: str = "", version: int | None = None
) -> ReviewBatch:
    """签署同意: on to the next place; the last place decides instead.

    Raises: RuleViolation `wrong_state`, `wrong_actor` (says who signed, and when), `stale`,
        `conflict`. PermissionDenied.
    """
    with act(BatchAction.SIGN.label, by=by):
        current, chain = _begun(batch, BatchAction.SIGN, by=by, today=today, version=version)
        place = turn_of(chain)
        leader = require_place(current, place, chain, by=by, on=today)
        mark(place, SignatureState.AGREED, comment, by=by)
        store(current)
        words = f"{place.get_role_display()}：同意"
        record(
            current, code=SIGN, action=words, by=by, on_behalf_of=leader, reason=comment,
            today=today,
        )  # fmt: skip
        _tell_next(current, chain, by=by, today=today)
    return current


def send_back(
    batch: ReviewBatch, *, reason: str, by: User, today: date, version: int | None = None
) -> ReviewBatch:
    """退回 ® by anybody in the chain: the list can be changed, and goes through the whole chain
    again.

    Raises: RuleViolation `wrong_state`, `wrong_actor`, `stale`, `reason_missing`.
    """
    with act(BatchAction.RETURN.label, by=by, reason=reason):
        current, chain = _begun(
            batch, BatchAction.RETURN, by=by, today=today, version=version, reason=reason
        )
        place, leader = place_for(chain, by=by, today=today)
        reset(chain)
        mark(place, SignatureState.RETURNED, reason, by=by)
        store(current, state=BatchState.DRAFTING, submitted_on=None)
        words = f"{place.get_role_display()}：退回"
        record(
            current, code=RETURN, action=words, by=by, on_behalf_of=leader, reason=reason,
            today=today,
        )  # fmt: skip
        tell_maker(current, title=f"审定批次被退回：{current.name}", body=reason, by=by)
    return current


def cancel(
    batch: ReviewBatch, *, reason: str, by: User, today: date, version: int | None = None
) -> ReviewBatch:
    """取消批次 ®: its applications wait for the meeting again.

    Raises: RuleViolation `wrong_state`, `stale`, `reason_missing`. PermissionDenied.
    """
    require(by, "batches.prepare")
    with act(BatchAction.CANCEL.label, by=by, reason=reason):
        current, _ = _begun(
            batch, BatchAction.CANCEL, by=by, today=today, version=version, reason=reason
        )
        for item in current.items.select_related("application").order_by("application_id"):
            require_actor(item.application, Actor.HANDLER, by=by)
            if is_open(item):
                advance(
                    item.application,
                    action=ApplicationAction.TAKE_OUT,
                    actor=Actor.HANDLER,
                    by=by,
                    today=today,
                    reason=reason,
                )
        store(current, state=BatchState.CANCELLED)
        record(
            current, code=CANCEL, action=BatchAction.CANCEL.label, by=by, reason=reason, today=today
        )
    return current


def undo(batch: ReviewBatch, step: Act, *, by: User) -> ReviewBatch:
    """Take 呈报 or a signature back, while nobody else has opened the list.

    Called by `acts.services.take_back`, which has asked whether it may.
    Raises: RuleViolation `wrong_state`.
    """
    current = locked(batch)
    if current.state != BatchState.IN_DECISION:
        raise RuleViolation("wrong_state", f"{last_step_words(current)}不能再撤回。")
    chain = chain_of(current)
    if step.code == SUBMIT:
        reset(chain)
        return store(current, state=BatchState.DRAFTING, submitted_on=None)
    signed = [place for place in chain if place.state == SignatureState.AGREED]
    if not signed:
        raise RuleViolation("wrong_state", "这一步已经撤回。")
    reset(signed[-1:])
    return store(current)


def require_place(
    batch: ReviewBatch,
    place: BatchSigner,
    chain: Sequence[BatchSigner],
    *,
    by: User,
    on: date,
    items: Sequence[BatchItem] | None = None,
) -> User:
    """In whose name a person acts at a place; neither of the two may have to stand aside.

    Args: items: of the batch, where the caller has them.
    Raises: RuleViolation `conflict`, `maker_decides`. PermissionDenied.
    """
    leader = None if by.pk == place.user_id else place.user
    leader = require_authority(by, code_of(place, chain), on, leader=leader)
    refuse_conflicts(batch, place, chain, people=(by, leader), items=items)
    return leader


def refuse_conflicts(
    batch: ReviewBatch,
    place: BatchSigner,
    chain: Sequence[BatchSigner],
    *,
    people: Sequence[User],
    items: Sequence[BatchItem] | None = None,
) -> None:
    """Let pass people who need not stand aside for any unit of the list.

    Raises: RuleViolation `maker_decides`, `conflict` (names unit and reason).
    """
    if place == chain[-1] and batch.created_by_id in {person.pk for person in people}:
        name = name_of(batch.created_by)
        raise RuleViolation("maker_decides", f"名单由{name}拟定，须由另一人审定。")
    rows = items_of(batch) if items is None else items
    waiting = [item.application for item in rows if is_open(item)]
    clashes = conflicts_at(place, applications=waiting, people=people)
    if clashes:
        said = "".join(str(clash) for clash in clashes[:MOST_NAMED])
        raise RuleViolation("conflict", f"{said}请写明理由退回，由经办将其移出本批次后另行呈报。")


def place_for(
    chain: Sequence[BatchSigner], *, by: User, today: date
) -> tuple[BatchSigner, User | None]:
    """The place in whose name a person returns the list: the own one, else a leader's."""
    own = [place for place in chain if place.user_id == by.pk]
    for place in [*own, *chain]:
        leader = authority_at(place, chain, user=by, on=today)
        if leader is not None:
            return place, leader
    raise RuleViolation("wrong_actor", "退回须由签署链上的人员办理。")


def tell_maker(batch: ReviewBatch, *, title: str, body: str, by: User) -> None:
    """Whoever drew up the list learns what became of it."""
    if batch.created_by is not None and batch.created_by.is_active:
        tell(
            user=batch.created_by,
            subject=batch,
            kind="batch.moved",
            title=title,
            body=body,
            url=batch.get_absolute_url(),
            by=by,
        )


def _begun(
    batch: ReviewBatch, action: BatchAction, *, by: User, today: date, version: int | None,
    reason: str = "",
) -> tuple[ReviewBatch, list[BatchSigner]]:  # fmt: skip
    current = locked(batch)
    chain = chain_of(current)
    refuse_by(current, action, chain, by=by, today=today, reason=reason, version=version)
    return current, chain


def reset(chain: Sequence[BatchSigner]) -> None:
    """These places wait again."""
    for place in chain:
        place.state, place.comment = SignatureState.WAITING, ""
        place.signed_by, place.signed_at = None, None
        place.save(update_fields=["state", "comment", "signed_by", "signed_at"])


def mark(place: BatchSigner, state: SignatureState, comment: str, *, by: User) -> None:
    """Write down what was said at a place, and by whom."""
    place.state, place.comment = state, comment.strip()[:500]
    place.signed_by, place.signed_at = by, timezone.now()
    place.save(update_fields=["state", "comment", "signed_by", "signed_at"])


def _tell_next(batch: ReviewBatch, chain: Sequence[BatchSigner], *, by: User, today: date) -> None:
    place = turn_of(chain)
    if place is None:
        return
    count = sum(map(is_open, items_of(batch)))
    tell_all(
        hearers_of(place, code_of(place, chain), on=today),
        subject=batch,
        kind="batch.turn",
        title=f"请{place.get_role_display()}：{batch.name}（{count}家）",
        url=batch.get_absolute_url(),
        by=by,
    )
