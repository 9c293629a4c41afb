"""Each step of a snapshot on its way to the public."""

from __future__ import annotations

from typing import Any

from ipcontact.accounts.rights import refusal
from ipcontact.acts.choices import Channel
from ipcontact.acts.services import authority_of, behalf_words
from ipcontact.ui.pages import ActionPage
from ipcontact.workdays.clock import today
from registry.goals import services
from registry.goals.choices import SnapshotAction, SnapshotState
from registry.goals.figures import frozen
from registry.goals.forms import ReasonForm, ReleaseResultForm, VersionedForm
from registry.goals.models import FigureSnapshot
from registry.goals.rules import CHECK, MOVES, PREPARE, differences
from registry.goals.services.releasing import RELEASE
from registry.goals.services.steps import problems_for
from registry.goals.views.snapshots import OneSnapshot
from registry.goals.wording import corrected, faces


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
    action = SnapshotAction.RECOMPUTE
    success_message = "已重新计算。"

    def consequences(self) -> list[str]:
        return changes_since(self.object) or ["各项数字和现在保存的一致，重新计算不会改变。"]

    def perform(self, form) -> FigureSnapshot:
        return services.recompute(self.object, **self.asked(form))


class Submit(SnapshotStep):
    audience = PREPARE
    action = SnapshotAction.SUBMIT
    success_message = "已提交复核。在复核人打开之前可以撤回。"

    def consequences(self) -> list[str]:
        return ["由编制人以外的经办复核，复核期间数字不能再改。"]

    def perform(self, form) -> FigureSnapshot:
        return services.submit(self.object, **self.asked(form))


class Check(SnapshotStep):
    """The second person's page: the figures, and whether they come out the same today."""

    audience = CHECK
    action = SnapshotAction.CHECK
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
    action = SnapshotAction.RETURN
    title = "退回发布数据"
    submit_label = "退回编制"
    submit_kind = "danger"
    form_class = ReasonForm
    success_message = "已退回，编制人会收到消息。"

    def consequences(self) -> list[str]:
        return ["回到“编制中”，更正事实后重新计算，再次提交复核。"]

    def perform(self, form) -> FigureSnapshot:
        return services.send_back(self.object, **self.asked(form))


class Release(SnapshotStep):
    """The leader's page: every figure with its rule on one page."""

    action = SnapshotAction.RELEASE
    title = "发布数据"
    submit_label = "发布这一版"
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
        unable = [] if may else [refusal(self.request.user, MOVES[SnapshotAction.RELEASE].verb)]
        return super().obstacles() or unable

    def perform(self, form) -> FigureSnapshot:
        return services.release(self.object, **self.asked(form))


class Drop(SnapshotStep):
    audience = PREPARE
    action = SnapshotAction.DROP
    title = "作废发布数据"
    submit_label = "作废这一版"
    submit_kind = "danger"
    form_class = ReasonForm
    success_message = "已作废。"

    def consequences(self) -> list[str]:
        return ["这份数据不再发布，记录保留。同一统计截止日可以另行编制。"]

    def perform(self, form) -> FigureSnapshot:
        return services.drop(self.object, **self.asked(form))


class Correct(SnapshotStep):
    audience = PREPARE
    action = SnapshotAction.CORRECT
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
    action = SnapshotAction.RELEASE
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
