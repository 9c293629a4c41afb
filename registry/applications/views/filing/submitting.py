"""Check everything, promise, submit; the receipt."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from ipcontact.files.services import files_of
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.forms import error_links
from ipcontact.workdays.clock import today
from registry.applications import consent, services, visitors
from registry.applications.choices import ApplicationState
from registry.applications.display import shown_proof, shown_sections
from registry.applications.forms.sections import field_name
from registry.applications.forms.submitting import ConsentForm
from registry.applications.journey import CHECK
from registry.applications.models import Application
from registry.applications.views.filing.base import OwnPage
from registry.applications.views.filing.filling import StepPage
from registry.applications.views.filing.starting import grouped_code
from registry.criteria.adapters import stored_values


class CheckPage(StepPage):
    """承诺与核对: every value with a link to change it, everything missing, the statements.

    Of a recommended file that waits for the unit there is nothing to submit: the page says how the
    unit confirms it.
    """

    template_name = "registry/applications/filing/check.html"
    step_key = CHECK

    def elsewhere(self) -> HttpResponse | None:
        if self.application.state != ApplicationState.DRAFT and self._is_submitted:
            return self.go("receipt") if self.request.method == "POST" else self.go("status")
        return super().elsewhere()

    @property
    def _is_submitted(self) -> bool:
        return (
            self.application.state != ApplicationState.RETURNED
            and self.application.submissions.exists()
        )

    @property
    def awaits(self) -> bool:
        """Recommended, and the unit has not confirmed yet."""
        return self.application.state == ApplicationState.AWAITING_UNIT

    def get_title(self) -> str:
        return "核对推荐信息" if self.awaits else super().get_title()

    def open(self) -> HttpResponse:
        return self._page(ConsentForm())

    def receive(self) -> HttpResponse:
        if self.awaits:
            return self.open()
        clicked_at = timezone.now()
        form = ConsentForm(self.request.POST)
        if not form.is_valid():
            return self._page(form, problems=error_links(form))
        try:
            services.submit(
                self.application,
                consents=form.ticked(),
                clicked_at=clicked_at,
                today=today(),
                **self.who,
            )
        except RuleViolation as refusal:
            self.refresh()
            if refusal.code == "incomplete":
                return self._page(form)
            return self._page(form, problems=[("", "", refusal.message)])
        return self.go("receipt")

    def _page(self, form: ConsentForm, *, problems=()) -> HttpResponse:
        visitors.open_files(self.request, self.application)
        missing = [
            (self._place(item.path), item.label, item.message) for item in self.journey.missing
        ]
        return self.page(
            self.get_step(),
            form=form,
            awaits=self.awaits,
            agency=self.application.drafted_by_agency,
            problems=[*problems, *missing],
            consent_version=consent.VERSION,
            sections=self._sections(),
            claims=claims_shown(self.application),
            claims_url=self.address("claims"),
            files_url=self.address("files"),
            files=files_of(self.application),
        )

    def _place(self, path: str) -> str:
        """Where a missing value is filled in: the page and the field on it."""
        url = self.journey.of_path(path).url
        head, _, rest = path.partition(".")
        if head == "claim":
            return f"{url}#claim-{rest}"
        if head == "file":
            return f"{url}#id_{rest.rpartition('.')[2]}"
        return f"{url}#id_{field_name(path)}" if rest else url

    def _sections(self) -> list[dict[str, Any]]:
        shown = shown_sections(
            self.application.round.form_version,
            self.application.unit_kind,
            self.application.answers,
            self.application.persons,
        )
        return [
            {
                "title": section.title,
                "url": self.journey.of_path(f"{section.key}.").url,
                "rows": [
                    (answer.label, answer.words, self._place(answer.path))
                    for answer in section.answers
                    if answer.words
                ],
                "blank": "、".join(a.label for a in section.answers if not a.words),
            }
            for section in shown
        ]


def claims_shown(application: Application) -> list[dict[str, Any]]:
    """Claimed conditions with particulars in words and files."""
    return [
        {
            "criterion": claim.criterion,
            "rows": list(shown_proof(claim.criterion, stored_values(claim))),
            "files": list(files_of(claim)),
        }
        for claim in application.claims.select_related("criterion")
    ]


class ReceiptPage(OwnPage):
    """The receipt: number, code, what happens next, whom to ring. The same however often."""

    title = "提交回执"
    template_name = "registry/applications/filing/receipt.html"
    http_method_names = ["get", "head", "options"]

    def get(self, request, *args, **kwargs):
        submission = self.application.submissions.first()
        if submission is None:
            return self.go("status")
        return self.render_to_response(
            self.get_context_data(
                submission=submission,
                first=self.application.submissions.last(),
                code=grouped_code(self.application),
            )
        )
