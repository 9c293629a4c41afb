"""The evidence board: every condition with its proof, files and check, for a unit or a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ipcontact.files.models import StoredFile
from registry.criteria.adapters import counted_list, criterion_facts, proof_facts
from registry.criteria.choices import CheckState, CriterionState, ProofKind
from registry.criteria.counting import Count
from registry.criteria.models import Criterion, Evidence
from registry.criteria.particulars import UNITS
from registry.criteria.proofs import Proof
from registry.criteria.rules import Assessment, Verdict, amount, assess
from registry.criteria.services.schemes import criteria_on
from registry.units.choices import UnitKind
from registry.units.models import Unit

TONES = {
    CriterionState.CLAIMED: "go",
    CriterionState.PROVEN: "ok",
    CriterionState.EXPIRING: "warn",
    CriterionState.EXPIRED: "bad",
    CriterionState.NOT_MET: "bad",
    CriterionState.NOT_CLAIMED: "idle",
}
CHECK_TONES = {
    CheckState.UNCHECKED: "go",
    CheckState.ACCEPTED: "ok",
    CheckState.REJECTED: "bad",
}


@dataclass
class Row:
    """A line of the board. `url` is the page of the proof, empty when there is none."""

    criterion: Criterion
    assessment: Assessment
    unit_kind: str
    unit_name: str
    proof: Proof | None = None
    files: tuple[StoredFile, ...] = ()
    url: str = ""

    @property
    def word(self) -> str:
        """The state, or that the condition is not meant for such units."""
        if not self.assessment.applies and not self.assessment.is_claimed:
            return f"不适用于{UnitKind(self.unit_kind).label}"
        return self.assessment.state.label

    @property
    def tone(self) -> str:
        return TONES[self.assessment.state]

    @property
    def detail(self) -> str:
        return detail_of(self.proof, self.criterion.proof_kind) if self.proof else ""

    @property
    def waits_for_center(self) -> bool:
        """To be checked by the protection centre."""
        return (
            self.proof is not None
            and self.proof.state == CheckState.UNCHECKED
            and self.criterion.proof_kind == ProofKind.CENTER_RECORD
        )

    @cached_property
    def count(self) -> Count | None:
        """The list behind the figure, line by line."""
        if self.proof is None or not self.proof.entries:
            return None
        return counted_list(
            self.criterion.proof_kind,
            self.proof.entries,
            variant=self.proof.variant,
            counted_on=self.proof.counted_on,
            unit_name=self.unit_name,
        )

    @property
    def counted_in(self) -> str:
        """件 or 家."""
        return UNITS.get(self.criterion.proof_kind, "")


@dataclass(frozen=True)
class Board:
    """All rows: what was claimed first, then the rest."""

    rows: tuple[Row, ...]

    @property
    def verdict(self) -> Verdict:
        return Verdict(tuple(row.assessment for row in self.rows))

    @property
    def claimed(self) -> list[Row]:
        return [row for row in self.rows if row.proof is not None]

    @property
    def rest(self) -> list[Row]:
        return [row for row in self.rows if row.proof is None]


def board_of(
    criteria: Iterable[Criterion],
    proofs: Iterable[Proof],
    *,
    unit_kind: str,
    unit_name: str,
    today: date,
    url_of: Callable[[Criterion], str] = lambda criterion: "",
) -> Board:
    """Draw up the board of a unit (`Evidence`) or an application (`Claim`). One query, for files.

    Args:
        criteria: the conditions of one version of the plan, in order.
        proofs: at most one for each condition, with `checked_by`.
        url_of: page of the proof of a condition.
    """
    by_criterion = {proof.criterion_id: proof for proof in proofs}
    files = files_by_key(by_criterion.values())
    rows = []
    for criterion in criteria:
        proof = by_criterion.get(criterion.pk)
        own = files.get(str(proof.pk), ()) if proof else ()
        facts = proof_facts(proof, has_file=bool(own)) if proof else None
        found = assess(criterion_facts(criterion), facts, unit_kind=unit_kind, today=today)
        url = url_of(criterion)
        rows.append(Row(criterion, found, unit_kind, unit_name, proof, tuple(own), url))
    return Board(tuple(rows))


def board_of_unit(
    unit: Unit, *, today: date, url_of: Callable[[Criterion], str] = lambda criterion: ""
) -> Board:
    """The board of a unit under the plan in force."""
    proofs = Evidence.objects.current().filter(unit=unit).select_related("checked_by")
    return board_of(
        criteria_on(today),
        proofs,
        unit_kind=unit.kind,
        unit_name=unit.name,
        today=today,
        url_of=url_of,
    )


def files_by_key(proofs: Iterable[Proof]) -> dict[str, list[StoredFile]]:
    """Files of proofs of one table by the key of the proof."""
    proofs = list(proofs)
    found: dict[str, list[StoredFile]] = {}
    if not proofs:
        return found
    table = proofs[0]._meta.db_table
    keys = [str(proof.pk) for proof in proofs]
    rows = StoredFile.objects.current().filter(owner_table=table, owner_key__in=keys)
    for file in rows:
        found.setdefault(file.owner_key, []).append(file)
    return found


def detail_of(proof: Proof, kind: str) -> str:
    """The particulars in a line: 区级，示〔2023〕8号; 拥有量，34 件. Args: kind: `ProofKind`."""
    parts = [proof.get_variant_display(), proof.document_no]
    if proof.year:
        parts.append(f"{proof.year} 年度")
    if proof.figure is not None and kind in UNITS:
        parts.append(amount(proof.figure, UNITS[kind]))
    return "，".join(part for part in parts if part)
