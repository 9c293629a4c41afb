"""After the submission: status, printed form, stamped copies, withdrawal; leaving."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.utils import timezone

from ipcontact.clocks.models import Clock
from ipcontact.files.errors import FileRefused
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.forms import error_links
from ipcontact.ui.registry import own_panels
from ipcontact.workdays.clock import today
from registry.applications import services, visitors
from registry.applications.access import is_own
from registry.applications.choices import Actor, ApplicationAction, ApplicationState
from registry.applications.display import shown_proof, shown_sections
from registry.applications.forms.attachments import SealedForm
from registry.applications.forms.submitting import WithdrawForm
from registry.applications.models import SealedCopy, Submission
from registry.applications.parts import reworded
from registry.applications.progress import public_history
from registry.applications.rules import is_open, moves_from
from registry.applications.sealing import OUTDATED, sealed_copies
from registry.applications.tables import own_tone
from registry.applications.views.filing.base import OwnPage
from registry.applications.views.filing.limits import too_many
from registry.applications.views.filing.starting import grouped_code, open_rounds
from registry.rounds.models import IntakeRound


class StatusPage(OwnPage):
    """Where the file stands in the public word, with its dates, and what can be done now."""

    template_name = "registry/applications/filing/status.html"
    http_method_names = ["get", "head", "options"]

    def get_title(self) -> str:
        return self.application.unit_name or "申报"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        file = self.application
        visitors.open_files(self.request, file)
        reworded([file])
        moves = moves_from(ApplicationState(file.state), {Actor.UNIT})
        is_draft = file.state == ApplicationState.DRAFT
        return super().get_context_data(
            tone=own_tone(file.state),
            code=grouped_code(file),
            is_draft=is_draft,
            is_awaited=file.state == ApplicationState.AWAITING_UNIT and self._has_account,
            is_returned=file.state == ApplicationState.RETURNED,
            awaits=file.state == ApplicationState.AWAITING_UNIT,
            agency=file.drafted_by_agency,
            journey=self.journey if is_draft else None,
            history=public_history(file),
            clock=Clock.objects.open_for(file).first() if self._waits_for_unit else None,
            submission=file.submissions.first(),
            submissions=list(file.submissions.all()),
            sealed=sealed_copies(file),
            outdated=OUTDATED,
            may_seal=is_open(file.state) and file.submissions.exists(),
            may_withdraw=ApplicationAction.WITHDRAW in moves,
            other_rounds=self._other_rounds() if is_draft else [],
            may_discard=is_draft and ApplicationAction.DISCARD in moves,
            panels=[
                {"panel": panel, "context": context}
                for panel in own_panels
                if (context := panel.context(file)) is not None
            ],
            **kwargs,
        )

    @property
    def _has_account(self) -> bool:
        """Without one the unit confirms with the link it was sent."""
        return is_own(self.application, by=self.request.user)

    def _other_rounds(self) -> list[IntakeRound]:
        """Where a draft can go on whose own round takes no more; else none."""
        rounds = open_rounds()
        return [] if self.application.round in rounds else rounds

    @property
    def _waits_for_unit(self) -> bool:
        """The limits of the office are its own; the unit is shown those it has to keep."""
        waiting = (ApplicationState.RETURNED, ApplicationState.AWAITING_UNIT)
        return self.application.state in waiting


class MovePage(OwnPage):
    """Go on with a draft in another round, once its own has closed."""

    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        number = request.POST.get("round", "")
        chosen = next((each for each in open_rounds() if each.number == number), None)
        if chosen is None:
            messages.error(request, "这个批次现在不接收申报，请另选一个。")
            return self.go("status")
        try:
            services.move_to_round(self.application, round=chosen, now=timezone.now(), **self.who)
        except RuleViolation as refusal:
            messages.error(request, refusal.message)
            return self.go("status")
        messages.success(request, f"已转到“{chosen.name}”，已填的内容都在，请核对后提交。")
        return self.go("status")


class PaperPage(OwnPage):
    """申报表 as submitted, for printing and stamping: every page is footed with its version."""

    title = "重点联系单位申报表"
    template_name = "registry/applications/filing/paper.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        submission = self._submission()
        answers = submission.answers
        kind = answers.get("basic", {}).get("unit_kind") or self.application.unit_kind
        criteria = {each.code: each for each in self.application.round.scheme.criteria.all()}
        return super().get_context_data(
            submission=submission,
            is_latest=submission == self.application.submissions.first(),
            sections=shown_sections(
                self.application.round.form_version, kind, answers, submission.persons
            ),
            claims=[
                {
                    "criterion": criteria[claim["criterion"]],
                    "rows": list(shown_proof(criteria[claim["criterion"]], claim)),
                    "files": claim["files"],
                }
                for claim in submission.claims
                if claim["criterion"] in criteria
            ],
            **kwargs,
        )

    def _submission(self) -> Submission:
        found = self.application.submissions.filter(number=self.kwargs["version"]).first()
        if found is None:
            raise Http404("没有这一版申报表。")
        return found


class SealPage(OwnPage):
    """Hand in the scan or photo of the stamped form; take a wrong one away."""

    title = "上传盖章的申报表"
    template_name = "registry/applications/filing/seal.html"

    def get(self, request, *args, **kwargs):
        return self._page(SealedForm())

    def post(self, request, *args, **kwargs):
        if key := request.POST.get("remove"):
            return self._remove(key)
        number = self.application.application_no
        if refused := too_many(request, "application_upload", key=number):
            return refused
        form = SealedForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, error_links(form))
        try:
            services.add_sealed_copy(
                self._printed(), upload=form.cleaned_data["scan"], today=today(), **self.who
            )
        except (RuleViolation, FileRefused) as refusal:
            return self._page(form, [("", "", refusal.message)])
        messages.success(request, "盖章的申报表已上传。有多页的，可以接着上传下一页。")
        return self.go("seal")

    def _remove(self, key: str):
        sealed = {str(item.copy.file.key): item.copy for item in sealed_copies(self.application)}
        copy: SealedCopy | None = sealed.get(key)
        if copy is None:
            raise Http404("没有这个文件。")
        try:
            services.remove_sealed_copy(copy, **self.who)
        except RuleViolation as refusal:
            return self._page(SealedForm(), [("", "", refusal.message)])
        messages.success(self.request, "已移除。")
        return self.go("seal")

    def _printed(self) -> Submission:
        """The version that was printed, as the page said it; else 404."""
        number = self.request.POST.get("version", "")
        number = number if number.isascii() and number.isdecimal() and len(number) < 5 else "0"
        found = self.application.submissions.filter(number=int(number)).first()
        if found is None:
            raise Http404("没有这一版申报表。")
        return found

    def _page(self, form: SealedForm, problems=()):
        submission = self.application.submissions.first()
        if submission is None or not is_open(self.application.state):
            return self.go("status")
        visitors.open_files(self.request, self.application)
        context = self.get_context_data(
            form=form,
            problems=list(problems),
            submission=submission,
            sealed=sealed_copies(self.application),
            outdated=OUTDATED,
        )
        return self.render_to_response(context)


class WithdrawPage(OwnPage):
    """Take a submitted file back, with the reason; a draft is thrown away without one."""

    template_name = "registry/applications/filing/withdraw.html"

    @property
    def is_draft(self) -> bool:
        return self.application.state == ApplicationState.DRAFT

    def get_title(self) -> str:
        return "删除这份草稿" if self.is_draft else "撤回申报"

    def get(self, request, *args, **kwargs):
        return self._page(WithdrawForm())

    def post(self, request, *args, **kwargs):
        form = WithdrawForm(request.POST)
        if not self.is_draft and not form.is_valid():
            return self._page(form, error_links(form))
        try:
            if self.is_draft:
                services.discard(self.application, today=today(), **self.who)
            else:
                services.withdraw(
                    self.application,
                    today=today(),
                    reason=form.cleaned_data["reason"],
                    **self.who,
                )
        except RuleViolation as refusal:
            self.refresh()
            return self._page(form, [("", "", refusal.message)])
        messages.success(request, "草稿已删除。" if self.is_draft else "申报已撤回。")
        return self.go("status")

    def _page(self, form: WithdrawForm, problems=()):
        moves = moves_from(ApplicationState(self.application.state), {Actor.UNIT})
        if not {ApplicationAction.WITHDRAW, ApplicationAction.DISCARD} & set(moves):
            return self.go("status")
        context = self.get_context_data(form=form, problems=list(problems), is_draft=self.is_draft)
        return self.render_to_response(context)
