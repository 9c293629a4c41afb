"""What a correction notice names, as one page: each defect with the fields that mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms

from ipcontact.acts.forms import DayField
from ipcontact.files.fields import AttachmentField
from ipcontact.files.formats import SCANS
from ipcontact.ui.forms import error_links
from registry.applications.choices import FilePurpose
from registry.applications.corrections import CorrectionItem
from registry.applications.forms.attachments import BY_BUREAU, FilesForm
from registry.applications.forms.claims import ClaimItem, ClaimsPage
from registry.applications.forms.sections import SectionsForm, field_name
from registry.applications.models import Application
from registry.applications.questions import sections_of
from registry.applications.services.scope import ANY_CLAIM, file_path


@dataclass
class Entry:
    """One defect with what mends it."""

    item: CorrectionItem
    fields: list[forms.BoundField] = field(default_factory=list)
    claims: list[ClaimItem] = field(default_factory=list)
    is_sealed: bool = False


@dataclass
class Mending:
    """Everything that was named, as three forms; what was not named is in none of them."""

    items: Sequence[CorrectionItem]
    answers: SectionsForm
    claims: ClaimsPage
    files: FilesForm

    @classmethod
    def of(
        cls,
        application: Application,
        items: Sequence[CorrectionItem],
        data: Any = None,
        files: Any = None,
        *,
        is_masked: bool = False,
    ) -> Mending:
        """The forms of a returned file.

        Args: items: of its notice; data, files: of a POST; is_masked: see `SectionsForm`.
        """
        paths = {item.path for item in items}
        codes = {path.partition(".")[2] for path in paths if path.startswith("claim.")}
        answers = SectionsForm(
            data,
            sections=sections_of(application.round.form_version, application.unit_kind),
            unit_kind=application.unit_kind,
            answers=application.answers,
            persons=application.persons,
            only=paths,
            is_masked=is_masked,
        )
        only = None if ANY_CLAIM in paths else codes
        claims = ClaimsPage(application, data, files, only=only)
        attached = FilesForm(data, files, application=application, only=paths)
        return cls(items, answers, claims, attached)

    def is_valid(self) -> bool:
        return all([self.answers.is_valid(), self.claims.is_valid(), self.files.is_valid()])

    def problems(self) -> list[tuple[str, str, str]]:
        return [
            *error_links(self.answers),
            *self.claims.problems(),
            *error_links(self.files),
        ]

    def facts(self) -> dict[str, Any]:
        """Keywords for `services.save_mended`; call `is_valid()` first."""
        asked = {name.partition("-")[0] for name in self.answers.fields}
        keys = [section.key for section in self.answers.sections if section.key in asked]
        return {
            "sections": {key: self.answers.values(key) for key in keys},
            "claimed": self.claims.claimed(),
            "dropped": self.claims.dropped(),
            "files": self.files.facts(),
        }

    def entries(self) -> list[Entry]:
        """The defects in the order of the notice."""
        return [self._entry(item) for item in self.items]

    def _entry(self, item: CorrectionItem) -> Entry:
        claims = [each for each in self.claims.items if item.path == f"claim.{each.code}"]
        if item.path == ANY_CLAIM:
            claims = self.claims.items
        bound = []
        if field_name(item.path) in self.answers.fields:
            bound = [self.answers[field_name(item.path)]]
        elif item.path.startswith("file."):
            bound = _file_fields(item.path, self.files)
        return Entry(item, bound, claims, is_sealed=item.path == file_path(FilePurpose.SEALED))


class PaperAnswerForm(forms.Form):
    """The stamped paper on which the unit has mended what was named. Args: mending: its forms."""

    use_required_attribute = False
    event_on = DayField(label="单位盖章的日期", help_text="以纸面上的日期为准。")
    scan = AttachmentField(label="盖章的补充材料的照片或扫描件", allowed=SCANS)

    def __init__(self, *args: Any, mending: Mending, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mending = mending

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.mending.is_valid()])

    def problems(self) -> list[tuple[str, str, str]]:
        """Of a form that was sent, everything to put right: the paper, and what was mended."""
        return [*error_links(self), *self.mending.problems()] if self.is_bound else []


def _file_fields(path: str, form: FilesForm) -> list[forms.BoundField]:
    purpose = path.partition(".")[2]
    if purpose not in FilePurpose.values:
        return []
    names = {
        FilePurpose.LICENCE: ("licence", BY_BUREAU),
        FilePurpose.OTHER: ("removed", "added"),
    }.get(purpose, (FilePurpose(purpose).name.lower(),))
    return [form[name] for name in names if name in form.fields]
