"""Recognising an edition that is there already, and saying how a file differs from it."""

from __future__ import annotations

from collections.abc import Sequence

from registry.imports.choices import Verdict
from registry.imports.editions import EditionPlan
from registry.imports.plan import Step
from registry.imports.register import Register
from registry.roster.choices import EditionKind
from registry.roster.models import RosterEdition, RosterEntry


def recognise_editions(
    register: Register, steps: Sequence[Step], editions: Sequence[EditionPlan]
) -> list[str]:
    """Mark editions that were imported before with the same contents.

    Returns: questions about editions of the same name with other contents.
    """
    questions = []
    for edition in editions:
        existing = register.editions.get(edition.name)
        if existing is None:
            continue
        own = [s for s in steps if s.edition is edition and s.verdict is not Verdict.REJECTED]
        stored = register.entries.get(existing.pk, [])
        if difference := edition_difference(edition, existing, stored, own):
            questions.append(
                f"已有名为“{edition.name}”的版次，内容与本文件不同（{difference}）："
                "如是另一版，请换一个版次名称；如原来补录有误，请先撤销原版次再导入。"
            )
        else:
            edition.existing = existing
    return questions


def edition_difference(
    edition: EditionPlan,
    existing: RosterEdition,
    stored: Sequence[RosterEntry],
    steps: Sequence[Step],
) -> str:
    """The first way in which a stored edition differs from the file; empty when it does not."""
    if existing.published_on != edition.published_on:
        return f"原公布日期 {existing.published_on:%Y-%m-%d}"
    if existing.kind != edition.kind:
        return f"原类型为{EditionKind(existing.kind).label}"
    if existing.document_no != edition.document_no:
        return f"原文号为“{existing.document_no or '待编号'}”"
    if len(stored) != len(steps):
        return f"原有 {len(stored)} 家，本文件可导入 {len(steps)} 家"
    given = sorted(steps, key=lambda step: edition.orders[step.line.number])
    for entry, step in zip(stored, given, strict=True):
        line = step.line
        before = (entry.unit_id, entry.order, entry.name, *entry.criteria)
        unit = step.unit.pk if step.unit else None
        after = (unit, edition.orders[line.number], line.entry_name, *line.criteria)
        if before != after or (entry.recommended_by, entry.listed_on) != (
            line.recommended_by,
            line.listed_on,
        ):
            return f"从第 {line.number} 行“{line.entry_name}”起"
    return ""
