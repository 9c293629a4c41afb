"""Snapshots: the list, compiling, the record, each step of the way to the public."""

from __future__ import annotations

from typing import Any

from django.urls import reverse, reverse_lazy

from ipcontact.accounts.rights import refusal
from ipcontact.acts.choices import Channel
from ipcontact.acts.services import authority_of, behalf_words, open_record
from ipcontact.audit.models import AccessEvent
from ipcontact.audit.services import record_access
from ipcontact.sheets.responses import file_response
from ipcontact.ui.models import SiteProfile
from ipcontact.ui.pages import ActionPage, DetailPage, FormPage, ListPage
from ipcontact.workdays.clock import today
from registry.goals import papers, services
from registry.goals.choices import SnapshotAction, SnapshotState
from registry.goals.figures import frozen, public_codes
from registry.goals.filters import SnapshotFilter
from registry.goals.forms import CompileForm, ReasonForm, ReleaseResultForm, VersionedForm
from registry.goals.models import VIEW, FigureSnapshot
from registry.goals.rules import CHECK, MOVES, PREPARE, differences
from registry.goals.services.releasing import RELEASE
from registry.goals.services.steps import problems_for
from registry.goals.tables import SnapshotTable
from registry.goals.views.board import BOARD
from registry.goals.wording import NEXT, TONES, corrected, faces

