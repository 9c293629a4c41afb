"""Whether a unit meets a condition, and why not; reading which conditions a roster names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ipcontact.clocks.rules import add_months
from registry.criteria.choices import CheckState, CriterionState, Variant
from registry.criteria.particulars import FILE, PARTICULARS, UNITS
from registry.units.choices import UnitKind

WARNING_DAYS = 90  # a proof that ends within these days is 即将到期

_CHINESE = {c: str(i) for i, c in enumerate("一二三四五六七八九", start=1)}
_KEYWORDS = (
    ("高新", "1"),
    ("四新", "1"),
    ("示范", "2"),
    ("30件", "3"),
    ("成长型", "3"),
    ("驰名", "4"),
    ("老字号", "5"),
    ("电商平台", "6"),
    ("电子商务", "6"),
    ("500万", "6"),
    ("协会", "7"),
    ("联盟", "7"),
    ("备案", "8"),
    ("其他", "9"),
)


def read_criteria(text: str) -> tuple[str, ...]:
    """Codes of the conditions named in a cell: "（1）", "第三项", "1、3", "高新技术企业；老字号".

    Returns: codes "1" to "9" in ascending order; empty when none can be read.
    """
    compact = re.sub(r"\s", "", text)
    codes = {code for word, code in _KEYWORDS if word in compact}
    bare = re.sub(r"\d{2,}(件|万)?[^、，,；;（(]*", "", compact)
    codes |= set(re.findall(r"(?<!\d)[1-9](?!\d)", bare))
    for match in re.findall(
        r"[（(第条款项、，]?([一二三四五六七八九])(?=[）)、，项条款]|$)", compact
    ):
        codes.add(_CHINESE[match])
    return tuple(sorted(codes))


@dataclass(frozen=True, kw_only=True)
class CriterionFacts:
    """A condition as far as it is judged. An empty `unit_kinds` means all kinds of units."""

    code: str
    short_name: str
    proof_kind: str
    unit_kinds: tuple[str, ...] = ()
    threshold: Decimal | None = None
    threshold_unit: str = ""
    validity_months: int | None = None


@dataclass(frozen=True, kw_only=True)
class ProofFacts:
    """The particulars of a proof; `figure` is what counts (件, 万元, 家), lists counted already."""

    variant: str = ""
    issuer: str = ""
    document_no: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    counted_on: date | None = None
    figure: Decimal | None = None
    year: int | None = None
    entries: tuple = ()
    statement: str = ""
    endorsement: str = ""
    state: str = CheckState.UNCHECKED
    check_note: str = ""
    has_file: bool = False


@dataclass(frozen=True)
class Gap:
    """Something a proof still lacks: the particular, what to do, and who has to."""

    name: str
    message: str
    is_of_agency: bool = False


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """Where a condition stands for a unit.

    Attributes:
        reasons: why, each a Chinese sentence.
        expires_on: last day of the proof; None when it does not end by time.
        days_left: days from today to that day, negative when past.
        gaps: what is still to be added.
        applies: the condition is meant for this kind of unit.
    """

    criterion: CriterionFacts
    state: CriterionState
    reasons: tuple[str, ...]
    expires_on: date | None = None
    days_left: int | None = None
    gaps: tuple[Gap, ...] = ()
    applies: bool = True

    @property
    def is_proven(self) -> bool:
        """Also shortly before its proof ends."""
        return self.state in (CriterionState.PROVEN, CriterionState.EXPIRING)

    @property
    def ends_soon(self) -> bool:
        return self.state == CriterionState.EXPIRING

    @property
    def is_claimed(self) -> bool:
        return self.state != CriterionState.NOT_CLAIMED


@dataclass(frozen=True)
class Verdict:
    """All conditions of a unit: it qualifies when one is proven (方案二(一)1)."""

    assessments: tuple[Assessment, ...]

    @property
    def claimed(self) -> tuple[Assessment, ...]:
        return tuple(item for item in self.assessments if item.is_claimed)

    @property
    def proven(self) -> tuple[Assessment, ...]:
        return tuple(item for item in self.assessments if item.is_proven)

    @property
    def qualifies(self) -> bool:
        return bool(self.proven)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it does not qualify, by condition; empty when it does."""
        if self.qualifies:
            return ()
        return tuple(
            f"（{item.criterion.code}）{item.criterion.short_name}：{reason}"
            for item in self.claimed
            for reason in item.reasons
        )

    @property
    def words(self) -> str:
        """申报 5 项，已证明 3 项，符合入库条件"""
        if not self.claimed:
            return "还没有申报任何一项"
        counts = f"申报 {len(self.claimed)} 项，已证明 {len(self.proven)} 项"
        return f"{counts}，{'符合入库条件' if self.qualifies else '还没有一项得到证明'}"


def gaps(kind: str, proof: ProofFacts, *, by_unit_only: bool = False) -> tuple[Gap, ...]:
    """What a proof of this kind still lacks.

    Args: by_unit_only: leave out what the recommending agency has to add.
    """
    return tuple(
        Gap(item.name, item.missing, item.is_of_agency)
        for item in PARTICULARS[kind]
        if item.is_required_with(proof.variant)
        and not (by_unit_only and item.is_of_agency)
        and not _is_given(proof, item.name)
    )


