"""退回修改 as the unit sees it: the fields, proofs and files that were named, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone

from ipcontact.clocks.models import Clock
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.forms import error_links
from ipcontact.ui.pages.forms import VERSION_FIELD
from ipcontact.workdays.clock import today
from registry.applications import services, visitors
from registry.applications.choices import ApplicationState, CorrectionState, FilePurpose
from registry.applications.corrections import CorrectionItem, CorrectionNotice
from registry.applications.forms.attachments import BY_BUREAU, FilesForm
from registry.applications.forms.claims import ClaimItem, ClaimsPage
from registry.applications.forms.sections import SectionsForm, field_name
from registry.applications.questions import sections_of
from registry.applications.services.scope import ANY_CLAIM, file_path
from registry.applications.views.filing.base import OwnPage
from registry.applications.views.filing.filling import LATER, STALE
from registry.applications.views.filing.limits import too_many

OVERTAKEN = (
    "这份补充通知已经不再等待补充，申报现在是“{state}”，您填写的内容没有重新提交。"
    "内容保留在下面，可以复制；请先查看进度。"
)


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

    answers: SectionsForm
    claims: ClaimsPage
    files: FilesForm

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


class CorrectPage(OwnPage):
    """Mend what the notice names and submit again."""

    title = "补充材料"
    template_name = "registry/applications/filing/correct.html"

    def get(self, request, *args, **kwargs):
        return self._elsewhere() or self._page(self._mending())

    def post(self, request, *args, **kwargs):
        number = self.application.application_no
        if request.FILES and (refused := too_many(request, "application_upload", key=number)):
            return refused
        clicked_at = timezone.now()
        if elsewhere := self._elsewhere():
            return elsewhere
        mending = self._mending(request.POST, request.FILES)
        if not self.is_awaited:
            return self._overtaken(mending)
        version = str(self.application.version)
        if request.POST.get(VERSION_FIELD, version) != version:
            return self._page(mending, [("", "", STALE)], status=409)
        if not mending.is_valid():
            return self._page(mending, mending.problems())
        try:
            services.save_mended(self.application, **mending.facts(), **self.who)
        except RuleViolation as refusal:
            return self._refused(mending, refusal)
        if request.POST.get("to") == LATER:
            messages.success(request, "已保存，还没有重新提交。")
            return self.go("status")
        try:
            services.resubmit(self.application, clicked_at=clicked_at, today=today(), **self.who)
        except RuleViolation as refusal:
            self.refresh()  # all that was typed is stored by now
            return self._refused(self._mending(), refusal)
        return self.go("receipt")

    def refresh(self) -> None:
        super().refresh()
        self.__dict__.pop("notice", None)
        self.__dict__.pop("items", None)

    @cached_property
    def items(self) -> list[CorrectionItem]:
        """What the notice names, in its order."""
        return list(self.notice.items.all()) if self.notice else []

    @cached_property
    def notice(self) -> CorrectionNotice | None:
        """The notice that waits for the unit; of a form that was sent the one it was about, or
        else the last, whatever became of it. None when there is none."""
        sent = list(self.application.correction_notices.exclude(state=CorrectionState.DRAFTING))
        if self.request.method == "POST":
            number = self.request.POST.get("notice") or (str(sent[0].number) if sent else "")
            return next((each for each in sent if str(each.number) == number), None)
        return next((each for each in sent if each.state == CorrectionState.SENT), None)

    @property
    def is_awaited(self) -> bool:
        """Whether the file waits for what its notice asks for."""
        is_sent = self.notice is not None and self.notice.state == CorrectionState.SENT
        return is_sent and self.application.state == ApplicationState.RETURNED

    def _elsewhere(self) -> HttpResponse | None:
        """Where a look at another time leads, and a form whose notice is answered."""
        if self.notice is not None and self.notice.state == CorrectionState.ANSWERED:
            return self.go("receipt")
        if self.notice is None or (self.request.method != "POST" and not self.is_awaited):
            return self.go("status")
        return None

    def _refused(self, mending: Mending, refusal: RuleViolation) -> HttpResponse:
        """What was typed again, with the reason; a second click may have been quicker."""
        self.refresh()
        if elsewhere := self._elsewhere():
            return elsewhere
        if not self.is_awaited:
            return self._overtaken(mending)
        return self._page(mending, [("", "", refusal.message)])

    def _overtaken(self, mending: Mending) -> HttpResponse:
        """The file moved on while the form was open: what was typed can be copied from it."""
        words = OVERTAKEN.format(state=self.application.public_word)
        return self._page(mending, [("", "", words)], status=409)

    def _mending(self, data: Any = None, files: Any = None) -> Mending:
        file = self.application
        paths = {item.path for item in self.items}
        codes = {path.partition(".")[2] for path in paths if path.startswith("claim.")}
        return Mending(
            SectionsForm(
                data,
                sections=sections_of(file.round.form_version, file.unit_kind),
                unit_kind=file.unit_kind,
                answers=file.answers,
                persons=file.persons,
                only=paths,
            ),
            ClaimsPage(file, data, files, only=None if ANY_CLAIM in paths else codes),
            FilesForm(data, files, application=file, only=paths),
        )

    def _page(self, mending: Mending, problems=(), *, status: int = 200) -> HttpResponse:
        visitors.open_files(self.request, self.application)
        context = self.get_context_data(
            notice=self.notice,
            entries=[self._entry(item, mending) for item in self.items],
            is_awaited=self.is_awaited,
            clock=Clock.objects.open_for(self.application).first() if self.is_awaited else None,
            problems=list(problems),
            version=self.application.version,
        )
        return self.render_to_response(context, status=status)

    def _entry(self, item: CorrectionItem, mending: Mending) -> Entry:
        claims = [each for each in mending.claims.items if item.path == f"claim.{each.code}"]
        if item.path == ANY_CLAIM:
            claims = mending.claims.items
        bound = []
        if field_name(item.path) in mending.answers.fields:
            bound = [mending.answers[field_name(item.path)]]
        elif item.path.startswith("file."):
            bound = _file_fields(item.path, mending.files)
        return Entry(item, bound, claims, is_sealed=item.path == file_path(FilePurpose.SEALED))


def _file_fields(path: str, form: FilesForm) -> list[forms.BoundField]:
    purpose = path.partition(".")[2]
    if purpose not in FilePurpose.values:
        return []
    names = {
        FilePurpose.LICENCE: ("licence", BY_BUREAU),
        FilePurpose.OTHER: ("removed", "added"),
    }.get(purpose, (FilePurpose(purpose).name.lower(),))
    return [form[name] for name in names if name in form.fields]
