"""进度查询: number and code open a file, whoever shows them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from registry.applications import visitors
from registry.applications.forms.starting import LookupForm, plain_number
from registry.applications.views.filing.base import FilingPage, unlocked
from registry.applications.views.filing.limits import too_many_lookups
from registry.applications.views.filing.starting import STAFF, is_staff

WRONG = (
    "申报编号和查询码对不上，请核对后再试。查询码在开始填报时给出，也印在提交回执上；"
    "找不到的，请拨打申报通知上的电话。"
)


class LookupPage(FilingPage):
    """A wrong number and a wrong code are answered alike: words, status, time."""

    title = "进度查询"
    template_name = "registry/applications/filing/lookup.html"

    def get(self, request, *args, **kwargs):
        number = plain_number(request.GET.get("no", "")[:40].replace("\x00", ""))
        return self._page(LookupForm(initial={"application_no": "" if number == "-" else number}))

    def post(self, request, *args, **kwargs):
        form = LookupForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        if is_staff(request.user):
            form.add_error(None, STAFF)
            return self._page(form)
        number = form.cleaned_data["application_no"]
        if refused := too_many_lookups(request, number):
            return refused
        if unlocked(request, number, form.cleaned_data["lookup_code"]) is None:
            form.add_error(None, WRONG)
            return self._page(form)
        return HttpResponseRedirect(self._onward(number))

    def _onward(self, number: str) -> str:
        """Back to the page of this file that asked for the code, else its status."""
        own = reverse("applications:status", args=[number])
        asked = self.request.POST.get("next", "")
        is_own = asked.startswith(own) and url_has_allowed_host_and_scheme(asked, None)
        return asked if is_own else own

    def _page(self, form: LookupForm):
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        return self.render_to_response(
            self.get_context_data(form=form, next=sent.get("next", "")[:300].replace("\x00", ""))
        )


class LeavePage(FilingPage):
    """结束填报: this browser forgets every file, on a shared computer."""

    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        visitors.let_out(request)
        messages.success(request, "已结束填报。再次打开请用申报编号和查询码。")
        return HttpResponseRedirect(reverse("applications:start"))
