"""Pages that change something: a form, or an act that first says in numbers what it will do."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect

from ipcontact.ui.addresses import own_path
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages.base import ObjectMixin, Page

VERSION_FIELD = "_version"
MOST_PICKS = 500
LONGEST_ADDRESS = 2000
STALE = "这条记录在您打开之后被别人修改过，没有保存。请对照下面的差别后再保存。"


class _Writes(ObjectMixin, Page):
    """Shared by both: the record if there is one, then POST, then redirect."""

    http_method_names = ["get", "post", "head", "options"]
    success_message = ""
    success_url = ""
    submit_label = "保存"
    back_url = ""
    intro = ""
    object: Any = None

    def setup(self, request, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        if self.number_field in kwargs:
            self.object = self.get_object()

    def get_success_url(self, result) -> str:
        """Where to go afterwards: `success_url`, else the page of what the service returned."""
        if self.success_url:
            return str(self.success_url)
        return (result if hasattr(result, "get_absolute_url") else self.object).get_absolute_url()

    def get_success_message(self, result) -> str:
        return self.success_message

    def get_back_url(self) -> str:
        if self.back_url:
            return str(self.back_url)
        if self.object is None:
            return str(self.success_url)
        address = getattr(self.object, "get_absolute_url", None)
        return address() if address else ""

    def done(self, result) -> HttpResponseRedirect:
        words = self.get_success_message(result)
        if words:
            messages.success(self.request, words)
        return HttpResponseRedirect(self.get_success_url(result))

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        own = {
            "object": self.object,
            "submit_label": self.submit_label,
            "back_url": self.get_back_url(),
            "intro": self.intro,
        }
        return super().get_context_data(**{**own, **kwargs})


class FormPage(_Writes):
    """A form that a service turns into a change. Override `perform(form)`.

    Class attributes:
        form_class: a Form or ModelForm (the latter gets the record as `instance`).
        success_message, success_url, submit_label, back_url, intro: see the template.
    A `RuleViolation` of the service becomes a message on the same page, the input is kept. A form
    opened before somebody else's change is refused and shows both versions. Where `obstacles()`
    names any, they stand in the place of the form.
    """

    template_name = "ui/form_page.html"
    form_class: type[forms.BaseForm]

    def obstacles(self) -> list[str]:
        """Why there is nothing to fill in now and what would change it; empty when there is."""
        return []

    def perform(self, form):
        """Call the service; return its result."""
        raise NotImplementedError

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Arguments of the form; a ModelForm gets the record."""
        kwargs: dict[str, Any] = {"initial": self.get_initial()}
        if self.object is not None and issubclass(self.form_class, forms.ModelForm):
            kwargs["instance"] = self.object
        return kwargs

    def get_form(self, **data) -> forms.BaseForm:
        return self.form_class(**data, **self.get_form_kwargs())

    def version(self) -> str:
        """Mark of the record as it is now: its `version`, else its values in the form."""
        if self.object is None:
            return ""
        stored = getattr(self.object, "version", None)
        if stored is not None:
            return str(stored)
        form = self.get_form()
        values = repr([(name, str(form[name].initial)) for name in form.fields])
        return hashlib.sha256(values.encode()).hexdigest()[:16]

    def get(self, request, *args, **kwargs):
        return self.show(self.get_form())

    def post(self, request, *args, **kwargs):
        """Stale or wrong: the same page with what was typed. Right: the service, then away."""
        version = self.version()
        stored = self.get_form() if self.object is not None else None
        old = {name: stored[name].initial for name in stored.fields} if stored else {}
        form = self.get_form(data=request.POST, files=request.FILES)
        valid = form.is_valid()
        if version and request.POST.get(VERSION_FIELD, version) != version:
            form.add_error(None, STALE)
            return self.show(form, stale=differences(form, old), status=409)
        if not valid:
            return self.show(form)
        try:
            result = self.perform(form)
        except RuleViolation as refusal:
            form.add_error(None, refusal.message)
            return self.show(form)
        return self.done(result)

    def show(self, form, *, stale=(), status: int = 200):
        if stale and self.object is not None:
            self.object.refresh_from_db()
        context = self.get_context_data(
            form=form, stale=stale, version=self.version(), obstacles=self.obstacles()
        )
        return self.render_to_response(context, status=status)


def differences(form: forms.BaseForm, stored: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Fields where the typed value differs from the stored one: label, stored, typed."""
    found = []
    for name in form.fields:
        bound = form[name]
        typed, now = str(bound.value() or ""), str(stored.get(name) or "")
        if typed != now:
            found.append((str(bound.label), now or "（空）", typed or "（空）"))
    return found


class ActionPage(_Writes):
    """An act on one record or on chosen rows: GET and the first POST only say what will happen.

    Override `consequences()` and `perform(form)`. Chosen rows come as `pick` values from the list;
    the confirming POST carries `confirm`. `form_class` may ask for a reason. Whoever came from a
    list goes back to it as it was filtered.
    """

    template_name = "ui/action_page.html"
    form_class: type[forms.Form] = forms.Form
    submit_kind = "primary"
    submit_label = ""

    def perform(self, form):
        """Call the service; return its result."""
        raise NotImplementedError

    def consequences(self) -> list[str]:
        """What will happen, in numbers, a sentence each."""
        return []

    def obstacles(self) -> list[str]:
        """Why it cannot be done now and what would make it possible; empty when it can."""
        return []

    @property
    def picks(self) -> list[str]:
        """Values of the chosen rows, each once, in order."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        clean = (value.replace("\x00", "")[:100] for value in sent.getlist("pick")[:MOST_PICKS])
        return list(dict.fromkeys(clean))

    @property
    def list_url(self) -> str:
        """The list the rows were chosen on, filtered as it was; empty when they were not."""
        return own_path(self.request.POST.get("list", "")[:LONGEST_ADDRESS], "")

    def done(self, result) -> HttpResponseRedirect:
        response = super().done(result)
        return HttpResponseRedirect(self._as_filtered(response.url))

    def _as_filtered(self, address: str) -> str:
        """An address of the list as the list was; every other one as it is."""
        same = self.list_url and urlsplit(self.list_url).path == urlsplit(address).path
        return self.list_url if same else address

    def get_form(self, **data) -> forms.Form:
        return self.form_class(**data)

    def get(self, request, *args, **kwargs):
        return self.show(self.get_form())

    def post(self, request, *args, **kwargs):
        """Without `confirm` the same as GET; with it, the service, then away."""
        if "confirm" not in request.POST:
            return self.show(self.get_form())
        form = self.get_form(data=request.POST, files=request.FILES)
        if not form.is_valid():
            return self.show(form)
        try:
            result = self.perform(form)
        except RuleViolation as refusal:
            form.add_error(None, refusal.message)
            return self.show(form)
        return self.done(result)

    def show(self, form):
        context = self.get_context_data(
            form=form,
            consequences=self.consequences(),
            obstacles=self.obstacles(),
            picks=self.picks,
            list_url=self.list_url,
            back_url=self._as_filtered(self.get_back_url()),
            submit_kind=self.submit_kind,
        )
        return self.render_to_response(context)
