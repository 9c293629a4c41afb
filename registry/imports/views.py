"""Importing by page: upload, look, decide, save; to be left and found again."""

from __future__ import annotations

from functools import cached_property

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy

from ipcontact.sheets.reader import SheetError
from ipcontact.sheets.responses import file_response
from ipcontact.sheets.writer import Official, stream_xlsx
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages import ActionPage, FormPage, ListPage, Page
from ipcontact.workdays.clock import today
from registry.imports import services
from registry.imports.choices import RunState
from registry.imports.filters import LineFilter
from registry.imports.forms import ReasonForm, RunAnswersForm, UploadForm
from registry.imports.models import ImportLine, ImportRun
from registry.imports.rejected import rejected_rows
from registry.imports.tables import RUN_TONES, LineTable, RunTable
from registry.imports.undo import editions_of, undo

AUDIENCE = "roster.import"


class RunList(ListPage):
    """Every import, latest first."""

    audience = AUDIENCE
    title = "导入"
    model = ImportRun
    word = "次"
    noun = "导入"
    table_class = RunTable
    empty_title = "还没有导入过文件"
    empty_text = "把现有名录的 Excel 原样上传，先看清会新增、更新哪些单位，再决定保存。"
    empty_url = reverse_lazy("imports:new")
    empty_action = "上传文件"

    def get_context_data(self, **kwargs):
        upload = {"label": "上传文件", "url": self.empty_url, "kind": "primary", "icon": "up"}
        return super().get_context_data(head_actions=[upload], **kwargs)

    def get_queryset(self):
        runs = ImportRun.objects.visible_to(self.request.user)
        return runs.select_related("created_by").defer("content", "summary")


class RunUpload(FormPage):
    audience = AUDIENCE
    title = "导入名录或单位资料"
    crumbs = (("导入", reverse_lazy("imports:list")), ("上传文件", ""))
    form_class = UploadForm
    submit_label = "上传并预览"
    back_url = reverse_lazy("imports:list")
    intro = "上传后先预览：新增、更新、不能导入的都会列出，确认后才写入。"

    def perform(self, form):
        file = form.cleaned_data["file"]
        try:
            return services.upload(
                content=file.read(),
                filename=file.name,
                options=form.options(),
                by=self.request.user,
                today=today(),
            )
        except SheetError as refusal:
            raise RuleViolation("unreadable", refusal.message) from refusal


class _OneRun:
    """The run of this address, without its bytes."""

    model = ImportRun
    number_field = "key"

    def get_queryset(self):
        runs = ImportRun.objects.visible_to(self.request.user)
        return runs.select_related("edition", "created_by").defer("content")


class RunPage(_OneRun, ListPage):
    """The preview or result: what the file says in a sentence, then line by line."""

    audience = AUDIENCE
    word = "行"
    noun = "行"
    filterset_class = LineFilter
    table_class = LineTable
    template_name = "registry/imports/run.html"

    @cached_property
    def run(self) -> ImportRun:
        return get_object_or_404(_OneRun.get_queryset(self), key=self.kwargs["key"])

    def get_queryset(self):
        return ImportLine.objects.filter(run=self.run)

    def get_title(self) -> str:
        return self.run.filename

    def get_crumbs(self):
        return [("导入", reverse("imports:list")), (self.run.filename, "")]

    def get_context_data(self, **kwargs):
        run, summary = self.run, self.run.summary
        counts = summary.get("counts", {})
        is_open = run.state == RunState.PREVIEWED
        return super().get_context_data(
            run=run,
            run_tone=RUN_TONES[run.state],
            summary=summary,
            rejected=counts.get("rejected", 0),
            is_running=run.state in (RunState.UPLOADED, RunState.SAVING),
            is_open=is_open,
            may_undo=run.state == RunState.SAVED and run.edition_id and self.may("roster.import"),
            may_save=is_open and not summary.get("questions") and _writes(summary),
            nothing_new=is_open and not summary.get("questions") and not _writes(summary),
            save_label=_save_label(summary),
            answers=RunAnswersForm(run=run) if is_open or run.state == RunState.FAILED else None,
            **kwargs,
        )


class RunAnswers(_OneRun, FormPage):
    """New answers to a preview: it is made anew."""

    audience = AUDIENCE
    title = "补充版次信息"
    form_class = RunAnswersForm
    submit_label = "重新预览"
    success_message = "已按新的信息重新预览。"

    def get_form_kwargs(self):
        return {"run": self.object}

    def version(self) -> str:
        return ""

    def perform(self, form):
        return services.preview(
            self.object, by=self.request.user, today=today(), options=form.options()
        )


