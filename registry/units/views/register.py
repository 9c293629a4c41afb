"""The register as lists: all units, their file, chosen ones as text, possible duplicates."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse

from ipcontact.audit.services import record_access
from ipcontact.sheets.responses import file_response
from ipcontact.sheets.writer import Official, stream_csv, stream_xlsx
from ipcontact.ui.models import SiteProfile
from ipcontact.ui.pages import (
    BulkAction,
    ListPage,
    PlainPage,
)
from ipcontact.ui.registry import unit_pair_actions
from ipcontact.workdays.clock import today
from registry.units.filters import UnitFilter
from registry.units.models import Unit
from registry.units.resources import chosen_columns, export_rows
from registry.units.tables import UnitTable

UNKNOWN_FORMAT = "没有这种格式。"


class UnitList(ListPage):
    """Every unit this person may see."""

    audience = "units.view"
    title = "单位"
    model = Unit
    page_key = "units"
    word = "家"
    noun = "单位"
    filterset_class = UnitFilter
    table_class = UnitTable
    template_name = "registry/units/list.html"
    export_url_name = "units:export"
    export_audience = "units.export"
    bulk_actions = (
        BulkAction("调整主责单位", "units:assign", "units.edit"),
        BulkAction("复制为文字", "units:as-text", "units.view"),
    )
    empty_title = "还没有单位"
    empty_text = "从现有名录的 Excel 导入，单位和名录会一起建立。"
    empty_url = "/imports/new/"
    empty_action = "导入名录"

    def get_queryset(self):
        return super().get_queryset().select_related("region", "lead_agency", "co_agency")

    def get_context_data(self, **kwargs):
        alike = {"label": "可能重复的单位", "url": reverse("units:duplicates")}
        acts = [alike]
        if self.may("roster.import"):
            acts.append({"label": self.empty_action, "url": self.empty_url, "icon": "up"})
        if self.may("units.edit"):
            acts.append({"label": "登记单位", "url": reverse("units:register"), "kind": "primary"})
        return super().get_context_data(head_actions=acts, **kwargs)


class UnitExport(UnitList):
    """The rows and columns of the list as a file; who exported what is kept."""

    audience = "units.export"

    def get(self, request, *args, **kwargs):
        kind = request.GET.get("format", "")
        if kind not in ("xlsx", "csv"):
            raise Http404(UNKNOWN_FORMAT)
        units = self.table.data.data.select_related(None)
        columns = chosen_columns(self.columns)
        on = today()
        used = [f"{chip.label}：{chip.value}" for chip in self.filterset.chips()]
        record_access(
            "export",
            user=request.user,
            request=request,
            target="单位清单",
            detail={"rows": units.count(), "format": kind, "filters": len(used)},
        )
        form = Official(
            "单位清单",
            SiteProfile.objects.current().organ_name,
            on,
            explanations=(
                *(f"筛选条件：{words}。" for words in used),
                "改过的文件可以在“导入”里选“只更新单位资料”导回；空白单元格表示不改。",
            ),
        )
        parts = [column.export for column in columns]
        rows = export_rows(units, columns)
        chunks = stream_xlsx(parts, rows, form) if kind == "xlsx" else stream_csv(parts, rows)
        return file_response(chunks, f"单位清单-{on.isoformat()}.{kind}")


class UnitsAsText(PlainPage):
    """Chosen units as plain lines in the order of the list, to be pasted; writes nothing."""

    audience = "units.view"
    title = "复制为文字"
    template_name = "registry/units/as_text.html"
    http_method_names = ["get", "post", "head", "options"]

    def get_crumbs(self):
        return [("单位", reverse("units:list")), (self.title, "")]

    def post(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        picks = [pick for pick in self.request.POST.getlist("pick")[:500] if "\x00" not in pick]
        units = Unit.objects.visible_to(self.request.user).filter(public_no__in=picks)
        names = dict(units.values_list("public_no", "name"))
        chosen = [names[pick] for pick in dict.fromkeys(picks) if pick in names]
        lines = [f"{place}. {name}" for place, name in enumerate(chosen, 1)]
        return super().get_context_data(lines=lines, **kwargs)


class DuplicatesPage(PlainPage):
    """Units that may be the same one: equal distinguishing part of the name."""

    audience = "units.view"
    title = "可能重复的单位"
    template_name = "registry/units/duplicates.html"

    def get_crumbs(self):
        return [("单位", reverse("units:list")), (self.title, "")]

    def get_context_data(self, **kwargs):
        groups = Unit.objects.visible_to(self.request.user).lookalikes()
        offered = [
            {"label": action.label, "url": reverse(action.url_name)}
            for action in unit_pair_actions.allowed(self.may)
        ]
        return super().get_context_data(groups=groups, pair_actions=offered, **kwargs)
