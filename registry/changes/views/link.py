"""The unit's own page, opened with a one-time link: choose, fill in, hand over the photograph."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from ipcontact.accounts.audiences import PUBLIC
from ipcontact.notifications.services import peek_link
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.filters import clean_query
from ipcontact.ui.pages import FormPage
from ipcontact.workdays.clock import today
from registry.changes import services
from registry.changes.choices import BY_THE_UNIT, ChangeKind
from registry.changes.forms import ContactForm, ProposalForm
from registry.changes.services.links import LINK
from registry.units.choices import PersonRole
from registry.units.models import Unit

KINDS = (ChangeKind.CONTACT, *BY_THE_UNIT)
CLOSED = "registry/recommendations/link_closed.html"


@method_decorator(never_cache, name="dispatch")
class ChangeByLink(FormPage):
    """Looking changes nothing: WeChat opens links by itself. One link is good for one change."""

    audience = PUBLIC
    number_field = "token_is_no_number"
    form_class = ProposalForm
    template_name = "registry/changes/by_link.html"
    submit_label = "提交变更"

    def dispatch(self, request, *args, **kwargs):
        try:
            link = peek_link(purpose=LINK, token=kwargs["token"])
        except RuleViolation as refusal:
            return self.closed(refusal)
        self.unit = Unit.objects.select_related("region", "lead_agency").get(pk=link.subject_key)
        return super().dispatch(request, *args, **kwargs)

    def closed(self, refusal: RuleViolation):
        """Why the link cannot be used, and whom to ask."""
        status = 404 if refusal.code == "link_unknown" else 410
        context = {"title": "链接不能使用", "reason": refusal.message}
        return render(self.request, CLOSED, context, status=status)

    @cached_property
    def kind(self) -> ChangeKind:
        asked = clean_query(self.request.GET).get("kind", "")
        return next((kind for kind in KINDS if kind.value == asked), ChangeKind.CONTACT)

    def get_title(self) -> str:
        return f"{self.kind.label}：{self.unit.name}"

    def get_form(self, **data):
        if self.kind == ChangeKind.CONTACT:
            initial = {"role": PersonRole.PRIMARY_CONTACT}
            return ContactForm(**data, is_staff=False, initial=initial)
        return ProposalForm(**data, unit=self.unit, kind=self.kind, is_staff=False, today=today())

    def perform(self, form):
        token = self.kwargs["token"]
        if self.kind == ChangeKind.CONTACT:
            return services.change_contact_by_link(token, today=today(), **form.cleaned_data)
        return services.propose_by_link(token, form.proposal(), today=today())

    def done(self, result):
        context = {"title": "已收到变更", "change": result, "unit": self.unit}
        return render(self.request, "registry/changes/received.html", context)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        choices = [{"kind": kind, "is_open": kind == self.kind} for kind in KINDS]
        return super().get_context_data(
            public_form=True, unit=self.unit, choices=choices, kind=self.kind, **kwargs
        )
