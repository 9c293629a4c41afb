"""Pages behind one-time links: a notice lets the applicant in; who filled in is asked about."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from ipcontact.accounts.audiences import PUBLIC
from ipcontact.notifications.services import consume_link, peek_link
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages import PlainPage
from ipcontact.workdays.clock import today
from registry.applications import services, visitors
from registry.applications.filling import filling_of
from registry.applications.models import Application
from registry.applications.services.steps import CORRECTION_LINK


class CorrectionLink(PlainPage):
    """GET only looks, since chat programs open links by themselves; POST uses the link up."""

    audience = PUBLIC
    title = "补充申报材料"
    template_name = "registry/applications/correct.html"
    http_method_names = ["get", "post", "head", "options"]

    def get(self, request, *args, **kwargs):
        return self.show(lambda: peek_link(purpose=CORRECTION_LINK, token=self.kwargs["token"]))

    def post(self, request, *args, **kwargs):
        token = self.kwargs["token"]
        try:
            link = consume_link(purpose=CORRECTION_LINK, token=token)
        except RuleViolation as refusal:
            return self.refuse(refusal)
        application = get_object_or_404(Application, pk=link.subject_key)
        visitors.let_in(request, application)
        return HttpResponseRedirect(
            reverse("applications:status", args=[application.application_no])
        )

    def show(self, look):
        try:
            link = look()
        except RuleViolation as refusal:
            return self.refuse(refusal)
        application = get_object_or_404(Application, pk=link.subject_key)
        return self.render_to_response(self.get_context_data(application=application))

    def refuse(self, refusal: RuleViolation):
        context = self.get_context_data(refusal=refusal.message)
        return self.render_to_response(context, status=410)


class AgentLink(PlainPage):
    """Whether an agent had the unit's word. GET only looks; POST uses the link up."""

    audience = PUBLIC
    title = "确认代填申报"
    template_name = "registry/applications/agent.html"
    http_method_names = ["get", "post", "head", "options"]

    def get(self, request, *args, **kwargs):
        return self.show(None)

    def post(self, request, *args, **kwargs):
        return self.show({"yes": True, "no": False}.get(request.POST.get("is_ours", "")))

    def show(self, is_ours: bool | None):
        """Args: is_ours: what was answered; None: nothing yet."""
        token = self.kwargs["token"]
        try:
            if is_ours is None:
                application = services.peek_filling(token)
            else:
                application = services.answer_filling(token, is_ours=is_ours, today=today())
        except RuleViolation as refusal:
            context = self.get_context_data(refusal=refusal.message)
            return self.render_to_response(context, status=410)
        context = self.get_context_data(
            application=application, filling=filling_of(application), is_ours=is_ours
        )
        return self.render_to_response(context)
