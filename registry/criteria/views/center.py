"""The list of the protection centre: upload, look, import; the second time nothing changes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy

from ipcontact.ui.pages import SheetPage
from ipcontact.workdays.clock import today
from registry.criteria.access import require_center
from registry.criteria.center import Fate, Line, make_plan, read_lines
from registry.criteria.forms import CenterListForm
from registry.criteria.services import import_center_list

TONES = {
    Fate.NEW: "ok",
    Fate.UPDATED: "go",
    Fate.UNCHANGED: "idle",
    Fate.UNMATCHED: "warn",
    Fate.REJECTED: "bad",
}


class CenterListPage(SheetPage):
    """By credit code: which units get a proof of their 备案."""

    audience = "criteria.center_import"
    title = "导入保护中心备案名单"
    template_name = "registry/criteria/center.html"
    crumbs = (("证明材料", reverse_lazy("criteria:evidence-list")), ("导入备案名单", ""))
    form_class = CenterListForm
    salt = "criteria.center"

    def dispatch(self, request, *args, **kwargs):
        require_center(request.user)
        return super().dispatch(request, *args, **kwargs)

    def read(self, content, name):
        return read_lines(content, name)

    def preview(self, lines, table):
        plan = make_plan(lines, by=self.request.user, today=today())
        steps = [(step, TONES[step.fate]) for step in _in_order(plan)]
        return {"plan": plan, "steps": steps, "table": table}

    def write(self, stored):
        lines = [Line(**values) for values in stored]
        plan = import_center_list(lines, by=self.request.user, today=today())
        words = "，".join(f"{word} {number} 家" for word, number in plan.counts)
        messages.success(self.request, f"已导入：{words}。")
        return HttpResponseRedirect(f"{reverse('criteria:evidence-list')}?source=center_list")


def _in_order(plan):
    """What needs a look comes first."""
    order = [Fate.REJECTED, Fate.UNMATCHED, Fate.UPDATED, Fate.NEW, Fate.UNCHANGED]
    return sorted(plan.steps, key=lambda step: (order.index(step.fate), step.line.number))
