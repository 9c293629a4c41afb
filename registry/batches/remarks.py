"""What is out of the ordinary about a unit of a list, for the leader to read first. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from registry.batches.choices import BatchItemDecision
from registry.reviews.choices import Conclusion, CreditResult
from registry.reviews.rules import ReviewFacts

SECOND_RETURN = 2


@dataclass(frozen=True, kw_only=True)
class ItemFacts:
    """What is known of one item of a batch.

    Attributes:
        review: from the reviews.
        proposal, proposal_reason: what the office proposes.
        codes: conditions it relies on; expired: those whose proof has expired.
        is_proven: the proof of one of them has been checked, holds, and has not expired.
        is_free_only: it relies on the free reason (9) alone.
        returns: how often it was returned for correction.
        against: short names of agencies that do not recommend it.
        deferrals: how often an earlier batch deferred it.
        is_rival, is_contested: only claims to speak for the unit; another file does as well.
        is_bypassed, is_backfill, is_in_grace: out of the ordinary on its way.
        filled_by: who filled it in for the unit, as long as the unit does not stand by that.
        is_annulled: its inclusion by this list was annulled.
    """

    review: ReviewFacts
    proposal: str = BatchItemDecision.INCLUDE
    proposal_reason: str = ""
    codes: tuple[str, ...] = ()
    expired: tuple[str, ...] = ()
    is_proven: bool = False
    is_free_only: bool = False
    returns: int = 0
    against: tuple[str, ...] = ()
    deferrals: int = 0
    is_rival: bool = False
    is_contested: bool = False
    is_bypassed: bool = False
    is_backfill: bool = False
    is_in_grace: bool = False
    filled_by: str = ""
    is_annulled: bool = False


@dataclass(frozen=True)
class Remark:
    """Something the leader should read before deciding an item.

    Attributes: code: stable name; words: a sentence; tone: warn or bad; anchor: where on the
        record of the application its source stands.
    """

    code: str
    words: str
    tone: str = "warn"
    anchor: str = "steps"


def remarks_of(facts: ItemFacts) -> list[Remark]:
    """Everything out of the ordinary about an item, what weighs most first; empty: none."""
    found = []
    if facts.is_annulled:
        found.append(Remark("annulled", "审定纳入后已撤销审定。", "bad"))
    if facts.proposal != BatchItemDecision.INCLUDE:
        label = BatchItemDecision(facts.proposal).label
        words = f"拟办意见是“{label}”：{facts.proposal_reason}"
        found.append(Remark("proposal", words, "bad"))
    found += _claimant_remarks(facts)
    if facts.filled_by:
        found.append(Remark("filled", f"{facts.filled_by}。", "bad", "main"))
    found += _review_remarks(facts.review)
    for name in facts.against:
        found.append(Remark("not_recommended", f"{name}不推荐。", "bad", "recommendations"))
    if not facts.is_proven:
        found.append(Remark("unproven", "没有一项入库条件得到证明。", "bad", "evidence"))
    if facts.expired:
        codes = "".join(f"（{code}）" for code in facts.expired)
        found.append(Remark("expired", f"条件{codes}的证明已过期。", anchor="evidence"))
    if facts.is_free_only:
        words = f"只凭条件（{''.join(facts.codes)}）申报，请看推荐单位的说明。"
        found.append(Remark("free_condition", words, anchor="evidence"))
    return found + _way_remarks(facts)


def _claimant_remarks(facts: ItemFacts) -> list[Remark]:
    if facts.is_rival:
        return [Remark("rival", "尚未认定由这件申报代表本单位。", "bad", "main")]
    if facts.is_contested:
        return [Remark("contested", "另有一件在办申报也主张代表本单位。", "bad", "main")]
    return []


def _review_remarks(review: ReviewFacts) -> list[Remark]:
    found = []
    for look in review.looks:
        if look.conclusion != Conclusion.FIT:
            tone = "bad" if look.conclusion == Conclusion.UNFIT else "warn"
            found.append(Remark("inspection", f"{look.words}。", tone, "assessment"))
    for office, text in review.exceptions:
        found.append(Remark("opinion", f"{office}：{text}", anchor="assessment"))
    if review.credit and review.credit != CreditResult.CLEAR:
        detail = f"，{review.credit_detail}" if review.credit_detail else ""
        tone = "bad" if review.credit == CreditResult.SERIOUS else "warn"
        words = f"信用核查：{CreditResult(review.credit).label}{detail}"
        found.append(Remark("credit", words, tone, "assessment"))
    if review.recused:
        names = "、".join(review.recused)
        found.append(Remark("recused", f"申明回避：{names}。", anchor="recusals"))
    return found


def _way_remarks(facts: ItemFacts) -> list[Remark]:
    found = []
    if facts.deferrals:
        found.append(Remark("deferred", f"以前的批次暂缓过{facts.deferrals}次。"))
    if facts.returns >= SECOND_RETURN:
        found.append(Remark("second_return", f"退回修改过{facts.returns}次。"))
    for holds, code, words in (
        (facts.is_bypassed, "bypass", "越过推荐单位直接复核。"),
        (facts.is_backfill, "backfill", "有补录的步骤。"),
        (facts.is_in_grace, "grace", "在截止后的宽限时间内提交。"),
    ):
        if holds:
            found.append(Remark(code, words))
    return found
