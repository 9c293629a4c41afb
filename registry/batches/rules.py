"""Which step a batch may take, who may stand in its chain, when a decision is whole.

Source: plan 二(一)3; state tables 0 and 3.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ipcontact.acts.rules import Problem, wrong_state
from registry.batches.choices import (
    BatchAction,
    BatchActor,
    BatchItemDecision,
    BatchState,
    SignerRole,
)
from registry.reviews.rules import ReviewFacts, readiness

S, A = BatchState, BatchAction
HANDLER, MEMBER, SIGNER = BatchActor.HANDLER, BatchActor.MEMBER, BatchActor.SIGNER
DECIDER, SYSTEM = BatchActor.DECIDER, BatchActor.SYSTEM

MOST_SIGNERS = 3
MOST_ITEMS = 400  # units of one list; each is two fields of the leader's page
# The places of a chain by its length; the last one decides.
PLACES = {
    1: (SignerRole.DECIDE,),
    2: (SignerRole.REVIEW, SignerRole.DECIDE),
    3: (SignerRole.DRAFT, SignerRole.REVIEW, SignerRole.DECIDE),
}
NEEDS_REASON = (BatchItemDecision.EXCLUDE, BatchItemDecision.DEFER)


@dataclass(frozen=True)
class Move:
    """One step of state table 3.

    Attributes:
        sources: states it may be done in; target: state afterwards, None: it stays.
        actors: who may do it; needs_reason: ® of the table.
    """

    action: BatchAction
    sources: tuple[BatchState, ...]
    target: BatchState | None
    actors: frozenset[BatchActor]
    needs_reason: bool = False


def _move(action, source, target, actor, *, reason=False) -> Move:
    return Move(action, (source,), target, frozenset({actor}), reason)


MOVES: dict[BatchAction, Move] = {
    move.action: move
    for move in (
        _move(A.EDIT, S.DRAFTING, None, HANDLER),
        _move(A.SUBMIT, S.DRAFTING, S.IN_DECISION, HANDLER),
        _move(A.CANCEL, S.DRAFTING, S.CANCELLED, HANDLER, reason=True),
        _move(A.SIGN, S.IN_DECISION, None, SIGNER),
        _move(A.RETURN, S.IN_DECISION, S.DRAFTING, MEMBER, reason=True),
        _move(A.DECIDE, S.IN_DECISION, S.DECIDED, DECIDER),
        _move(A.REOPEN, S.DECIDED, S.IN_DECISION, DECIDER, reason=True),
        _move(A.ANNUL, S.DECIDED, None, DECIDER, reason=True),
        _move(A.PUT_ON_NOTICE, S.DECIDED, S.ON_NOTICE, HANDLER),
        _move(A.PUT_BACK, S.ON_NOTICE, S.DECIDED, SYSTEM),
        _move(A.CONCLUDE, S.ON_NOTICE, S.CONCLUDED, SYSTEM),
    )
}


def move_problems(
    action: BatchAction, *, state: str, actors: Collection[BatchActor], reason: str = ""
) -> list[Problem]:
    """Why a step cannot be taken now; empty when it can.

    Args: actors: as whom the person may act on this batch; reason: what the person wrote.
    """
    move, state = MOVES[action], BatchState(state)
    found = []
    if state not in move.sources:
        found.append(wrong_state("这个批次", state, action, move.sources))
    elif move.actors.isdisjoint(actors):
        who = "、".join(actor.label for actor in sorted(move.actors))
        found.append(("wrong_actor", f"“{action.label}”须由{who}办理。"))
    if move.needs_reason and not reason.strip():
        found.append(("reason_missing", f"请写明{action.label}的理由。"))
    return found


def moves_from(state: str, actors: Collection[BatchActor]) -> list[BatchAction]:
    """What these actors may do in a state, in the order of the table."""
    return [
        action
        for action, move in MOVES.items()
        if state in move.sources and not move.actors.isdisjoint(actors)
    ]


@dataclass(frozen=True)
class Place:
    """Somebody in the chain: who, and what this person may do.

    Attributes:
        person: key of the person; name: for sentences.
        may_sign, may_decide: holds the capability, or another's written authority.
        is_maker: drew up the batch.
    """

    person: int
    name: str
    may_sign: bool
    may_decide: bool
    is_maker: bool = False


def chain_problems(chain: Sequence[Place]) -> list[Problem]:
    """What is wrong with a chain of signers; its last place decides.

    Nobody stands in it twice, and whoever drew up the list does not decide on it.
    """
    if not chain:
        return [("chain_empty", "请选择审定人。")]
    if len(chain) > MOST_SIGNERS:
        return [("chain_long", f"签署人最多{MOST_SIGNERS}人。")]
    found = []
    names = [place.name for place in chain]
    twice = [p.name for n, p in enumerate(chain) if p.person in {q.person for q in chain[:n]}]
    if twice:
        found.append(("chain_twice", f"{twice[0]}在签署链中出现两次，请另选一人。"))
    found += [
        ("signer_unfit", f"{place.name}无权在审定链上签署，请另选一人。")
        for place in chain[:-1]
        if not place.may_sign
    ]
    if not chain[-1].may_decide:
        found.append(("decider_unfit", f"{names[-1]}无权审定，也没有受托，请另选审定人。"))
    elif chain[-1].is_maker:
        found.append(("maker_decides", f"名单由{names[-1]}拟定，须由另一人审定。"))
    return found


def roles_of(count: int) -> tuple[SignerRole, ...]:
    """What the places of a chain are called."""
    return PLACES[count]


def binding_conflicts(role: str, reasons: Sequence[Problem]) -> list[Problem]:
    """Which reasons to stand aside bind at a place of the chain.

    At the place 拟办 the office speaks for its own work, so the sole inspector may stand there;
    everything else binds everywhere.
    """
    if role != SignerRole.DRAFT:
        return list(reasons)
    return [reason for reason in reasons if reason[0] != "inspected_alone"]


def submit_problems(
    items: Mapping[str, ReviewFacts],
    *,
    opinions_waived: bool,
    credit_waived: bool,
    unexplained: Sequence[str] = (),
    recusals_checked: bool = True,
) -> list[Problem]:
    """Why a batch cannot be put to decision yet (state table 3: submit), each with its unit.

    Args:
        items: what the reviews know, by name of the unit.
        opinions_waived, credit_waived: the batch says with reason that it goes without.
        unexplained: units proposed not to be included, or to wait, without a reason.
        recusals_checked: the handler has looked at who must stand aside.
    """
    if not items:
        return [("batch_empty", "名单里还没有申报，请先列入。")]
    found = [
        (code, f"{name}：{words}")
        for name, facts in items.items()
        for code, words in readiness(
            facts, opinions_waived=opinions_waived, credit_waived=credit_waived
        ).reasons
    ]
    found += [
        ("proposal_reason", f"{name}：拟不纳入或暂缓的，请写明理由。") for name in unexplained
    ]
    if not recusals_checked:
        found.append(("recusals_unchecked", "请核对回避情况并勾选。"))
    return found


@dataclass(frozen=True)
class Word:
    """What is decided of one item, and why."""

    decision: str
    reason: str = ""


def whole_decision(
    items: Mapping[str, bool], words: Mapping[str, Word], *, agree_rest: bool
) -> tuple[dict[str, Word], list[Problem]]:
    """The decision of every item, and what is still missing.

    同意其余 includes what has nothing out of the ordinary and no word of its own; what has
    remarks wants a word.

    Args:
        items: by number of the application: whether there are remarks.
        words: what the leader said of single items; of others than these it counts for nothing.
        agree_rest: 同意其余.
    Returns: decision by number, and problems; the decision stands only without any.
    """
    found: dict[str, Word] = {}
    problems: list[Problem] = []
    for number, has_remarks in items.items():
        word = words.get(number)
        if word is None and agree_rest and not has_remarks:
            word = Word(BatchItemDecision.INCLUDE)
        if word is None:
            problems.append(("undecided", number))
        elif word.decision not in BatchItemDecision.values:
            problems.append(("decision_unknown", number))
        elif word.decision in NEEDS_REASON and not word.reason.strip():
            problems.append(("item_reason", number))
        else:
            found[number] = Word(word.decision, word.reason.strip())
    return found, problems


@dataclass(frozen=True)
class Tally:
    """How many of each; `total` of all."""

    include: int = 0
    exclude: int = 0
    defer: int = 0
    open: int = 0

    @property
    def total(self) -> int:
        return self.include + self.exclude + self.defer + self.open

    @property
    def words(self) -> str:
        """纳入118家，不纳入1家，暂缓1家."""
        named = (("纳入", self.include), ("不纳入", self.exclude), ("暂缓", self.defer))
        said = [f"{label}{count}家" for label, count in named if count]
        if self.open:
            said.append(f"未定{self.open}家")
        return "，".join(said) or "没有单位"


def tally(decisions: Collection[str]) -> Tally:
    """Count decisions or proposals by value; an empty one is open."""
    values = list(decisions)
    return Tally(
        values.count(BatchItemDecision.INCLUDE),
        values.count(BatchItemDecision.EXCLUDE),
        values.count(BatchItemDecision.DEFER),
        values.count(""),
    )


def batch_number(year: int, number: int) -> str:
    """SP2026003: own series, gaps allowed."""
    return f"SP{year}{number:03d}"


def usual_name(day: date, round_name: str) -> str:
    """What a new batch is called until somebody gives it a name."""
    return f"{round_name or '申报'}拟定名单（{day:%Y-%m-%d}）"
