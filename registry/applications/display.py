"""What a file says, in the words of its form: for the check page, the paper, the reviewers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ipcontact.accounts.models import Region
from registry.applications.answers import in_words
from registry.applications.questions import Question, sections_of
from registry.criteria.choices import ProofKind, Variant
from registry.criteria.models import Criterion
from registry.criteria.particulars import FILE, PARTICULARS


@dataclass(frozen=True)
class Shown:
    """One answer: its path, label and words (empty: not answered)."""

    path: str
    label: str
    words: str
    is_personal: bool = False
    is_confidential: bool = False


@dataclass(frozen=True)
class ShownSection:
    """One section with everything it asks of this kind of unit."""

    key: str
    title: str
    answers: tuple[Shown, ...]


def shown_sections(
    form_version: str, unit_kind: str, answers: Mapping, persons: Mapping
) -> list[ShownSection]:
    """Everything a form asks and what was answered, in order.

    Args: answers, persons: of an application or of a submission, by section.
    """
    regions = dict(Region.objects.values_list("code", "name"))

    def shown(section: str, question: Question) -> Shown:
        values = (persons if question.is_personal else answers).get(section, {})
        return Shown(
            f"{section}.{question.name}",
            question.label,
            in_words(question, values.get(question.name), regions),
            question.is_personal,
            question.is_confidential,
        )

    return [
        ShownSection(
            section.key,
            section.title,
            tuple(shown(section.key, each) for each in section.questions_for(unit_kind)),
        )
        for section in sections_of(form_version, unit_kind)
    ]


def shown_proof(criterion: Criterion, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(label, words) of the particulars of a proof that were given.

    Args: values: by field of `Proof`, of a claim or as frozen in a submission.
    """
    for item in PARTICULARS[ProofKind(criterion.proof_kind)]:
        value = values.get(item.name)
        if item.name == FILE or value in (None, "", [], ()):
            continue
        if item.name == "variant":
            yield item.label, Variant(value).label
        elif item.name == "entries":
            yield item.label, f"{len(value)} 行"
        else:
            yield item.label, str(value)
    figure = values.get("figure")
    counted = {ProofKind.PATENTS: "计入件数", ProofKind.ORGANISATION: "计入家数"}
    if figure not in (None, "") and criterion.proof_kind in counted:
        yield counted[ProofKind(criterion.proof_kind)], f"{float(figure):g}"
