"""The unit's pages for an account: confirm or decline from 我的申报, without a one-time link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from ipcontact.clocks.models import Clock
from ipcontact.ui.pages import FormPage
from ipcontact.workdays.clock import today
from registry.applications.access import is_own
from registry.applications.choices import ApplicationState
from registry.applications.consent import CONSENTS
from registry.applications.models import Application
from registry.recommendations import services
from registry.recommendations.services.confirming import settled_words
from registry.recommendations.unit_forms import ConfirmForm, DeclineForm, initial_facts


class _OwnFile(FormPage):
    """A recommendation that waits for a unit of this account; one that is settled says so."""

    audience = "applications.own"
    model = Application
    number_field = "application_no"

    def get_queryset(self):
        related = ("round", "agency", "drafted_by_agency", "unit")
        return Application.objects.visible_to(self.request.user).select_related(*related)

    def dispatch(self, request, *args, **kwargs):
        waits = self.object.state == ApplicationState.AWAITING_UNIT
        if waits and is_own(self.object, by=request.user):
            return super().dispatch(request, *args, **kwargs)
        messages.info(request, settled_words(self.object))
        return HttpResponseRedirect(self.get_back_url())

    def get_back_url(self) -> str:
        return reverse("applications:status", args=[self.object.application_no])

    def get_success_url(self, result: Any) -> str:
        return self.get_back_url()

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        made = services.inviter_of(self.object)
        clock = Clock.objects.open_for(self.object).first()
        own = [self.object.application_no]
        return super().get_context_data(
            public_form=True,
            application=self.object,
            agency=made.agency,
            statement=made.statement,
            due_on=clock.due_on if clock else None,
            consents=CONSENTS,
            confirm_url=reverse("recommendations:own", args=own),
            decline_url=reverse("recommendations:own-decline", args=own),
            stamped_url=reverse("recommendations:own-page", args=own),
            **kwargs,
        )


class OwnConfirmPage(_OwnFile):
    """The same eight facts, stamped page and consent as with the link."""

    title = "确认推荐信息"
    form_class = ConfirmForm
    template_name = "registry/recommendations/confirm.html"
    submit_label = "确认并提交"
    success_message = "已确认推荐，申报已提交区局。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"initial": initial_facts(self.object), "round": self.object.round}

    def perform(self, form) -> Application:
        submission = services.confirm_with_account(
            self.object,
            facts=form.facts(),
            upload=form.cleaned_data["stamped"],
            clicked_at=timezone.now(),
            by=self.request.user,
            today=today(),
        )
        return submission.application


class OwnDeclinePage(_OwnFile):
    title = "谢绝推荐"
    form_class = DeclineForm
    template_name = "registry/recommendations/decline.html"
    submit_label = "谢绝推荐"
    success_message = "已谢绝推荐，并告知推荐单位。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {}

    def perform(self, form) -> Application:
        return services.decline_with_account(
            self.object, reason=form.cleaned_data["reason"], by=self.request.user, today=today()
        )


class OwnStampedPage(_OwnFile):
    """The page to be printed, stamped and photographed."""

    title = "推荐确认函（盖章页）"
    form_class = forms.Form
    http_method_names = ["get", "head", "options"]
    template_name = "registry/recommendations/stamped_page.html"
