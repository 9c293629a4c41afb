"""What a reviewer reads: the answers in words, section by section, with the marks beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ipcontact.accounts.models import Region
from ipcontact.text.masking import mask_email, mask_mobile, mask_name, mask_phone
from registry.applications.answers import in_words
from registry.applications.models import Application
from registry.applications.questions import Question, sections_of
from registry.applications.services.scope import FIXED

EMPTY = "未填写"
CONCEALED = "仅审核人员可见"
_MASKS = {"mobile": mask_mobile, "phone": mask_phone, "email": mask_email}


@dataclass(frozen=True)
class Row:
    """One answer: where, what is asked, what was answered, what is wrong with it."""

    path: str
    label: str
    words: str
    kind: str = ""
    is_personal: bool = False
    defect: str = ""

    @property
    def is_empty(self) -> bool:
        return self.words == EMPTY

    @property
    def may_be_marked(self) -> bool:
        """Whether the unit can mend it."""
        return self.path not in FIXED


@dataclass(frozen=True)
class Part:
    """One section of the form with its answers."""

    key: str
    title: str
    rows: tuple[Row, ...]

    @property
    def filled(self) -> list[Row]:
        return [row for row in self.rows if not row.is_empty]

    @property
    def blank(self) -> list[Row]:
        return [row for row in self.rows if row.is_empty]

    @property
    def is_blank_marked(self) -> bool:
        return any(row.defect for row in self.blank)

    @property
    def is_masked(self) -> bool:
        return any(row.is_personal and not row.is_empty for row in self.rows)

    @property
    def marked(self) -> int:
        return sum(bool(row.defect) for row in self.rows)


def parts(
    application: Application,
    *,
    marks: Mapping[str, str] = {},  # noqa: B006  read only
    sees_confidential: bool = True,
    is_revealed: bool = False,
) -> list[Part]:
    """The answers of an application in words; one query for the region.

    Args:
        marks: defects by path.
        sees_confidential: whether business secrets are shown.
        is_revealed: personal values in full; the caller has kept who asked and why.
    """
    regions = region_names(application.answers)
    found = []
    for section in sections_of(application.round.form_version, application.unit_kind):
        rows = []
        for question in section.questions_for(application.unit_kind):
            path = f"{section.key}.{question.name}"
            kept = application.persons if question.is_personal else application.answers
            value = kept.get(section.key, {}).get(question.name)
            words = in_words(question, value, regions) or EMPTY
            if question.is_personal and not is_revealed:
                words = masked(question, words)
            if question.is_confidential and not sees_confidential and words != EMPTY:
                words = CONCEALED
            rows.append(
                Row(
                    path,
                    question.label,
                    words,
                    question.kind,
                    question.is_personal,
                    marks.get(path, ""),
                )
            )
        found.append(Part(section.key, section.title, tuple(rows)))
    return found


def region_names(*answers: Mapping[str, Any]) -> dict[str, str]:
    """Names of the regions these answers speak of. One query."""
    codes = {kept.get("basic", {}).get("region", "") for kept in answers}
    return dict(Region.objects.filter(code__in=codes).values_list("code", "name"))


def masked(question: Question, words: str) -> str:
    """A personal value as far as it is needed to recognise it."""
    if words == EMPTY:
        return words
    if question.kind in _MASKS:
        return _MASKS[question.kind](words)
    is_name = question.name.endswith(("_name", "person", "leader", "representative"))
    return mask_name(words) if is_name else words
