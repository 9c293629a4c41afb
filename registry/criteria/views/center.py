"""The list of the protection centre: upload, look, import; the second time nothing changes."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.core import signing
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy

from ipcontact.sheets.reader import SheetError
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages import PlainPage
from ipcontact.workdays.clock import today
from registry.criteria.access import require_center
from registry.criteria.center import Fate, Line, make_plan, read_lines
from registry.criteria.forms import CenterListForm
from registry.criteria.services import import_center_list

VALID_SECONDS = 60 * 60
TONES = {
    Fate.NEW: "ok",
    Fate.UPDATED: "go",
    Fate.UNCHANGED: "idle",
    Fate.UNMATCHED: "warn",
    Fate.REJECTED: "bad",
}


class CenterListPage(PlainPage):
    """What was looked at travels in the page, signed for this person: nothing is kept here."""

    audience = "criteria.center_import"
    title = "导入保护中心备案名单"
    template_name = "registry/criteria/center.html"
    crumbs = (("证明材料", reverse_lazy("criteria:evidence-list")), ("导入备案名单", ""))
    http_method_names = ["get", "post", "head", "options"]

    def dispatch(self, request, *args, **kwargs):
        require_center(request.user)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        return self._show(CenterListForm())

    def post(self, request, *args, **kwargs):
        if "rows" in request.POST:
            return self._import(request)
        form = CenterListForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form)
        upload = form.cleaned_data["file"]
        try:
            lines, table = read_lines(upload.read(), upload.name)
        except SheetError as error:
            form.add_error("file", error.message)
            return self._show(form)
        plan = make_plan(lines, by=request.user, today=today())
        rows = signing.dumps([asdict(line) for line in lines], salt=self._salt(), compress=True)
        steps = [(step, TONES[step.fate]) for step in _in_order(plan)]
        return self._show(form, plan=plan, steps=steps, table=table, rows=rows)

    def _import(self, request):
        try:
            stored = signing.loads(request.POST["rows"], salt=self._salt(), max_age=VALID_SECONDS)
        except signing.BadSignature:
            messages.error(request, "预览已过期，请重新上传。")
            return HttpResponseRedirect(reverse("criteria:center-list"))
        try:
            plan = import_center_list(
                [Line(**values) for values in stored], by=request.user, today=today()
            )
        except RuleViolation as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(reverse("criteria:center-list"))
        words = "，".join(f"{word} {number} 家" for word, number in plan.counts)
        messages.success(request, f"已导入：{words}。")
        return HttpResponseRedirect(f"{reverse('criteria:evidence-list')}?source=center_list")

    def _salt(self) -> str:
        return f"criteria.center.{self.request.user.pk}"

    def _show(self, form, **extra):
        return self.render_to_response(self.get_context_data(form=form, **extra))


def _in_order(plan):
    """What needs a look comes first."""
    order = [Fate.REJECTED, Fate.UNMATCHED, Fate.UPDATED, Fate.NEW, Fate.UNCHANGED]
    return sorted(plan.steps, key=lambda step: (order.index(step.fate), step.line.number))