class RunSave(_OneRun, ActionPage):
    """Saves the preview; the preview's own button confirms, a bare visit says what will happen."""

    audience = AUDIENCE
    title = "保存导入"

    def get_title(self) -> str:
        return _save_label(self.object.summary)

    def consequences(self) -> list[str]:
        summary = self.object.summary
        lines = [summary.get("sentence", "")]
        for edition in summary.get("editions", []):
            lines.append(
                f"以 {edition['published_on']} 为公布日期登记“{edition['name']}”，"
                f"列入 {edition['lines']} 家，移出 {edition['leaving']} 家。"
            )
        return [line for line in lines if line]

    def obstacles(self) -> list[str]:
        run = self.object
        if run.state != RunState.PREVIEWED:
            return [f"这次导入{run.get_state_display()}。"]
        return run.summary.get("questions", [])

    def perform(self, form):
        return services.request_save(self.object, by=self.request.user, today=today())

    def get_success_message(self, result) -> str:
        return "已保存。" if result.state == RunState.SAVED else ""


class RunDrop(_OneRun, ActionPage):
    audience = AUDIENCE
    title = "放弃这次导入"
    submit_kind = "danger"
    success_url = reverse_lazy("imports:list")
    success_message = "已放弃，没有写入任何内容。"

    def consequences(self) -> list[str]:
        return ["上传的文件和预览会删除。", "名录和单位不受影响。"]

    def obstacles(self) -> list[str]:
        run = self.object
        closed = run.state in (RunState.SAVING, RunState.SAVED)
        return [f"这次导入{run.get_state_display()}，不能放弃。"] if closed else []

    def get_back_url(self) -> str:
        return self.object.get_absolute_url()

    def perform(self, form):
        return services.drop(self.object, by=self.request.user)


class RunUndo(_OneRun, ActionPage):
    """Takes the editions of a wrong import back."""

    audience = "roster.import"
    title = "撤销这次导入的版次"
    form_class = ReasonForm
    submit_kind = "danger"
    success_message = "已撤销，名录按其余版次重新得出。"

    @cached_property
    def editions(self):
        return editions_of(self.object)

    def consequences(self) -> list[str]:
        named = [
            f"版次“{each.name}”（{each.entry_count} 家）将从名录中删除。" for each in self.editions
        ]
        return [*named, "这次登记的单位仍保留在单位库中，在库情况按其余版次重新得出。"]

    def obstacles(self) -> list[str]:
        able = self.object.state == RunState.SAVED and self.editions
        return [] if able else ["这次导入没有登记版次，或已经撤销。"]

    def perform(self, form):
        return undo(self.object, by=self.request.user, reason=form.cleaned_data["reason"])


class RejectedRows(Page):
    """The refused rows as they came, with reasons, to be mended and imported again."""

    audience = AUDIENCE

    def get(self, request, *args, **kwargs):
        runs = ImportRun.objects.visible_to(request.user)
        run = get_object_or_404(runs, key=kwargs["key"])
        if not run.summary.get("counts", {}).get("rejected"):
            raise Http404("没有不能导入的行。")
        columns, rows = rejected_rows(run)
        form = Official(
            "不能导入的行",
            request.user.agency.name if request.user.agency else "",
            today(),
            explanations=("按“不能导入的原因”改正后，可以把这个文件直接上传。",),
            numbered=False,
        )
        stem = run.filename.rpartition(".")[0] or run.filename
        return file_response(stream_xlsx(columns, rows, form), f"{stem}-不能导入的行.xlsx")


def _writes(summary: dict) -> bool:
    """Whether saving would change anything."""
    fresh = any(not edition["is_done"] for edition in summary.get("editions", []))
    return fresh or summary.get("imported", 0) > 0


def _save_label(summary: dict) -> str:
    """公布这一版（25 家） or 导入 25 家."""
    fresh = [edition for edition in summary.get("editions", []) if not edition["is_done"]]
    if len(fresh) == 1:
        return f"公布这一版（{fresh[0]['lines']} 家）"
    if fresh:
        return f"公布这 {len(fresh)} 版（{sum(edition['lines'] for edition in fresh)} 家次）"
    return f"导入 {summary.get('imported', 0)} 家"
