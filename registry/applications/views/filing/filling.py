"""The pages that are filled in: questions, conditions, attachments."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from ipcontact.files.errors import FileRefused
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.forms import error_links
from ipcontact.ui.pages.forms import VERSION_FIELD, differences
from registry.applications import services, visitors
from registry.applications.choices import ApplicationState
from registry.applications.forms.attachments import FilesForm
from registry.applications.forms.claims import ClaimsPage
from registry.applications.forms.sections import SectionsForm
from registry.applications.journey import CLAIMS, FILES, Step
from registry.applications.models import Application
from registry.applications.services.drafts import EDITABLE
from registry.applications.views.filing.base import OwnPage
from registry.applications.views.filing.limits import too_many

STALE = (
    "这一页在您打开之后，已在另一个窗口或另一台设备上改过，没有保存。请对照差别，核对后再保存一次。"
)
LATER, BACK = "later", "back"


def mark_of(value: Any) -> str:
    """A short mark of what is stored for a page; another one means that it was changed."""
    text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def section_mark(application: Application, step: Step) -> str:
    """The mark of the answers of a page."""
    keys = [section.key for section in step.sections]
    return mark_of([[application.answers.get(k), application.persons.get(k)] for k in keys])


def claims_mark(application: Application) -> str:
    """The mark of the conditions: which, and how often each was saved."""
    claims = application.claims.order_by("criterion__code")
    return mark_of(list(claims.values_list("criterion__code", "version")))


class StepPage(OwnPage):
    """One page of the form; shown while the file can be filled in, else the way leads on.

    Subclasses say which step it is, and how it is saved.
    """

    step_key = ""

    def get_step(self) -> Step:
        step = self.journey.step(self.step_key)
        if step is None:
            raise Http404("这份申报表没有这一页。")
        return step

    def get_title(self) -> str:
        return self.get_step().title

    def elsewhere(self) -> HttpResponse | None:
        """Where to go when this is not the time for this page."""
        if self.application.state == ApplicationState.RETURNED:
            return self.go("correct")
        return None if self.application.state in EDITABLE else self.go("status")

    def get(self, request, *args, **kwargs):
        return self.elsewhere() or self.open()

    def post(self, request, *args, **kwargs):
        return self.elsewhere() or self.receive()

    def open(self) -> HttpResponse:
        """The page with what is stored."""
        raise NotImplementedError

    def receive(self) -> HttpResponse:
        """Keep what was sent."""
        raise NotImplementedError

    def onward(self, step: Step) -> HttpResponse:
        """After saving: to the next page, back, or away for today."""
        to = self.request.POST.get("to", "")
        self.refresh()
        if to == LATER:
            messages.success(
                self.request, "已保存。用申报编号和查询码，或者登录账号，可以随时接着填写。"
            )
            return self.go("status")
        beside = self.journey.beside(step, -1 if to == BACK else 1)
        return HttpResponseRedirect(beside.url if beside else self.address("check"))

    def page(self, step: Step, *, problems=(), status: int = 200, **more: Any) -> HttpResponse:
        """Draw the page. Args: problems: (anchor, label, message) for the summary on top."""
        following = self.journey.beside(step, 1)
        context = self.get_context_data(
            step=step,
            steps=self.steps(step),
            step_number=self.journey.number(step),
            step_count=len(self.journey.steps) + 1,
            next_step=following,
            back_step=self.journey.beside(step, -1),
            problems=list(problems),
            saved_at=timezone.localtime(self.application.updated_at),
            **more,
        )
        return self.render_to_response(context, status=status)


class SectionPage(StepPage):
    """Questions. Half-filled and wrong answers are kept; only wrong ones hold up the way."""

    template_name = "registry/applications/filing/section.html"

    @property
    def step_key(self) -> str:
        return self.kwargs["step"]

    def get_step(self) -> Step:
        step = super().get_step()
        if not step.sections:
            raise Http404("这份申报表没有这一页。")
        return step

    def form(self, step: Step, data: Any = None) -> SectionsForm:
        return SectionsForm(
            data,
            sections=step.sections,
            unit_kind=self.application.unit_kind,
            answers=self.application.answers,
            persons=self.application.persons,
        )

    def open(self) -> HttpResponse:
        step = self.get_step()
        form = self.form(step)
        return self.page(step, form=form, version=section_mark(self.application, step))

    def receive(self) -> HttpResponse:
        step = self.get_step()
        form = self.form(step, self.request.POST)
        form.is_valid()
        kind = self.application.unit_kind
        try:
            keep_answers(self, step, form)
        except RuleViolation as refusal:
            return self._refused(step, refusal)
        if form.errors:
            return self.page(
                step,
                form=form,
                problems=error_links(form),
                version=section_mark(self.application, step),
            )
        if self.application.unit_kind != kind and self.request.POST.get("to") != LATER:
            words = "单位类型已改，下面的问题有变化，请核对后继续。"
            messages.info(self.request, words)
            return HttpResponseRedirect(step.url)
        return self.onward(step)

    def _refused(self, step: Step, refusal: RuleViolation) -> HttpResponse:
        """What was typed stays; beside it what is stored now."""
        self.refresh()
        stored, form = self.form(step), self.form(step, self.request.POST)
        form.is_valid()
        old = {name: stored.initial.get(name) for name in stored.fields}
        return self.page(
            step,
            form=form,
            problems=[("", "", refusal.message), *error_links(form)],
            version=section_mark(self.application, step),
            stale=differences(form, old),
            status=409,
        )


def keep_answers(page: OwnPage, step: Step, form: SectionsForm) -> None:
    """Save the sections of a page unless somebody changed this page meanwhile.

    Another page of the same file that was changed is no conflict; the service still refuses when
    the file changes between the look and the write. Raises: RuleViolation.
    """
    version = page.application.version
    mark = section_mark(page.application, step)
    if page.request.POST.get(VERSION_FIELD, mark) != mark:
        raise RuleViolation("stale", STALE)
    for section in step.sections:
        saved = services.save_section(
            page.application,
            section=section.key,
            values=form.values(section.key),
            version=version,
            **page.who,
        )
        version = saved.version
    page.refresh()


class ClaimsStep(StepPage):
    """The conditions. Everything that is in order is kept; what is missing is said at once."""

    template_name = "registry/applications/filing/claims.html"
    step_key = CLAIMS

    def open(self) -> HttpResponse:
        visitors.open_files(self.request, self.application)
        return self._page(ClaimsPage(self.application))

    def receive(self) -> HttpResponse:
        number = self.application.application_no
        if self.request.FILES and (
            refused := too_many(self.request, "application_upload", key=number)
        ):
            return refused
        if self.request.POST.get(VERSION_FIELD) not in (None, claims_mark(self.application)):
            page = self.claims_page(is_partial=False)
            return self._page(page, problems=[("", "", STALE)], status=409)
        partial = self.claims_page(is_partial=True)
        partial.is_valid()
        try:
            services.save_claims(
                self.application, claimed=partial.claimed(), dropped=partial.dropped(), **self.who
            )
        except (RuleViolation, FileRefused) as refusal:
            return self._page(partial, problems=[("", "", refusal.message)])
        self.refresh()
        if self.request.POST.get("to"):
            return self.onward(self.get_step())
        visitors.open_files(self.request, self.application)
        if wrong := list(partial.problems()):
            return self._page(partial, problems=wrong)
        whole = ClaimsPage(self.application, self.request.POST)  # files lie with the proofs now
        if whole.is_valid():
            return self.onward(self.get_step())
        return self._page(whole, problems=whole.problems())

    def claims_page(self, *, is_partial: bool) -> ClaimsPage:
        """What was sent."""
        return ClaimsPage(
            self.application, self.request.POST, self.request.FILES, is_partial=is_partial
        )

    def _page(self, claims: ClaimsPage, **more: Any) -> HttpResponse:
        version = claims_mark(self.application)
        return self.page(self.get_step(), claims=claims, version=version, **more)


class FilesStep(StepPage):
    """Attachments; none of them has to be there but the authority of an agent."""

    template_name = "registry/applications/filing/files.html"
    step_key = FILES

    def open(self) -> HttpResponse:
        visitors.open_files(self.request, self.application)
        return self._page(FilesForm(application=self.application))

    def receive(self) -> HttpResponse:
        number = self.application.application_no
        if self.request.FILES and (
            refused := too_many(self.request, "application_upload", key=number)
        ):
            return refused
        form = FilesForm(self.request.POST, self.request.FILES, application=self.application)
        if not form.is_valid():
            return self._page(form, problems=error_links(form))
        try:
            services.save_files(self.application, **form.facts(), **self.who)
        except (RuleViolation, FileRefused) as refusal:
            return self._page(form, problems=[("", "", refusal.message)])
        return self.onward(self.get_step())

    def _page(self, form: FilesForm, **more: Any) -> HttpResponse:
        return self.page(self.get_step(), form=form, **more)
