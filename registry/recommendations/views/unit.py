"""The unit's pages: confirm or decline with a one-time link, on a phone, without signing in."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from ipcontact.accounts.audiences import PUBLIC
from ipcontact.clocks.models import Clock
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages import FormPage, Page
from ipcontact.workdays.clock import today
from registry.applications.consent import CONSENTS
from registry.applications.lookup import lookup_code
from registry.applications.models import Application
from registry.applications.visitors import grant_of, let_in
from registry.recommendations import services
from registry.recommendations.unit_forms import ConfirmForm, DeclineForm, initial_facts

USED = "recommendation_confirmed"  # session: digest of the secret that was used, key of the file
UNKNOWN = "link_unknown"


class _UsedMeanwhileError(Exception):
    """Somebody was quicker between the look at the link and its use."""

    def __init__(self, refusal: RuleViolation) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


@method_decorator(never_cache, name="dispatch")
class _ByLink(FormPage):
    """A page opened with a one-time link. Looking changes nothing: WeChat opens links by itself.

    A link that cannot be used says why and what to do; whoever has just confirmed with it in this
    browser is led to the receipt (a second tap on the button).
    """

    audience = PUBLIC
    number_field = "token_is_no_number"

    invitation: services.Invitation

    def dispatch(self, request, *args, **kwargs):
        try:
            self.invitation = services.peek(kwargs["token"])
            return super().dispatch(request, *args, **kwargs)
        except RuleViolation as refusal:
            return self.closed(refusal)
        except _UsedMeanwhileError as gone:
            return self.closed(gone.refusal)

    def perform(self, form):
        try:
            return self.answer(form)
        except RuleViolation as refusal:
            if refusal.code.startswith("link_") or refusal.code == "settled":
                raise _UsedMeanwhileError(refusal) from refusal
            raise

    def answer(self, form):
        """Call the service that uses the link up."""
        raise NotImplementedError

    def version(self) -> str:
        return ""

    def closed(self, refusal: RuleViolation):
        """Why the link cannot be used, or the receipt for whoever used it here."""
        used = self.request.session.get(USED, ["", ""])
        if used[0] == _digest(self.kwargs["token"]):
            return HttpResponseRedirect(reverse("recommendations:confirmed"))
        status = 404 if refusal.code == UNKNOWN else 410
        context = {"title": "链接不能使用", "reason": refusal.message}
        return render(
            self.request, "registry/recommendations/link_closed.html", context, status=status
        )

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        application = self.invitation.application
        clock = Clock.objects.open_for(application).first()
        own = [self.kwargs["token"]]
        return super().get_context_data(
            public_form=True,
            application=application,
            agency=self.invitation.recommendation.agency,
            statement=self.invitation.recommendation.statement,
            due_on=clock.due_on if clock else None,
            confirm_url=reverse("recommendations:confirm", args=own),
            decline_url=reverse("recommendations:decline", args=own),
            stamped_url=reverse("recommendations:stamped-page", args=own),
            consents=CONSENTS,
            **kwargs,
        )


class ConfirmPage(_ByLink):
    """Eight facts to be corrected, a photograph of the stamped page, one tick, one button."""

    title = "确认推荐信息"
    form_class = ConfirmForm
    template_name = "registry/recommendations/confirm.html"
    submit_label = "确认并提交"

    def get_form_kwargs(self) -> dict[str, Any]:
        application = self.invitation.application
        return {"initial": initial_facts(application), "round": application.round}

    def answer(self, form) -> Application:
        submission = services.confirm_by_link(
            self.kwargs["token"],
            facts=form.facts(),
            upload=form.cleaned_data["stamped"],
            clicked_at=timezone.now(),
            today=today(),
        )
        return submission.application

    def done(self, result: Application) -> HttpResponseRedirect:
        self.request.session[USED] = [_digest(self.kwargs["token"]), str(result.key)]
        let_in(self.request, result)
        return HttpResponseRedirect(reverse("recommendations:confirmed"))


class DeclinePage(_ByLink):
    """The unit does not want to be recommended; a reason is welcome, not asked."""

    title = "谢绝推荐"
    form_class = DeclineForm
    template_name = "registry/recommendations/decline.html"
    submit_label = "谢绝推荐"

    def answer(self, form) -> Application:
        return services.decline_by_link(
            self.kwargs["token"], reason=form.cleaned_data["reason"], today=today()
        )

    def done(self, result: Application):
        context = {
            "title": "已谢绝推荐",
            "application": result,
            "agency": self.invitation.recommendation.agency,
        }
        return render(self.request, "registry/recommendations/declined.html", context)


class StampedPage(_ByLink):
    """The page to be printed, stamped and photographed."""

    title = "推荐确认函（盖章页）"
    form_class = forms.Form
    http_method_names = ["get", "head", "options"]
    template_name = "registry/recommendations/stamped_page.html"


@method_decorator(never_cache, name="dispatch")
class ConfirmedPage(Page):
    """The receipt: number and code with which the unit follows its application."""

    audience = PUBLIC
    title = "已确认"
    template_name = "registry/recommendations/confirmed.html"

    def get(self, request, *args, **kwargs):
        key = request.session.get(USED, ["", ""])[1]
        application = Application.objects.granted([key] if key else []).first()
        if application is None or not grant_of(request, application):
            context = {"title": "没有可以显示的回执", "reason": _NO_RECEIPT}
            name = "registry/recommendations/link_closed.html"
            return render(request, name, context, status=404)
        self.application = application
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        application = self.application
        code = lookup_code(application.application_no, application.lookup_nonce)
        return super().get_context_data(
            application=application, lookup=f"{code[:4]}-{code[4:]}", **kwargs
        )


_NO_RECEIPT = (
    "回执只在确认之后、在同一个浏览器里显示一次。请用申报编号和查询码查询进度，或者联系推荐单位。"
)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
