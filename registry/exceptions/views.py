"""Pages for the auditor: exceptions, controls, limits kept and not kept, one record's trail."""

from __future__ import annotations

from functools import cached_property

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from ipcontact.acts.services import acts_of
from ipcontact.acts.wording import line
from ipcontact.audit.models import AccessKind
from ipcontact.audit.services import record_access
from ipcontact.clocks import subjects
from ipcontact.clocks.models import Clock
from ipcontact.sheets.responses import file_response
from ipcontact.sheets.writer import Official, stream_csv, stream_xlsx
from ipcontact.ui.filters import clean_query
from ipcontact.ui.models import SiteProfile
from ipcontact.ui.pages import ListPage, PlainPage
from ipcontact.ui.registry import controls, exception_kinds
from ipcontact.workdays.clock import today
from registry.exceptions.deadlines import begun, compliance, late_ones
from registry.exceptions.filters import ExceptionFilter
from registry.exceptions.forms import PeriodForm
from registry.exceptions.rows import Exceptions, rows_of
from registry.exceptions.tables import COLUMNS, ExceptionData, ExceptionTable
from registry.exceptions.trail import record_of, unit_of

VIEW = "exceptions.view"
UNKNOWN_FORMAT = "没有这种格式。"
MOST_STEPS = 500


class ExceptionList(ListPage):
    """Every step out of the ordinary, of every part, newest first."""

    audience = VIEW
    title = "例外清单"
    word = "项"
    noun = "例外"
    per_page = 50
    template_name = "registry/exceptions/list.html"
    filterset_class = ExceptionFilter
    table_class = ExceptionTable
    export_url_name = "exceptions:export"
    export_audience = "exceptions.export"
    empty_title = "还没有例外"
    empty_text = "补录、代批、二次退回、单人考察、回避、导出等会自动列在这里，不需要另外登记。"

    def get_queryset(self):
        return self.filterset_class.Meta.model.objects.none()

    @cached_property
    def exceptions(self) -> Exceptions:
        return Exceptions(self.filterset.asked())

    @cached_property
    def count(self):
        return self.exceptions.count()

    @cached_property
    def table(self):
        return self.table_class(ExceptionData(self.exceptions, self.count.number))

    def get_context_data(self, **kwargs):
        return super().get_context_data(kinds=list(exception_kinds), **kwargs)


class ExceptionExport(ExceptionList):
    """The rows of the list as a file; who took it along is itself an exception."""

    audience = "exceptions.export"

    def get(self, request, *args, **kwargs):
        kind = request.GET.get("format", "")
        if kind not in ("xlsx", "csv"):
            raise Http404(UNKNOWN_FORMAT)
        used = [f"{chip.label}：{chip.value}" for chip in self.filterset.chips()]
        record_access(
            AccessKind.EXPORT,
            user=request.user,
            request=request,
            target="例外清单",
            detail={"rows": self.count.number, "format": kind, "filters": len(used)},
        )
        rows = (
            [
                timezone.localtime(item.at).strftime("%Y-%m-%d %H:%M:%S"),
                item.label,
                item.person,
                item.subject,
                item.words,
            ]
            for item in self.exceptions
        )
        on = today()
        form = Official(
            "例外清单",
            SiteProfile.objects.current().organ_name,
            on,
            explanations=(
                *(f"筛选条件：{words}。" for words in used),
                *(f"{each.label}：{each.explanation}" for each in exception_kinds),
            ),
        )
        stream = stream_xlsx(COLUMNS, rows, form) if kind == "xlsx" else stream_csv(COLUMNS, rows)
        return file_response(stream, f"例外清单-{on.isoformat()}.{kind}")


class ControlsPage(PlainPage):
    """What must be nought, how it is computed, and where it is not."""

    audience = VIEW
    title = "不相容职务核对"
    template_name = "registry/exceptions/controls.html"

    def get_crumbs(self):
        return [("例外清单", reverse("exceptions:list")), (self.title, "")]

    def get_context_data(self, **kwargs):
        rows = [{"control": control, "rows": rows_of(control)} for control in controls]
        return super().get_context_data(rows=rows, at=timezone.now(), **kwargs)


class DeadlinesPage(PlainPage):
    """时限合规表: of each limit, how many were kept; below, those that were not."""

    audience = VIEW
    title = "时限合规表"
    template_name = "registry/exceptions/deadlines.html"

    def get_crumbs(self):
        return [("例外清单", reverse("exceptions:list")), (self.title, "")]

    def get_context_data(self, **kwargs):
        form = PeriodForm(clean_query(self.request.GET))
        form.is_valid()
        period = {name: form.cleaned_data.get(name) for name in ("since", "until")}
        clocks = begun(self.request.user, **period)
        on = today()
        return super().get_context_data(
            form=form,
            rows=compliance(clocks, today=on),
            late=late_ones(clocks, today=on),
            today=on,
            **kwargs,
        )


class RecordTrail(PlainPage):
    """One record of any table: its unit, its steps, its limits, the way to its row history."""

    audience = VIEW
    template_name = "registry/exceptions/record.html"

    @cached_property
    def record(self):
        found = record_of(self.kwargs["table"], self.kwargs["key"])
        if found is None:
            raise Http404("没有这条记录。")
        return found

    def get_title(self):
        return subjects.label(self.kwargs["table"], self.record)

    def get_crumbs(self):
        return [("例外清单", reverse("exceptions:list")), (self.get_title(), "")]

    def get_context_data(self, **kwargs):
        steps = list(acts_of(self.record)[:MOST_STEPS])
        return super().get_context_data(
            unit=unit_of(self.record),
            steps=[line(step) for step in steps],
            clocks=Clock.objects.of(self.record).order_by("start_on", "pk"),
            today=today(),
            **kwargs,
        )
