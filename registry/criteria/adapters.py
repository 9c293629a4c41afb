"""From stored rows to the facts that are judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from registry.criteria.choices import ProofKind
from registry.criteria.counting import Count, count_members, count_patents
from registry.criteria.models import Criterion
from registry.criteria.proofs import PROOF_FIELDS, Proof
from registry.criteria.rules import CriterionFacts, ProofFacts


def criterion_facts(criterion: Criterion) -> CriterionFacts:
    """A condition as far as it is judged."""
    return CriterionFacts(
        code=criterion.code,
        short_name=criterion.short_name,
        proof_kind=criterion.proof_kind,
        unit_kinds=tuple(criterion.unit_kinds),
        threshold=criterion.threshold,
        threshold_unit=criterion.threshold_unit,
        validity_months=criterion.validity_months,
    )


def proof_facts(proof: Proof, *, has_file: bool) -> ProofFacts:
    """A stored proof as far as it is judged."""
    values = {**stored_values(proof), "entries": tuple(proof.entries)}
    return ProofFacts(**values, state=proof.state, check_note=proof.check_note, has_file=has_file)


def stored_values(proof: Proof) -> dict[str, Any]:
    """The particulars of a stored proof by name: what `forms.ProofForm` begins with."""
    return {name: getattr(proof, name) for name in PROOF_FIELDS}


def counted_list(
    kind: str,
    entries: Sequence[dict],
    *,
    variant: str = "",
    counted_on: date | None = None,
    unit_name: str = "",
) -> Count | None:
    """The list of a proof, counted; None when its kind has no list that counts."""
    if kind == ProofKind.PATENTS:
        return count_patents(entries, variant=variant, counted_on=counted_on, unit_name=unit_name)
    return count_members(entries) if kind == ProofKind.ORGANISATION else None


def counted_figure(
    kind: str, entries: Sequence[dict], *, variant: str, counted_on: date | None
) -> Decimal | None:
    """How many of a list count, to be stored as the figure; None when there is no list."""
    count = counted_list(kind, entries, variant=variant, counted_on=counted_on)
    return Decimal(count.counted) if count and count.lines else None
