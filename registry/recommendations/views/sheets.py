"""The 推荐汇总表 by page: upload, look, mend a line, import; texts and sheets of invitations."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils import timezone

from ipcontact.sheets.reader import SheetError
from ipcontact.sheets.responses import file_response
from ipcontact.sheets.writer import Official, stream_xlsx
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages import ActionPage, FormPage, ListPage, Page
from ipcontact.workdays.clock import today
from registry.imports.rejected import REASON
from registry.recommendations.access import DRAFT, NO_RECOMMENDER, SIGN, VIEW, is_recommender, may
from registry.recommendations.choices import LineVerdict, SheetState
from registry.recommendations.filters import LineFilter, SheetFilter
from registry.recommendations.forms import FillForm, LineForm, SheetForm
from registry.recommendations.models import Recommendation, RecommendationSheet, SheetLine
from registry.recommendations.rejected import rejected_rows
from registry.recommendations.rounds import open_rounds
from registry.recommendations.services import sheets as services
from registry.recommendations.tables import SHEET_TONES, LineTable, SheetTable
from registry.recommendations.views.office import LIST_CRUMB, NO_ROUND

SHEETS_CRUMB = ("推荐汇总表", reverse_lazy("recommendations:sheets"))
LAST_LINE = 1_048_576  # of a worksheet
LEFT_OUT = (LineVerdict.REJECTED, LineVerdict.LISTED, LineVerdict.OPEN)


class SheetList(ListPage):
    """Every sheet, latest first."""

    audience = VIEW
    title = "推荐汇总表"
    model = RecommendationSheet
    word = "份"
    noun = "汇总表"
    filterset_class = SheetFilter
    table_class = SheetTable
    crumbs = (LIST_CRUMB, ("推荐汇总表", ""))
    empty_title = "还没有导入过汇总表"
    empty_text = "把推荐汇总表的 Excel 原样上传，先看清哪些能导入，再决定导入。"
    empty_url = reverse_lazy("recommendations:sheet-new")
    empty_action = "上传汇总表"

    def get_queryset(self):
        sheets = RecommendationSheet.objects.visible_to(self.request.user)
        return sheets.select_related("agency", "created_by").defer("content")


class SheetUpload(FormPage):
    """The file, as the office wrote it; the preview follows at once."""

    audience = DRAFT
    title = "导入推荐汇总表"
    form_class = SheetForm
    submit_label = "上传并预览"
    back_url = reverse_lazy("recommendations:list")
    crumbs = (LIST_CRUMB, ("导入推荐汇总表", ""))

    @cached_property
    def rounds(self):
        return open_rounds(timezone.now())

    @property
    def intro(self) -> str:
        if not is_recommender(self.request.user.agency):
            return NO_RECOMMENDER
        if not self.rounds:
            return NO_ROUND
        return "上传后先预览：哪些能导入、哪些已在库、哪一格要改，都会列出，按下导入才写入。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"rounds": self.rounds}

    def perform(self, form) -> RecommendationSheet:
        file, user = form.cleaned_data["file"], self.request.user
        if user.agency is None:
            raise RuleViolation("not_recommender", NO_RECOMMENDER)
        try:
            return services.upload(
                content=file.read(),
                filename=file.name,
                agency=user.agency,
                round=form.cleaned_data["round"],
                by=user,
                today=today(),
            )
        except SheetError as refusal:
            raise RuleViolation("unreadable", refusal.message) from refusal


class OfSheet:
    """The sheet of this address, without its bytes."""

    model = RecommendationSheet
    number_field = "key"

    def get_queryset(self):
        sheets = RecommendationSheet.objects.visible_to(self.request.user)
        return sheets.select_related("agency", "round", "created_by").defer("content")

    def get_crumbs(self):
        own = (self.object.filename, self.object.get_absolute_url())
        return [LIST_CRUMB, SHEETS_CRUMB, own, (self.get_title(), "")]


class SheetPage(OfSheet, ListPage):
    """The preview or result: what the file says in a sentence, then line by line."""

    audience = VIEW
    word = "行"
    noun = "行"
    filterset_class = LineFilter
    table_class = LineTable
    template_name = "registry/recommendations/sheet.html"

    @cached_property
    def sheet(self) -> RecommendationSheet:
        return get_object_or_404(OfSheet.get_queryset(self), key=self.kwargs["key"])

    def get_queryset(self):
        lines = SheetLine.objects.filter(sheet=self.sheet).select_related("sheet").wrong_first()
        return lines.defer("sheet__content").prefetch_related("recommendations")

    def get_title(self) -> str:
        return self.sheet.filename

    def get_crumbs(self):
        return [LIST_CRUMB, SHEETS_CRUMB, (self.sheet.filename, "")]

    @cached_property
    def table(self) -> LineTable:
        found = super().table
        found.may_mend = self.may_draft and self.sheet.state != SheetState.DROPPED
        return found

    @cached_property
    def may_draft(self) -> bool:
        return may(self.request.user, DRAFT, self.sheet.agency_id)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        sheet = self.sheet
        counts = sheet.summary.get("counts", {})
        ready = counts.get(LineVerdict.READY, 0)
        made = Recommendation.objects.filter(sheet_line__sheet=sheet)
        signs = may(self.request.user, SIGN, sheet.agency_id)
        return super().get_context_data(
            sheet=sheet,
            sheet_tone=SHEET_TONES[sheet.state],
            summary=sheet.summary,
            may_import=self.may_draft and ready > 0,
            import_label=import_label(sheet),
            may_fill=self.may_draft
            and sheet.state != SheetState.DROPPED
            and ready + counts.get(LineVerdict.REJECTED, 0) > 0,
            may_drop=self.may_draft and sheet.state == SheetState.PREVIEWED,
            left_out=sum(counts.get(verdict, 0) for verdict in LEFT_OUT),
            to_sign=list(made.to_sign().values_list("key", flat=True)) if signs else [],
            waiting=made.to_sign().count(),
            unconfirmed=made.unconfirmed().count() if self.may_draft or signs else 0,
            **kwargs,
        )


class SheetFill(OfSheet, FormPage):
    """One answer for all lines that leave it out; a line's own words stay."""

    audience = DRAFT
    title = "统一补填"
    form_class = FillForm
    submit_label = "补填并重新核对"
    intro = "只补填空着的格，已经写明的不动，已经导入的行不动。补填后可以再逐行改正。"

    def version(self) -> str:
        return ""  # fills gaps only, as they are when it is done

    def perform(self, form) -> int:
        return services.fill(
            self.object, cells=form.cleaned_data, by=self.request.user, today=today()
        )

    def get_success_url(self, result: int) -> str:
        return self.object.get_absolute_url()

    def get_success_message(self, result: int) -> str:
        return f"已补填 {result} 行。" if result else "没有空着的格，没有改动。"


