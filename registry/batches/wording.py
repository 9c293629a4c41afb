"""What pages and papers say of a batch: its next step, its chain, its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from ipcontact.acts.models import Act
from ipcontact.acts.services import acts_of
from ipcontact.audit.context import name_of
from registry.batches.access import turn_of
from registry.batches.choices import BatchState, SignatureState
from registry.batches.facts import Line
from registry.batches.models import BatchSigner, ReviewBatch
from registry.batches.rules import Tally, tally

NEXT = {
    BatchState.DRAFTING: "核对名单和拟办意见，生成上会材料，然后呈报审定。",
    BatchState.DECIDED: "公示审定纳入的单位。",
    BatchState.ON_NOTICE: "公示期满后公布。",
}
TONES = {
    SignatureState.WAITING: "idle",
    SignatureState.AGREED: "ok",
    SignatureState.RETURNED: "bad",
}


@dataclass(frozen=True)
class PlaceFace:
    """One place of the chain as a reader meets it."""

    place: BatchSigner
    role: str
    name: str
    word: str
    tone: str
    when: str
    is_turn: bool


def faces_of(batch: ReviewBatch, chain: Sequence[BatchSigner]) -> list[PlaceFace]:
    """Every place with who, what was said, and when."""
    turn = turn_of(chain) if batch.state == BatchState.IN_DECISION else None
    return [_face(batch, place, is_turn=place == turn) for place in chain]


def _face(batch: ReviewBatch, place: BatchSigner, *, is_turn: bool) -> PlaceFace:
    state = SignatureState(place.state)
    word, tone = state.label, TONES[state]
    when = ""
    if place.signed_at:
        when = timezone.localtime(place.signed_at).strftime("%Y-%m-%d %H:%M")
    if state == SignatureState.WAITING and batch.decided_on:
        word, when = "线下签署，见扫描件", batch.decided_on.isoformat()
    elif is_turn:
        word, tone = "轮到签署", "warn"
    name = name_of(place.user)
    if place.signed_by_id and place.signed_by_id != place.user_id:
        name = f"{name_of(place.signed_by)}（受{name}委托）"
    return PlaceFace(place, place.get_role_display(), name, word, tone, when, is_turn)


def next_step(batch: ReviewBatch, chain: Sequence[BatchSigner]) -> str:
    """The sentence under the head; empty when nothing more happens."""
    turn = turn_of(chain)
    if batch.state == BatchState.IN_DECISION and turn is not None:
        return f"由{name_of(turn.user)}{turn.get_role_display()}。"
    return NEXT.get(BatchState(batch.state), "")


def numbers_of(batch: ReviewBatch, lines: Sequence[Line]) -> Tally:
    """What is proposed, or once decided what was; of the units that did not withdraw."""
    if batch.decided_on:
        return tally([line.item.decision for line in lines if line.item.decision])
    return tally([line.item.proposal for line in lines if line.is_open])


def remark_words(lines: Sequence[Line]) -> str:
    """122家中，118家没有需要提请注意的情况，4家有。"""
    waiting = [line for line in lines if line.is_open or line.item.decision]
    if not waiting:
        return "名单上没有单位。"
    marked = sum(bool(line.remarks) for line in waiting)
    if not marked:
        return f"{len(waiting)}家，都没有需要提请注意的情况。"
    if marked == len(waiting):
        return f"{len(waiting)}家，都有需要提请注意的情况。"
    calm = len(waiting) - marked
    return f"{len(waiting)}家：{calm}家没有需要提请注意的情况，{marked}家有。"


def decision_step(batch: ReviewBatch) -> Act | None:
    """The step by which the batch was decided."""
    return acts_of(batch).filter(code="batch.decide", taken_back_at=None).first()
