"""The page behind the one-time link of a correction notice: it lets the applicant in."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from ipcontact.accounts.audiences import PUBLIC
from ipcontact.notifications.services import consume_link, peek_link
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages import PlainPage
from registry.applications import visitors
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