class SheetImport(OfSheet, ActionPage):
    """Imports what is ready; the preview's own button confirms, a bare visit says what happens."""

    audience = DRAFT

    def get_title(self) -> str:
        return import_label(self.object)

    def consequences(self) -> list[str]:
        summary = self.object.summary
        lines = [summary.get("sentence", ""), "每家拟一份推荐，等负责人签发后才通知单位。"]
        if joining := summary.get("joining"):
            lines.append(f"其中 {joining} 家已自行申报，推荐并入原来的申报，不另立一件。")
        return [line for line in lines if line]

    def obstacles(self) -> list[str]:
        if self.object.state == SheetState.DROPPED:
            return ["这份汇总表已经放弃，请重新上传。"]
        ready = self.object.summary.get("counts", {}).get(LineVerdict.READY, 0)
        return [] if ready else ["没有可以导入的行。请先改正有问题的行。"]

    def perform(self, form) -> RecommendationSheet:
        return services.import_ready(
            self.object, by=self.request.user, now=timezone.now(), today=today()
        )

    def get_success_message(self, result: RecommendationSheet) -> str:
        done = result.summary.get("counts", {}).get(LineVerdict.IMPORTED, 0)
        return f"已导入 {done} 家，等负责人签发。签发后在这一页复制邀请文案。"


class SheetDrop(OfSheet, ActionPage):
    audience = DRAFT
    title = "放弃这份汇总表"
    submit_kind = "danger"
    success_url = reverse_lazy("recommendations:sheets")
    success_message = "已放弃，没有导入任何单位。"

    def consequences(self) -> list[str]:
        return ["上传的文件和预览会删除。", "已有的推荐不受影响。"]

    def obstacles(self) -> list[str]:
        is_open = self.object.state == SheetState.PREVIEWED
        return [] if is_open else [f"这份汇总表{self.object.get_state_display()}，不能放弃。"]

    def get_back_url(self) -> str:
        return self.object.get_absolute_url()

    def perform(self, form) -> RecommendationSheet:
        return services.drop(self.object, by=self.request.user)


class LineMend(OfSheet, FormPage):
    """One line, mended on the page and judged again at once."""

    audience = DRAFT
    form_class = LineForm
    template_name = "registry/recommendations/line.html"
    submit_label = "改好并重新核对"

    def setup(self, request, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["number"] > LAST_LINE:
            raise Http404("没有这一行。")
        lines = self.object.lines.select_related("sheet__agency").defer("sheet__content")
        self.line = get_object_or_404(lines, number=kwargs["number"])

    def get_title(self) -> str:
        return f"改正第 {self.line.number} 行"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"line": self.line}

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(line=self.line, **kwargs)

    def perform(self, form) -> SheetLine:
        return services.mend(
            self.line,
            cells=form.cells(),
            is_confirmed=form.cleaned_data.get("is_confirmed", False),
            by=self.request.user,
            today=today(),
        )

    def get_success_url(self, result: SheetLine) -> str:
        if result.verdict == LineVerdict.REJECTED:
            return result.get_absolute_url()
        return self.object.get_absolute_url()

    def get_success_message(self, result: SheetLine) -> str:
        if result.verdict == LineVerdict.REJECTED:
            return ""
        return f"第 {result.number} 行{result.get_verdict_display()}。"


class RejectedRows(Page):
    """The lines left out, as they stand, with reasons: to be mended and uploaded again."""

    audience = VIEW

    def get(self, request, *args, **kwargs):
        sheets = RecommendationSheet.objects.visible_to(request.user).defer("content")
        sheet = get_object_or_404(sheets, key=kwargs["key"])
        if not sheet.lines.filter(verdict__in=LEFT_OUT).exists():
            raise Http404("没有不能导入的行。")
        columns, rows = rejected_rows(sheet, LEFT_OUT)
        form = Official(
            "没有导入的行",
            sheet.agency.name,
            today(),
            explanations=(f"按“{REASON}”改正后，可以把这个文件直接上传。",),
            numbered=False,
        )
        stem = sheet.filename.rpartition(".")[0] or sheet.filename
        return file_response(stream_xlsx(columns, rows, form), f"{stem}-没有导入的行.xlsx")


def import_label(sheet: RecommendationSheet) -> str:
    """导入 25 家."""
    ready = sheet.summary.get("counts", {}).get(LineVerdict.READY, 0)
    return f"导入 {ready} 家"
