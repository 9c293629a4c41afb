"""The staff's list of applications, its export, and the record of one."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode

from ipcontact.acts.services import open_record
from ipcontact.audit.services import record_access
from ipcontact.sheets.responses import file_response
from ipcontact.sheets.writer import Official, stream_csv, stream_xlsx
from ipcontact.ui.models import SiteProfile
from ipcontact.ui.pages import BulkAction, DetailPage, ListPage, RevealPage
from ipcontact.ui.registry import application_actions, application_bulk, application_panels
from ipcontact.workdays.clock import today
from registry.applications import board, hints, panels
from registry.applications.access import actors_of, has_filed
from registry.applications.buttons import buttons_of
from registry.applications.choices import Actor, ApplicationAction, ApplicationState
from registry.applications.corrected import answered
from registry.applications.filling import filling_of
from registry.applications.models import Application
from registry.applications.office_filters import QUEUES, ApplicationFilter, queue_rows
from registry.applications.office_tables import STATE_TONES, ApplicationTable
from registry.applications.parts import reworded
from registry.applications.reading import parts
from registry.applications.resources import chosen_columns, export_rows
from registry.applications.rules import moves_from, worker_of
from registry.applications.sealing import sealed_copies
from registry.applications.services import draft_of
from registry.applications.services.renewal import RENEW
from registry.units.forms import RevealForm

PHRASES = (
    "与登记信息不一致，请核对后更正。",
    "没有填写，请补充。",
    "扫描件不清晰，请重新上传。",
    "证明已过期，请提供新的证明。",
    "缺少盖章页，请补充。",
)


class ApplicationList(ListPage):
    """Every application this person may see, the most urgent first."""

    audience = "applications.view"
    title = "申报审核"
    model = Application
    page_key = "applications"
    word = "件"
    noun = "申报"
    filterset_class = ApplicationFilter
    table_class = ApplicationTable
    standing_views = tuple((label, urlencode({"queue": key})) for key, label in QUEUES)
    export_url_name = "applications:export"
    export_audience = "applications.export"
    bulk_actions = (
        BulkAction("接办", "applications:take", "applications.view"),
        BulkAction("复核通过（无缺陷项）", "applications:pass-clean", "applications.handle"),
        BulkAction("移交", "applications:hand-over", "applications.view"),
        BulkAction("复制为文字", "applications:as-text", "applications.view"),
        BulkAction("打印清单", "applications:print", "applications.view"),
    )
    empty_title = "还没有申报"
    empty_text = "单位提交的申报和本机构的推荐会列在这里，最急的在前。"

    def get_queryset(self):
        # Read for the rows of the page only: joined, they would be sorted with every row.
        rows = super().get_queryset().prefetch_related("round", "agency", "co_agency", "holder")
        rows = rows.defer("answers", "persons")  # wide, and not shown
        return rows.with_due().order_by("due_on", "-pk")

    @cached_property
    def offered_bulk_actions(self) -> list[dict[str, str]]:
        """The own ones, and those of the parts above."""
        more = [
            {"label": each.label, "url": reverse(each.url_name), "kind": each.kind}
            for each in application_bulk.allowed(self.may)
        ]
        return [*super().offered_bulk_actions, *more]

    def view_rows(self, query: str):
        rows = Application.objects.visible_to(self.request.user)
        return queue_rows(rows, query.removeprefix("queue="), self.request.user)

    def paginate(self) -> None:
        super().paginate()
        rows = [row.record for row in self.table.page.object_list]
        panels.put_faces(rows, today=today())
        if "sources" in self.table.columns.names():
            panels.put_agents(rows)
        if "codes" in self.table.columns.names():
            panels.put_codes(rows)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        sheet = {"label": "一键交接单", "url": reverse("applications:in-hand"), "icon": "print"}
        return super().get_context_data(head_actions=[sheet], **kwargs)


class ApplicationExport(ApplicationList):
    """The rows and columns of the list as a file; who exported what is kept."""

    audience = "applications.export"

    def get(self, request, *args, **kwargs):
        kind = request.GET.get("format", "")
        if kind not in ("xlsx", "csv"):
            raise Http404("没有这种格式。")
        rows = self.table.data.data.prefetch_related(None).with_codes()
        columns = chosen_columns(self.columns)
        on = today()
        used = [f"{chip.label}：{chip.value}" for chip in self.filterset.chips()]
        record_access(
            "export",
            user=request.user,
            request=request,
            target="申报清单",
            detail={"rows": rows.count(), "format": kind, "filters": len(used)},
        )
        organ = SiteProfile.objects.current().organ_name
        form = Official(
            "申报清单", organ, on, explanations=tuple(f"筛选条件：{words}。" for words in used)
        )
        lines = export_rows(rows, columns)
        chunks = stream_xlsx(columns, lines, form) if kind == "xlsx" else stream_csv(columns, lines)
        return file_response(chunks, f"申报清单-{on.isoformat()}.{kind}")


class OneApplication:
    """A page about one application: found by its number, with the way back to its record."""

    model = Application
    number_field = "application_no"

    def get_queryset(self):
        related = ("round__scheme", "agency", "co_agency", "holder", "unit", "owner")
        return super().get_queryset().select_related(*related)

    def get_crumbs(self):
        application = self.object
        return [
            ("申报审核", reverse("applications:list")),
            (str(application), application.get_absolute_url()),
            (self.get_title(), ""),
        ]


class ApplicationRecord(OneApplication, DetailPage):
    """Everything of one application on one page; defects are marked while reading."""

    audience = "applications.view"
    template_name = "registry/applications/record.html"
    typed: dict[str, str] = {}  # marks that were refused, to be shown again

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if self.actors - {Actor.UNIT}:
            open_record(self.object, by=request.user)
        return self.render_to_response(self.get_context_data(**kwargs))

    @cached_property
    def actors(self) -> frozenset[Actor]:
        return actors_of(self.request.user, self.object)

    def get_crumbs(self):
        return [("申报审核", reverse("applications:list")), (self.object.application_no, "")]

    def may_mark(self) -> bool:
        """Whether this person may return it now."""
        application, user = self.object, self.request.user
        moves = moves_from(ApplicationState(application.state), self.actors)
        is_free = application.holder_id in (None, user.pk)
        may_now = ApplicationAction.RETURN in moves and is_free
        return may_now and not has_filed(application, user)

    def marks(self) -> dict[str, str]:
        """What is marked by path, and what was typed and not saved."""
        draft = draft_of(self.object)
        stored = {item.path: item.defect for item in draft.items.all()} if draft else {}
        return {**stored, **self.typed}

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        application, user, on = self.object, self.request.user, today()
        reworded([application])
        marks = self.marks()
        may_check = panels.may_check(application, self.actors, user)
        drawn = board.board(application, today=on, may_check=may_check)
        worker = worker_of(application.state, application.returned_from)
        others = list(hints.rivals(application, user))
        return super().get_context_data(
            **self.registered(),
            tone=STATE_TONES[ApplicationState(application.state)],
            next_step=panels.next_step(application),
            buttons=buttons_of(application, self.actors, user, on),
            is_worker=worker in self.actors,
            may_mark=self.may_mark(),
            marked=sum(bool(words) for words in marks.values()),
            phrases=PHRASES,
            board=drawn,
            verdict=drawn.verdict,
            claims=board.marked_claims(drawn, marks),
            claims_mark=marks.get("claims", ""),
            may_check=may_check,
            parts=parts(application, marks=marks, sees_confidential=panels.judges(self.actors)),
            attachments=board.attachments(application, marks),
            sealed=sealed_copies(application),
            sealed_mark=marks.get("file.application.sealed", ""),
            answered=answered(application),
            hints=hints.hints(application, user),
            filling=filling_of(application),
            may_ask_unit=not {Actor.CLERK, Actor.HANDLER}.isdisjoint(self.actors),
            rivals=others,
            settle_url=hints.settle_url(application) if others else "",
            submissions=application.submissions.count(),
            clocks=panels.faces_of(application, today=on),
            may_reveal=self.may("units.reveal"),
            may_renew=self.may(RENEW) and not {Actor.CLERK, Actor.HANDLER}.isdisjoint(self.actors),
            **kwargs,
        )

    def registered(self) -> dict[str, Any]:
        """Sections and buttons of the parts above."""
        application, user = self.object, self.request.user
        shown = [
            {"panel": panel, "context": context}
            for panel in application_panels.allowed(self.may)
            if (context := panel.context(application, user)) is not None
        ]
        offered = [a for a in application_actions.allowed(self.may) if a.offered(application, user)]
        return {
            "main_panels": [item for item in shown if item["panel"].place == "main"],
            "aside_panels": [item for item in shown if item["panel"].place == "aside"],
            "more_buttons": [
                {"label": a.label, "url": a.url(application), "kind": a.kind} for a in offered
            ],
        }


class ApplicationReveal(OneApplication, RevealPage):
    """Names and numbers of one application in full, for a reason that is kept."""

    audience = "units.reveal"
    form_class = RevealForm
    title = "显示联系方式"
    submit_label = "显示联系方式"
    revealed_template = "registry/applications/revealed.html"

    def consequences(self):
        return ["将显示申报表中联络员、法定代表人等的姓名、手机和邮箱，并留下查看记录。"]

    def reveal(self, form):
        record_access(
            "reveal",
            user=self.request.user,
            request=self.request,
            target=f"申报 {self.object.application_no} 的联系人",
            detail={"reason": form.cleaned_data["reason"]},
        )
        return [
            row
            for part in parts(self.object, is_revealed=True)
            for row in part.rows
            if row.is_personal and not row.is_empty
        ]
