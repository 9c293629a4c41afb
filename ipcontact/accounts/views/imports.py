"""Agencies with their people from Excel: upload, look, then all of it or nothing."""

from dataclasses import asdict

from django.contrib import messages
from django.core import signing
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy

from ipcontact.accounts.forms import ImportForm
from ipcontact.accounts.imports.lines import COLUMNS, Line
from ipcontact.accounts.imports.services import commit, make_plan, read_lines, report
from ipcontact.sheets.reader import SheetError
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages import PlainPage

VALID_SECONDS = 60 * 60


class ImportPage(PlainPage):
    """What was looked at travels in the page, signed for this person: nothing is kept here."""

    audience = "accounts.import"
    title = "导入机构和人员"
    template_name = "accounts/import.html"
    crumbs = (("人员", reverse_lazy("accounts:people")), ("导入", ""))
    http_method_names = ["get", "post", "head", "options"]

    def get(self, request, *args, **kwargs):
        return self._show(ImportForm())

    def post(self, request, *args, **kwargs):
        if "rows" in request.POST:
            return self._commit(request)
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form)
        upload = form.cleaned_data["file"]
        try:
            lines, table = read_lines(upload.read(), upload.name)
        except SheetError as error:
            form.add_error("file", error.message)
            return self._show(form)
        plan = make_plan(lines, by=request.user)
        rows = signing.dumps([asdict(line) for line in lines], salt=self._salt(), compress=True)
        return self._show(ImportForm(), plan=plan, outcome=report(plan, table), rows=rows)

    def _commit(self, request):
        form = ImportForm()
        try:
            stored = signing.loads(request.POST["rows"], salt=self._salt(), max_age=VALID_SECONDS)
        except signing.BadSignature:
            messages.error(request, "预览已过期，请重新上传。")
            return HttpResponseRedirect(reverse("accounts:import"))
        plan = make_plan([_line(values) for values in stored], by=request.user)
        try:
            commit(plan)
        except RuleViolation as refusal:
            messages.error(request, refusal.message)
            return self._show(form)
        done = f"已导入：新增 {plan.count('new')}，更新 {plan.count('updated')}。"
        messages.success(request, done)
        return HttpResponseRedirect(reverse("accounts:people"))

    def _salt(self) -> str:
        return f"accounts.import.{self.request.user.pk}"

    def _show(self, form, **extra):
        context = self.get_context_data(form=form, columns=COLUMNS, **extra)
        return self.render_to_response(context)


def _line(values: dict) -> Line:
    """A row as it was before it travelled: JSON turns tuples into lists."""
    values["regions"], values["roles"] = tuple(values["regions"]), tuple(values["roles"])
    values["problems"] = [tuple(problem) for problem in values["problems"]]
    return Line(**values)
