"""Snapshots: the list, compiling, the record, its workbook."""

from __future__ import annotations

from typing import Any

from django.urls import reverse, reverse_lazy

from ipcontact.acts.services import authority_of, open_record
from ipcontact.audit.models import AccessEvent
from ipcontact.audit.services import record_access
from ipcontact.sheets.responses import file_response
from ipcontact.ui.models import SiteProfile
from ipcontact.ui.pages import DetailPage, FormPage, ListPage
from ipcontact.workdays.clock import today
from registry.goals import papers, services
from registry.goals.choices import SnapshotAction, SnapshotState
from registry.goals.figures import public_codes
from registry.goals.filters import SnapshotFilter
from registry.goals.forms import CompileForm
from registry.goals.models import VIEW, FigureSnapshot
from registry.goals.rules import MOVES, PREPARE
from registry.goals.services.releasing import RELEASE
from registry.goals.services.steps import problems_for
from registry.goals.tables import SnapshotTable
from registry.goals.views.board import BOARD
from registry.goals.wording import NEXT, TONES, corrected, faces

LIST = ("发布数据", reverse_lazy("goals:snapshots"))
A = SnapshotAction
# Step -> (page, words, look), in the order they stand.
BUTTONS = {
    A.DROP: ("goals:drop", "作废这一版", "danger"),
    A.RETURN: ("goals:return", "退回编制", ""),
    A.RECOMPUTE: ("goals:recompute", "重新计算", ""),
    A.CORRECT: ("goals:correct", "编制更正版", ""),
    A.SUBMIT: ("goals:submit", "提交复核", "primary"),
    A.CHECK: ("goals:check", "复核数据", "primary"),
    A.RELEASE: ("goals:release", "发布这一版", "primary"),
}


class SnapshotList(ListPage):
    """Every snapshot, the latest day first."""

    audience = VIEW
    title = "发布数据"
    crumbs = (BOARD, ("发布数据", ""))
    model = FigureSnapshot
    word, noun = "份", "发布数据"
    filterset_class = SnapshotFilter
    table_class = SnapshotTable
    empty_title = "还没有发布数据"
    empty_text = "对外只用经领导发布的数据：先按统计截止日编制，另一名经办复核，再由领导发布。"

    def get_queryset(self):
        return super().get_queryset().select_related("compiled_by", "checked_by")

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        new = {"label": "编制发布数据", "url": reverse("goals:compile"), "kind": "primary"}
        actions = [new] if self.may(PREPARE) else []
        return super().get_context_data(head_actions=actions, **kwargs)


class Compile(FormPage):
    """Which figures of which day."""

    audience = PREPARE
    title = "编制发布数据"
    form_class = CompileForm
    submit_label = "计算并保存"
    success_message = "已计算。核对各项数字后提交复核。"
    back_url = LIST[1]
    crumbs = (BOARD, LIST, ("编制发布数据", ""))
    intro = "各项数字按统计截止日计算一次并固定下来，连同统计口径交另一名经办复核，再由领导发布。"

    def get_initial(self) -> dict[str, Any]:
        day = today()
        title = f"知识产权保护重点联系机制{day.year}年统计数据"
        return {"title": title, "as_of": day, "codes": public_codes()}

    def perform(self, form):
        return services.compile_figures(**form.cleaned_data, by=self.request.user, today=today())


class OneSnapshot:
    """A page about one snapshot."""

    audience = VIEW
    model = FigureSnapshot

    def get_queryset(self):
        people = ("compiled_by", "checked_by", "released_by", "corrects")
        return super().get_queryset().select_related(*people)

    def get_crumbs(self) -> list[tuple[str, str]]:
        own = (str(self.object), self.object.get_absolute_url())
        return [BOARD, LIST, own, (self.get_title(), "")]


class SnapshotRecord(OneSnapshot, DetailPage):
    """Everything of one snapshot: figures, rules, differences, steps."""

    template_name = "registry/goals/snapshot.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if self.is_next():
            open_record(self.object, by=request.user)
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [BOARD, LIST, (self.object.number, "")]

    def is_next(self) -> bool:
        """Whether it waits for the person looking, whose look ends the taking back."""
        action = {
            SnapshotState.CHECKING: A.CHECK,
            SnapshotState.CHECKED: A.RELEASE,
        }.get(SnapshotState(self.object.state))
        return action is not None and self.offers(action)

    def offers(self, action: SnapshotAction) -> bool:
        user = self.request.user
        if problems_for(self.object, action, user, reason="later"):
            return False
        if action == A.RELEASE:
            return authority_of(user, RELEASE, today()) is not None
        return self.may(MOVES[action].verb)

    def buttons(self) -> list[dict[str, str]]:
        """The next steps this person may take; a version is corrected once."""
        snapshot = self.object
        is_corrected = snapshot.corrections.exclude(state=SnapshotState.DROPPED).exists()
        return [
            {"label": words, "url": reverse(page, args=[snapshot.number]), "kind": kind}
            for action, (page, words, kind) in BUTTONS.items()
            if self.offers(action) and not (action == A.CORRECT and is_corrected)
        ]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        snapshot = self.object
        state = SnapshotState(snapshot.state)
        return super().get_context_data(
            tone=TONES[state],
            faces=faces(snapshot),
            corrected=corrected(snapshot),
            corrections=snapshot.corrections.exclude(state=SnapshotState.DROPPED),
            next_step=NEXT.get(state, ""),
            buttons=self.buttons(),
            may_enter=state == SnapshotState.CHECKED and self.may("offline.enter"),
            **kwargs,
        )


class SnapshotPaper(OneSnapshot, DetailPage):
    """The snapshot as the official Excel form; leaves a trace."""

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        record_access(
            AccessEvent.Kind.EXPORT,
            user=request.user,
            request=request,
            target=request.path,
            detail={"rows": len(self.object.figures)},
        )
        organ = SiteProfile.objects.current().organ_name
        chunks = papers.workbook(self.object, organ=organ)
        return file_response(chunks, papers.filename(self.object))
