"""What became of a correction notice: each item as it was, and as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ipcontact.audit.context import name_of
from registry.applications.answers import in_words
from registry.applications.choices import CorrectionState
from registry.applications.corrections import CorrectionNotice
from registry.applications.models import Application, Claim, Submission
from registry.applications.paths import in_order
from registry.applications.questions import asked
from registry.applications.reading import EMPTY, masked, region_names
from registry.applications.services.scope import ANY_CLAIM
from registry.criteria.choices import Variant
from registry.criteria.proofs import PROOF_FIELDS

_VARIANTS = dict(Variant.choices)


@dataclass(frozen=True)
class Answered:
    """One item of a notice: what was asked for, the words before and after.

    `is_changed` goes by the values themselves: masked ones may look alike.
    """

    label: str
    defect: str
    before: str
    after: str
    is_changed: bool


@dataclass(frozen=True)
class Answer:
    """The last notice that was answered, item by item; `entered_by`: who of the staff typed the
    answer from the unit's stamped paper, empty when the unit did."""

    notice: CorrectionNotice
    items: list[Answered]
    entered_by: str


def answered(application: Application) -> Answer | None:
    """How the last notice was answered; None when none was."""
    notice = (
        application.correction_notices.filter(state=CorrectionState.ANSWERED)
        .select_related("base_submission", "drafted_by")
        .first()
    )
    if notice is None or notice.base_submission is None:
        return None
    old = notice.base_submission
    new = application.submissions.select_related("submitted_by").first()
    questions = dict(asked(application.round.form_version, application.unit_kind))
    regions = region_names(old.answers, new.answers)
    found = []
    for item in in_order(application, notice.items.all()):
        before, after = value_at(old, item.path), value_at(new, item.path)
        words = (_words(item.path, value, questions, regions) for value in (before, after))
        found.append(Answered(item.label, item.defect, *words, is_changed=before != after))
    typist = new.submitted_by
    return Answer(notice, found, name_of(typist) if typist and typist.agency_id else "")


def value_at(submission: Submission, path: str) -> Any:
    """What was submitted at a place: an answer, a condition with its files, check sums."""
    head, _, rest = path.partition(".")
    if path == ANY_CLAIM:
        return [claim["criterion"] for claim in submission.claims]
    if head == "claim":
        return next((c for c in submission.claims if c["criterion"] == rest), None)
    if head == "file":
        return [file for file in submission.files if file["purpose"] == rest]
    for kept in (submission.answers, submission.persons):
        if rest in kept.get(head, {}):
            return kept[head][rest]
    return None


def _words(path: str, value: Any, questions: Mapping, regions: Mapping[str, str]) -> str:
    head = path.partition(".")[0]
    if path == ANY_CLAIM:
        return "、".join(f"（{code}）" for code in value) or EMPTY
    if head == "claim":
        return claim_words(value) if value else "未主张"
    if head == "file":
        return "、".join(file["name"] for file in value) or "没有文件"
    question = questions.get(path)
    if question is None:
        return str(value or EMPTY)
    words = in_words(question, value, regions) or EMPTY
    return masked(question, words) if question.is_personal else words


def claim_words(claim: Mapping[str, Any]) -> str:
    """A frozen condition: its particulars, then its files."""
    said = []
    for name in PROOF_FIELDS:
        value = claim.get(name)
        if value in (None, "", []):
            continue
        label = Claim._meta.get_field(name).verbose_name
        if name == "variant":
            value = _VARIANTS.get(value, value)
        said.append(f"{label} {len(value)}条" if isinstance(value, list) else f"{label} {value}")
    names = [file["name"] for file in claim.get("files", ())]
    return "；".join([*said, f"文件 {'、'.join(names)}" if names else "没有文件"])
