"""Agencies with their people from Excel: upload, look, then all of it or nothing."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy

from ipcontact.accounts.forms import ImportForm
from ipcontact.accounts.imports.lines import COLUMNS, Line
from ipcontact.accounts.imports.services import commit, make_plan, read_lines, report
from ipcontact.ui.pages import SheetPage


class ImportPage(SheetPage):
    """Whom the bureau's own table brings, and where they work."""

    audience = "accounts.import"
    title = "导入机构和人员"
    template_name = "accounts/import.html"
    crumbs = (("人员", reverse_lazy("accounts:people")), ("导入", ""))
    form_class = ImportForm
    salt = "accounts.import"

    def read(self, content, name):
        return read_lines(content, name)

    def preview(self, lines, table):
        plan = make_plan(lines, by=self.request.user)
        return {"plan": plan, "outcome": report(plan, table)}

    def write(self, stored):
        plan = make_plan([_line(values) for values in stored], by=self.request.user)
        commit(plan)
        done = f"已导入：新增 {plan.count('new')}，更新 {plan.count('updated')}。"
        messages.success(self.request, done)
        return HttpResponseRedirect(reverse("accounts:people"))

    def get_context_data(self, **kwargs):
        return super().get_context_data(columns=COLUMNS, **kwargs)


def _line(values: dict) -> Line:
    """A row as it was before it travelled: JSON turns tuples into lists."""
    values["regions"], values["roles"] = tuple(values["regions"]), tuple(values["roles"])
    values["problems"] = [tuple(problem) for problem in values["problems"]]
    return Line(**values)