LIST = ("发布数据", reverse_lazy("goals:snapshots"))
A = SnapshotAction
# Step -> (page, words, look), in the order they stand.
BUTTONS = {
    A.DROP: ("goals:drop", "作废", "danger"),
    A.RETURN: ("goals:return", "退回", ""),
    A.RECOMPUTE: ("goals:recompute", "重新计算", ""),
    A.CORRECT: ("goals:correct", "编制更正版", ""),
    A.SUBMIT: ("goals:submit", "提交复核", "primary"),
    A.CHECK: ("goals:check", "复核", "primary"),
    A.RELEASE: ("goals:release", "发布", "primary"),
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


class SnapshotStep(OneSnapshot, ActionPage):
    """One step of a snapshot: its figures, what it will do, then done. `action` names it."""

    action: SnapshotAction
    form_class: Any = VersionedForm
    template_name = "registry/goals/step.html"
    shows_figures = False

    def get_title(self) -> str:
        return self.title or self.action.label

    def get_form(self, **data):
        return self.form_class(**data, initial={"version": self.object.version})

    def obstacles(self) -> list[str]:
        found = problems_for(self.object, self.action, self.request.user, reason="later")
        return [words for _, words in found]

    def asked(self, form) -> dict[str, Any]:
        """What every service of a snapshot is told."""
        return {**form.cleaned_data, "by": self.request.user, "today": today()}

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        shown = faces(self.object) if self.shows_figures else []
        return super().get_context_data(faces=shown, corrected=corrected(self.object), **kwargs)


class Recompute(SnapshotStep):
    audience = PREPARE
    action = A.RECOMPUTE
    success_message = "已重新计算。"

    def consequences(self) -> list[str]:
        return changes_since(self.object) or ["各项数字和现在保存的一致，重新计算不会改变。"]

    def perform(self, form) -> FigureSnapshot:
        return services.recompute(self.object, **self.asked(form))


class Submit(SnapshotStep):
    audience = PREPARE
    action = A.SUBMIT
    success_message = "已提交复核。在复核人打开之前可以撤回。"

    def consequences(self) -> list[str]:
        return ["由编制人以外的经办复核，复核期间数字不能再改。"]

    def perform(self, form) -> FigureSnapshot:
        return services.submit(self.object, **self.asked(form))


class Check(SnapshotStep):
    """The second person's page: the figures, and whether they come out the same today."""

    audience = CHECK
    action = A.CHECK
    title = "复核发布数据"
    submit_label = "复核通过"
    success_message = "复核通过，等待领导发布。"
    shows_figures = True

    def consequences(self) -> list[str]:
        found = changes_since(self.object)
        if not found:
            return ["按同一统计截止日重新计算，各项数字一致。", "复核通过后由领导发布。"]
        return ["按同一统计截止日重新计算，下列数字与保存的不一致，请先查明：", *found]

    def perform(self, form) -> FigureSnapshot:
        return services.check(self.object, **self.asked(form))


class Return(SnapshotStep):
    audience = CHECK
    action = A.RETURN
    title = "退回发布数据"
    submit_label = "退回"
    submit_kind = "danger"
    form_class = ReasonForm
    success_message = "已退回，编制人会收到消息。"

    def consequences(self) -> list[str]:
        return ["回到“编制中”，更正事实后重新计算，再次提交复核。"]

    def perform(self, form) -> FigureSnapshot:
        return services.send_back(self.object, **self.asked(form))


class Release(SnapshotStep):
    """The leader's page: every figure with its rule on one page."""

    action = A.RELEASE
    title = "发布数据"
    submit_label = "发布"
    success_message = "已发布，公开页面已更新。"
    shows_figures = True

    def consequences(self) -> list[str]:
        said = [
            f"{len(self.object.figures)}项数据在公开页面发布，统计截止日{self.object.as_of}。",
            "发布后不能再改；以后发现错误，只能编制更正版并公开写明差别。",
        ]
        leader = authority_of(self.request.user, RELEASE, today())
        if leader is not None and leader != self.request.user:
            said.append(f"以您的名义发布，注明“{behalf_words(leader)}”。")
        return said

    def obstacles(self) -> list[str]:
        may = authority_of(self.request.user, RELEASE, today()) is not None
        unable = [] if may else [refusal(self.request.user, MOVES[A.RELEASE].verb)]
        return super().obstacles() or unable

    def perform(self, form) -> FigureSnapshot:
        return services.release(self.object, **self.asked(form))


class Drop(SnapshotStep):
    audience = PREPARE
    action = A.DROP
    title = "作废发布数据"
    submit_label = "作废"
    submit_kind = "danger"
    form_class = ReasonForm
    success_message = "已作废。"

    def consequences(self) -> list[str]:
        return ["这份数据不再发布，记录保留。同一统计截止日可以另行编制。"]

    def perform(self, form) -> FigureSnapshot:
        return services.drop(self.object, **self.asked(form))


class Correct(SnapshotStep):
    audience = PREPARE
    action = A.CORRECT
    title = "编制更正版"
    form_class = ReasonForm
    success_message = "已按同一统计截止日重新计算。核对差别后提交复核。"

    def consequences(self) -> list[str]:
        edition = self.object.edition
        return [
            f"第{edition}版保持原样；按同一统计截止日重新计算，编制第{edition + 1}版。",
            *(changes_since(self.object) or ["现在重新计算，各项数字和已发布的一致。"]),
            "新的一版发布后，公开页面写明更正理由和逐项差别。",
        ]

    def perform(self, form) -> FigureSnapshot:
        asked = self.asked(form)
        asked.pop("version")
        return services.correct(self.object, **asked)


class EnterRelease(SnapshotStep):
    """登记发布结果: decided on paper, in the OA or in a meeting; a second person confirms."""

    audience = "offline.enter"
    action = A.RELEASE
    title = "登记发布结果"
    form_class = ReleaseResultForm
    submit_label = "登记，交另一人确认"
    success_message = "已登记。另一人核对原件、确认之后生效。"
    shows_figures = True

    def get_form(self, **data) -> ReleaseResultForm:
        initial = {"decided_on": today(), "channel": Channel.PAPER.value}
        return ReleaseResultForm(**data, code=RELEASE, initial=initial)

    def obstacles(self) -> list[str]:
        state = SnapshotState(self.object.state)
        if state != SnapshotState.CHECKED:
            return [f"这份数据现在是“{state.label}”，复核通过后才能登记发布结果。"]
        return []

    def perform(self, form):
        return services.enter_release(
            self.object, by=self.request.user, today=today(), **form.facts()
        )

    def get_success_url(self, result) -> str:
        return self.object.get_absolute_url()


def changes_since(snapshot: FigureSnapshot) -> list[str]:
    """What a computation of the same day says otherwise now, a sentence each."""
    codes = [figure["code"] for figure in snapshot.figures]
    now = frozen(codes, snapshot.as_of)
    return [
        f"{d.label}：保存的是{d.old}，现在计算为{d.new}。"
        for d in differences(snapshot.figures, now)
    ]
