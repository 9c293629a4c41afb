"""The unit's statement: with its account, by one-time link, or typed by the staff."""

from __future__ import annotations

from typing import Any

from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from ipcontact.accounts.audiences import PUBLIC
from ipcontact.notifications.services import peek_link
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages import FormPage
from ipcontact.workdays.clock import today
from registry.removals import access, services
from registry.removals.forms import StatementForm
from registry.removals.models import Removal
from registry.removals.services.steps import STATEMENT_LINK
from registry.removals.views.office import OneRemoval

CLOSED = "registry/recommendations/link_closed.html"


class EnterStatement(OneRemoval, FormPage):
    audience = access.SPEAK
    form_class = StatementForm
    title = "陈述意见"
    submit_label = "提交陈述"
    template_name = "registry/removals/statement.html"
    success_message = "已收到陈述，待领导决定。"

    def get_form_kwargs(self) -> dict[str, Any]:
        own = access.is_unit_itself(self.request.user, self.object.unit)
        return {"is_staff": not own}

    def perform(self, form):
        return services.enter_statement(
            self.object, by=self.request.user, today=today(), **form.cleaned_data
        )


@method_decorator(never_cache, name="dispatch")
class StatementByLink(FormPage):
    """Looking changes nothing: WeChat opens links by itself."""

    audience = PUBLIC
    number_field = "token_is_no_number"
    form_class = StatementForm
    title = "陈述意见"
    submit_label = "提交陈述"
    template_name = "registry/removals/statement.html"

    def dispatch(self, request, *args, **kwargs):
        try:
            link = peek_link(purpose=STATEMENT_LINK, token=kwargs["token"])
        except RuleViolation as refusal:
            status = 404 if refusal.code == "link_unknown" else 410
            context = {"title": "链接不能使用", "reason": refusal.message}
            return render(request, CLOSED, context, status=status)
        self.removal = Removal.objects.select_related("ground").get(pk=link.subject_key)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"is_staff": False}

    def perform(self, form):
        return services.enter_statement_by_link(
            self.kwargs["token"], today=today(), **form.cleaned_data
        )

    def done(self, result):
        context = {"title": "已收到陈述", "removal": result}
        return render(self.request, "registry/removals/received.html", context)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        context = super().get_context_data(public_form=True, **kwargs)
        return {**context, "object": self.removal, "due_on": access.hearing_ends(self.removal)}