def last_day(criterion: CriterionFacts, proof: ProofFacts) -> date | None:
    """The last day of a proof: as written, else counted from its issue; None: it does not end.

    The period ends on the day before the same-numbered day; where the month has no such day, on
    its last day (民法典 202 条; 高新技术企业认定管理办法 12 条: 三年). A statement has no period.
    """
    if proof.variant == Variant.NEW_ECONOMY:
        return None
    if proof.expires_on or not (proof.issued_on and criterion.validity_months):
        return proof.expires_on
    end = add_months(proof.issued_on, criterion.validity_months)
    return end - timedelta(days=1) if end.day == proof.issued_on.day else end


def assess(
    criterion: CriterionFacts, proof: ProofFacts | None, *, unit_kind: str, today: date
) -> Assessment:
    """Judge one condition of a unit.

    Args:
        proof: what was put forward; None when nothing was.
        unit_kind: a value of `UnitKind`.
        today: the day of judgement.
    Source: 方案二(一)1.
    """
    applies = not criterion.unit_kinds or unit_kind in criterion.unit_kinds
    if proof is None:
        reason = "没有申报这一项。" if applies else _wrong_kind(criterion, unit_kind)
        return Assessment(
            criterion=criterion,
            state=CriterionState.NOT_CLAIMED,
            reasons=(reason,),
            applies=applies,
        )
    end = last_day(criterion, proof)
    left = (end - today).days if end else None
    lacking = gaps(criterion.proof_kind, proof)
    failures = [] if applies else [_wrong_kind(criterion, unit_kind)]
    failures += _failures(criterion, proof, today)
    notes = [gap.message for gap in lacking]
    if proof.state == CheckState.UNCHECKED:
        notes.append("材料还没有核对。")
    if left is not None and left < 0:
        notes.insert(0, f"证明已于 {end} 到期，请提交新的证明。")
    state, words = _standing(left, is_clean=not notes)
    return Assessment(
        criterion=criterion,
        state=CriterionState.NOT_MET if failures else state,
        reasons=tuple([*failures, *notes] or _grounds(criterion, proof, words)),
        expires_on=end,
        days_left=left,
        gaps=lacking,
        applies=applies,
    )


def judge(
    criteria: Iterable[CriterionFacts],
    proofs: Mapping[str, ProofFacts],
    *,
    unit_kind: str,
    today: date,
) -> Verdict:
    """Judge all conditions of a unit. Args: proofs: by the code of the condition."""
    return Verdict(
        tuple(
            assess(item, proofs.get(item.code), unit_kind=unit_kind, today=today)
            for item in criteria
        )
    )


def amount(value: Decimal, unit: str) -> str:
    """34件, 620.5万元"""
    return f"{value.normalize():f} {unit}"


def _standing(left: int | None, *, is_clean: bool) -> tuple[CriterionState, str]:
    """State by the calendar and the check, and its ground in words."""
    if left is not None and left < 0:
        return CriterionState.EXPIRED, ""
    if not is_clean:
        return CriterionState.CLAIMED, ""
    if left is None:
        return CriterionState.PROVEN, "材料已核实，没有到期日。"
    if left <= WARNING_DAYS:
        words = f"还有 {left} 天到期" if left else "今天到期"
        return CriterionState.EXPIRING, f"证明{words}，请提前准备新的证明。"
    return CriterionState.PROVEN, "材料已核实。"


def _grounds(criterion: CriterionFacts, proof: ProofFacts, words: str) -> list[str]:
    counted = _counted(criterion, proof)
    return [f"{counted}，达到 {_threshold(criterion)}。", words] if counted else [words]


def _failures(criterion: CriterionFacts, proof: ProofFacts, today: date) -> Iterator[str]:
    """Why the condition is not met, whatever the dates say."""
    if proof.state == CheckState.REJECTED:
        note = proof.check_note.rstrip("。") or "没有写明理由"
        yield f"核对未通过：{note}。"
    counted = _counted(criterion, proof)
    if counted and proof.figure < criterion.threshold:
        yield f"{counted}，未达到 {_threshold(criterion)}。"
    if proof.year and proof.year >= today.year:
        yield f"{proof.year} 年度还没有结束，请填写最近一个完整的年度。"


def _counted(criterion: CriterionFacts, proof: ProofFacts) -> str:
    """What was counted, by which rule and when; empty when there is nothing to compare."""
    if criterion.threshold is None or proof.figure is None:
        return ""
    way = Variant(proof.variant).label if proof.variant else "数量"
    when = f"，统计至 {proof.counted_on}" if proof.counted_on else ""
    when += f"，{proof.year} 年度" if proof.year else ""
    return f"{way} {amount(proof.figure, UNITS.get(criterion.proof_kind, ''))}{when}".strip()


def _threshold(criterion: CriterionFacts) -> str:
    return amount(criterion.threshold, criterion.threshold_unit)


def _wrong_kind(criterion: CriterionFacts, unit_kind: str) -> str:
    meant = "、".join(UnitKind(kind).label for kind in criterion.unit_kinds)
    return f"这一项适用于{meant}，不适用于{UnitKind(unit_kind).label}。"


def _is_given(proof: ProofFacts, name: str) -> bool:
    value = proof.has_file if name == FILE else getattr(proof, name)
    return value not in ("", None, (), False)
