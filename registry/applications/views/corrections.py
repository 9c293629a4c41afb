"""Pages of the one-time correction notice, and of checking one condition."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from ipcontact.clocks.choices import LimitUnit
from ipcontact.clocks.rules import Limit
from ipcontact.clocks.rules import due as due_of
from ipcontact.text.masking import mask_mobile, mask_name
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages import ActionPage
from ipcontact.workdays.clock import today
from ipcontact.workdays.services import current_calendar
from registry.applications import services
from registry.applications.board import board, facts_of
from registry.applications.choices import ApplicationAction
from registry.applications.corrections import CorrectionNotice
from registry.applications.forms.office import CheckForm, ReturnForm
from registry.applications.models import Claim
from registry.applications.paths import in_order
from registry.applications.services.checking import refuse_checker
from registry.applications.services.messages import contact_of
from registry.applications.views.office import ApplicationRecord, OneApplication
from registry.applications.views.steps import Step

PREFIX = "mark:"
SEND = "send"


class MarkDefects(ApplicationRecord):
    """Keeps the marks of the record's page; refused ones are shown again with the reason."""

    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        self.typed = {
            name.removeprefix(PREFIX): value.replace("\x00", "")
            for name, value in request.POST.items()
            if name.startswith(PREFIX)
        }
        try:
            services.save_marks(self.object, marks=self.typed, by=request.user)
        except (RuleViolation, PermissionDenied) as refusal:
            messages.error(request, f"标记没有保存。{refusal}")
            return self.render_to_response(self.get_context_data(), status=409)
        then = request.POST.get("then", "")
        if then == SEND:
            return HttpResponseRedirect(
                reverse("applications:return", args=[self.object.application_no])
            )
        place = f"#at-{then}" if then in self.typed else ""
        return HttpResponseRedirect(self.object.get_absolute_url() + place)


class ReturnToUnit(Step):
    """All defects in numbers, then one notice."""

    audience = "applications.view"
    action = ApplicationAction.RETURN
    form_class = ReturnForm
    template_name = "registry/applications/return.html"
    submit_label = "发出退回修改"

    def get_form(self, **data):
        return self.form_class(
            **data,
            initial={"version": self.object.version},
            is_repeated=services.has_been_returned(self.object),
        )

    def items(self) -> list:
        """What is marked, in the order of the form."""
        draft = services.draft_of(self.object)
        return in_order(self.object, draft.items.all()) if draft else []

    def consequences(self) -> list[str]:
        count = len(self.items())
        return [
            f"退回{count}处，单位只看到、只能修改这{count}处。",
            f"补充期限 {self.object.round.correction_days} 个工作日，{self.due_words()}。",
            self.contact_words(),
        ]

    def due_words(self) -> str:
        """到 2026-09-25."""
        limit = Limit(self.object.round.correction_days, LimitUnit.WORKING_DAY)
        return f"到 {due_of(today(), limit, [], 0, current_calendar()).due}"

    def contact_words(self) -> str:
        """Who will be told, masked."""
        if self.object.owner is not None:
            return "填报账号会收到消息。"
        contact = contact_of(self.object)
        if contact is None:
            return "申报表里没有联络员，请电话告知单位。"
        return f"主联络员 {mask_name(contact.name)}（{mask_mobile(contact.mobile)}）会收到消息。"

    def obstacles(self) -> list[str]:
        found = super().obstacles()
        if not found and not self.items():
            return ["还没有标记问题。请回到申报，在有问题的项目旁边写明。"]
        return found

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(items=self.items(), **kwargs)

    def perform(self, form) -> CorrectionNotice:
        return services.return_to_unit(
            self.object, by=self.request.user, today=today(), **form.cleaned_data
        )

    def get_success_url(self, result) -> str:
        return self.object.get_absolute_url()

    def get_success_message(self, result: CorrectionNotice) -> str:
        return f"已退回修改，共{result.items.count()}处，单位应于 {result.due_on} 前补充。"


class ClearMarks(OneApplication, ActionPage):
    """Throws all marks away."""

    audience = "applications.view"
    title = "清除全部标记"
    submit_label = "清除全部标记"
    submit_kind = "danger"

    def consequences(self) -> list[str]:
        draft = services.draft_of(self.object)
        return [f"清除还没有发出的{draft.items.count() if draft else 0}处标记。"]

    def perform(self, form):
        services.cancel_marks(self.object, by=self.request.user)
        return self.object

    def get_success_message(self, result) -> str:
        return "已清除全部标记。"


class CheckClaim(OneApplication, ActionPage):
    """One condition's proof: it holds, or not, and why."""

    audience = "criteria.check"
    form_class = CheckForm
    template_name = "registry/applications/check_claim.html"
    submit_label = "保存核对结果"

    def setup(self, request, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.claim = self._claim()

    def _claim(self) -> Claim:
        code = str(self.kwargs["condition"])[:2]
        claims = self.object.claims.select_related("criterion", "application")
        found = claims.filter(criterion__code=code).first()
        if found is None:
            raise Http404("没有主张这项条件。")
        return found

    def get_title(self) -> str:
        return f"核对{self.claim.criterion}"

    def obstacles(self) -> list[str]:
        try:
            refuse_checker(self.object, by=self.request.user)
        except (RuleViolation, PermissionDenied) as refusal:
            return [str(refusal)]
        return []

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        rows = board(self.object, today=today()).claimed
        row = next(row for row in rows if row.proof == self.claim)
        return super().get_context_data(row=row, facts=facts_of(row.proof), **kwargs)

    def get_form(self, **data):
        claim = self.claim
        initial = {"version": claim.version, "state": claim.state, "note": claim.check_note}
        return self.form_class(**data, initial=initial)

    def perform(self, form):
        return services.check_claim(
            self.claim, by=self.request.user, today=today(), **form.cleaned_data
        )

    def get_success_url(self, result) -> str:
        return f"{self.object.get_absolute_url()}#evidence"

    def get_success_message(self, result: Claim) -> str:
        return f"{self.claim.criterion}：{result.get_state_display()}。"
