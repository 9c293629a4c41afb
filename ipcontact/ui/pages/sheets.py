"""A page that takes a table: upload, look at what it will do, then write it."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect

from ipcontact.sheets.reader import SheetError
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages.base import PlainPage

VALID_SECONDS = 60 * 60


class SheetPage(PlainPage):
    """What was looked at travels in the page, signed for this person: nothing is kept here.

    Set `form_class` (its field ``file``) and `salt`; override `read`, `preview` and `write`.
    """

    form_class: type[forms.Form]
    salt = ""
    http_method_names = ["get", "post", "head", "options"]

    def read(self, content: bytes, name: str) -> tuple[Sequence[Any], Any]:
        """Lines (dataclasses) and the table they stood in. Raises: SheetError."""
        raise NotImplementedError

    def preview(self, lines: Sequence[Any], table: Any) -> dict[str, Any]:
        """What the template shows of the lines; writes nothing."""
        raise NotImplementedError

    def write(self, stored: list[dict[str, Any]]) -> HttpResponse:
        """Write the lines as they travelled, and lead on. Raises: RuleViolation."""
        raise NotImplementedError

    def get(self, request, *args, **kwargs):
        return self.show(self.form_class())

    def post(self, request, *args, **kwargs):
        if "rows" in request.POST:
            return self._write_signed()
        form = self.form_class(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form)
        upload = form.cleaned_data["file"]
        try:
            lines, table = self.read(upload.read(), upload.name)
        except SheetError as error:
            form.add_error("file", error.message)
            return self.show(form)
        rows = signing.dumps([asdict(each) for each in lines], salt=self._salt(), compress=True)
        return self.show(self.form_class(), rows=rows, **self.preview(lines, table))

    def show(self, form: forms.Form, **extra) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **extra))

    def _write_signed(self) -> HttpResponse:
        sent = self.request.POST["rows"]
        try:
            return self.write(signing.loads(sent, salt=self._salt(), max_age=VALID_SECONDS))
        except signing.BadSignature:
            messages.error(self.request, "预览已过期，请重新上传。")
        except RuleViolation as refusal:
            messages.error(self.request, refusal.message)
        return HttpResponseRedirect(self.request.path)

    def _salt(self) -> str:
        return f"{self.salt}.{self.request.user.pk}"
