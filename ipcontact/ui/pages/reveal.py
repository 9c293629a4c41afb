"""A page that shows something once, in answer to a confirmed reason."""

from typing import Any

from django.http import HttpResponse

from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages.forms import ActionPage


class RevealPage(ActionPage):
    """What is shown never stands at an address: it answers the confirming POST and is not stored.

    Set `revealed_template`; override `reveal(form)`, which keeps who saw it and why, and returns
    what the template shows as `revealed`.
    """

    revealed_template = ""

    def reveal(self, form) -> Any:
        """Keep the trace, return what is shown. A RuleViolation is said on the page."""
        raise NotImplementedError

    def post(self, request, *args, **kwargs) -> HttpResponse:
        if "confirm" not in request.POST:
            return self.show(self.get_form())
        form = self.get_form(data=request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            revealed = self.reveal(form)
        except RuleViolation as refusal:
            form.add_error(None, refusal.message)
            return self.show(form)
        context = self.get_context_data(form=form, revealed=revealed)
        response = self.response_class(
            request, self.revealed_template, context, using=self.template_engine
        )
        response["Cache-Control"] = "private, no-store"
        return response
