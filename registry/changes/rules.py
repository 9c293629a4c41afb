"""Judgement about a change of a unit: what it needs, who may check it, when it takes effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from ipcontact.acts.rules import Problem
from registry.changes.choices import RELATED_LABELS, ChangeKind

MOST_PARTS = 5  # units that come out of one division
FARTHEST = timedelta(days=366)
EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True)
class Part:
    """A unit that comes out of a division, as the paper names it.

    Attributes: credit_code: empty while it has none; public_no: once it is in the register;
        asks: it asks to take the place of the divided unit, which needs a decision of its own.
    """

    name: str
    credit_code: str = ""
    public_no: str = ""
    asks: bool = False

    def as_value(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def words(self) -> str:
        """甲公司（代码），要求承继."""
        code = f"（{self.credit_code}）" if self.credit_code else "（代码待定）"
        return f"{self.name}{code}{'，要求承继' if self.asks else ''}"


def parts_of(values: Mapping[str, Any]) -> list[Part]:
    """The units of a division as a change keeps them; none for every other change."""
    return [Part(**each) for each in values.get("parts", ())]


@dataclass(frozen=True)
class ProposalFacts:
    """What is said in a proposal, as far as the rules ask for it.

    Attributes:
        kind: a `ChangeKind`.
        effective_on: from which day it counts.
        now, then: the value as it is and as it will be, in one string each.
        is_alliance: the unit is an alliance.
        has_related: another unit is named; is_itself: and it is the unit itself.
    """

    kind: str
    effective_on: date
    now: str
    then: str
    is_alliance: bool
    has_related: bool = False
    is_itself: bool = False


def proposal_problems(facts: ProposalFacts, *, today: date) -> list[Problem]:
    """Everything that is wrong with a proposal before anybody checks it."""
    found: list[Problem] = []
    if facts.effective_on > today + FARTHEST:
        found.append(("too_far", "生效日期在一年以后，请核对后重填。"))
    if facts.effective_on < EARLIEST:
        found.append(("too_early", "生效日期过早，请核对后重填。"))
    if facts.now == facts.then and not facts.has_related:
        found.append(("same_value", "与现在登记的相同，没有变化，请核对。"))
    if facts.kind == ChangeKind.LEAD_UNIT and not facts.is_alliance:
        found.append(("no_alliance", "只有产业联盟有牵头单位。"))
    if facts.kind in (ChangeKind.MERGED, ChangeKind.LEAD_UNIT) and not facts.has_related:
        found.append(("related_missing", f"请填写{RELATED_LABELS[facts.kind]}。"))
    if facts.is_itself:
        found.append(("related_itself", f"{RELATED_LABELS[facts.kind]}不能是本单位，请核对。"))
    return found


def division_problems(parts: Sequence[Part], *, name: str, credit_code: str) -> list[Problem]:
    """What is wrong with the units of a division.

    Args: name, credit_code: of the unit that is divided; it may live on, but as itself.
    """
    found: list[Problem] = []
    names = [part.name for part in parts]
    codes = [part.credit_code for part in parts if part.credit_code]
    if not all(names):
        found.append(("part_nameless", "请填写每一家分立出的单位的名称。"))
    if len(parts) > MOST_PARTS:
        found.append(("too_many", f"一次最多登记{MOST_PARTS}家分立出的单位，其余另行登记。"))
    if len(set(names)) < len(names) or len(set(codes)) < len(codes):
        found.append(("part_twice", "分立出的单位中有两家名称或者代码相同，请核对。"))
    if name in names or credit_code in codes:
        found.append(("part_itself", "分立出的单位不能是本单位；本单位存续的不用填写。"))
    return found


def check_problems(*, is_proposer: bool, has_evidence: bool, needs_evidence: bool) -> list[Problem]:
    """Why this person cannot let it pass: the second person looks at the paper (states 0, H2)."""
    found: list[Problem] = []
    if is_proposer:
        found.append(("second_person", "登记变更的人不能自己核对，请另一人核对。"))
    if needs_evidence and not has_evidence:
        found.append(("evidence_missing", "没有附证明材料，请先补上登记通知书等材料。"))
    return found


def is_due(effective_on: date, *, today: date) -> bool:
    """Whether a checked change counts already; a later day is waited for by the daily job."""
    return effective_on <= today
