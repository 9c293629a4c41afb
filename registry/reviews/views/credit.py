"""Pages of the credit check: the list that goes out, the list that comes back, one by hand."""

from __future__ import annotations

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from ipcontact.audit.services import record_access
from ipcontact.sheets.reader import SheetError
from ipcontact.sheets.responses import file_response
from ipcontact.sheets.writer import Official, stream_xlsx
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.models import SiteProfile
from ipcontact.ui.pages import FormPage, PlainPage
from ipcontact.workdays.clock import today
from registry.applications.views.office import OneApplication
from registry.reviews import services
from registry.reviews.choices import ENQUIRED_IN
from registry.reviews.comparing import CreditPlan, make_plan
from registry.reviews.forms import CreditForm, CreditImportForm
from registry.reviews.resources import COLUMNS, rows_to_check
from registry.reviews.returns import CreditLine, read_lines
from registry.reviews.views.inspections import queue_crumbs
from registry.reviews.views.queue import Queue

AUDIENCE = "reviews.record"
VALID_SECONDS = 60 * 60


class CreditExport(Queue):
    """The rows of the queue for the credit division; who exported what is kept."""

    def get(self, request, *args, **kwargs):
        if request.GET.get("format", "xlsx") != "xlsx":
            raise Http404("没有这种格式。")
        rows, on = self.filtered().select_related(None), today()
        used = [f"{chip.label}：{chip.value}" for chip in self.filterset.chips()]
        record_access(
            "export",
            user=request.user,
            request=request,
            target="信用核查表",
            detail={"rows": rows.count(), "format": "xlsx", "filters": len(used)},
        )
        form = Official(
            "信用核查表",
            SiteProfile.objects.current().organ_name,
            on,
            explanations=(
                *(f"筛选条件：{words}。" for words in used),
                "请填写后四列，把文件原样发回，按信用代码导入。",
            ),
        )
        chunks = stream_xlsx(COLUMNS, rows_to_check(rows), form)
        return file_response(chunks, f"信用核查表-{on.isoformat()}.xlsx")


class CreditImport(PlainPage):
    """Upload, look, save. What was looked at travels in the page, signed for this person."""

    audience = AUDIENCE
    title = "导入信用核查结果"
    template_name = "registry/reviews/credit_import.html"
    http_method_names = ["get", "post", "head", "options"]

    def get_crumbs(self):
        return queue_crumbs((self.title, ""))

    def get(self, request, *args, **kwargs):
        return self.show(self.form())

    def post(self, request, *args, **kwargs):
        if "rows" in request.POST:
            return self.commit(request)
        form = self.form(data=request.POST, files=request.FILES)
        if not form.is_valid():
            return self.show(form)
        upload = form.cleaned_data["file"]
        try:
            lines, table = read_lines(
                upload.read(),
                upload.name,
                checked_on=form.cleaned_data["checked_on"],
                checker=form.cleaned_data["checker"],
                today=today(),
            )
        except SheetError as error:
            form.add_error("file", error.message)
            return self.show(form)
        plan = make_plan(lines, by=request.user)
        carried = [line.as_dict() for line in lines if not line.problems]
        rows = signing.dumps(carried, salt=self.salt(), compress=True)
        ignored = [name for name in table.ignored_columns if name != "序号"]
        return self.show(
            self.form(), plan=plan, sheet=table, ignored=ignored, total=len(lines), rows=rows
        )

    def commit(self, request):
        try:
            stored = signing.loads(request.POST["rows"], salt=self.salt(), max_age=VALID_SECONDS)
        except signing.BadSignature:
            messages.error(request, "预览已过期，请重新上传。")
            return HttpResponseRedirect(request.path)
        lines = [CreditLine.from_dict(values) for values in stored]
        try:
            plan = services.import_credit(lines, by=request.user, today=today())
        except RuleViolation as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(request.path)
        messages.success(request, saved_words(plan))
        return HttpResponseRedirect(reverse("reviews:list"))

    def form(self, **data) -> CreditImportForm:
        return CreditImportForm(**data, initial={"checked_on": today(), "checker": "信用科"})

    def salt(self) -> str:
        return f"reviews.credit.{self.request.user.pk}"

    def show(self, form, **extra):
        return self.render_to_response(self.get_context_data(form=form, **extra))


def saved_words(plan: CreditPlan) -> str:
    """已导入25件，3件没有变化。"""
    parts = [f"已导入{len(plan.fresh)}件" if plan.fresh else "没有新的结果"]
    if plan.unchanged:
        parts.append(f"{plan.unchanged}件没有变化")
    if plan.rejected:
        parts.append(f"{len(plan.rejected)}行在此期间已不能导入")
    return f"{'，'.join(parts)}。"


class Credit(OneApplication, FormPage):
    """One result by hand."""

    audience = AUDIENCE
    title = "登记信用核查"
    form_class = CreditForm
    submit_label = "登记信用核查"
    success_message = "已登记信用核查。"

    def get_queryset(self):
        return super().get_queryset().filter(state__in=ENQUIRED_IN)

    def get_form_kwargs(self):
        return {"initial": {"checked_on": today(), "checker": "信用科", "result": "clear"}}

    def version(self) -> str:
        return ""  # a record of its own; the newest counts

    def perform(self, form):
        services.record_credit(
            self.object, by=self.request.user, today=today(), **form.cleaned_data
        )
        return self.object
