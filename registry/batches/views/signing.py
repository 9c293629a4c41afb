"""Pages of the chain: 呈报, sign, return, cancel, decide, open again, the meeting's result."""

from __future__ import annotations

from typing import Any

from ipcontact.acts.choices import Channel
from ipcontact.acts.models import OfflineResult
from ipcontact.acts.services import behalf_words, last_step_words
from ipcontact.audit.context import name_of
from ipcontact.ui.pages import ActionPage
from ipcontact.workdays.clock import today
from registry.batches import services
from registry.batches.access import authority_at, conflicts_at, turn_of
from registry.batches.choices import BatchAction, BatchActor
from registry.batches.facts import Line
from registry.batches.forms import CommentForm, DecideForm, ReasonForm, ResultForm, SubmitForm
from registry.batches.models import ReviewBatch
from registry.batches.rules import move_problems, tally
from registry.batches.services.signing import submit_obstacles
from registry.batches.views.record import OneBatch
from registry.batches.wording import faces_of, remark_words

MOST_SHOWN = 30


class BatchStep(OneBatch, ActionPage):
    """One step of the state table: what it will do, then done. `action` names it."""

    action: BatchAction
    form_class: Any = ReasonForm

    def get_title(self) -> str:
        return self.title or self.action.label

    def get_form(self, **data):
        return self.form_class(**data, initial={"version": self.object.version})

    def obstacles(self) -> list[str]:
        """Why it cannot be done now: by whom, where the batch stands, who was quicker."""
        found = move_problems(
            self.action, state=self.object.state, actors=self.actors, reason="later"
        )
        said = [words for _, words in found]
        is_late = any(code == "wrong_state" for code, _ in found)
        return [f"{last_step_words(self.object)}{said[0]}"] if is_late else said

    def conflicts(self) -> list[str]:
        """Units for which the person looking, or the leader for whom they act, stands aside."""
        place = turn_of(self.chain)
        user = self.request.user
        leader = authority_at(place, self.chain, user=user, on=today()) if place else None
        if leader is None:
            return []
        waiting = [line.application for line in self.lines if line.is_open]
        found = [str(c) for c in conflicts_at(place, applications=waiting, people=[user, leader])]
        advice = ["请写明理由退回，由经办将其移出本批次后另行呈报。"] if found else []
        return [*found, *advice]

    def behalf(self) -> str:
        """受×××委托, when a delegate is looking."""
        place = turn_of(self.chain)
        user = self.request.user
        leader = authority_at(place, self.chain, user=user, on=today()) if place else None
        return behalf_words(leader) if leader is not None and leader != user else ""


class Submit(BatchStep):
    audience = "batches.prepare"
    action = BatchAction.SUBMIT
    form_class = SubmitForm
    submit_label = "呈报审定"
    success_message = "已呈报，第一位签署人会收到消息。在别人打开之前可以撤回。"

    def consequences(self) -> list[str]:
        lines = [line for line in self.lines if line.is_open]
        numbers = tally([line.item.proposal for line in lines]).words
        chain = " → ".join(f"{face.role} {face.name}" for face in faces_of(self.object, self.chain))
        return [f"{len(lines)}家呈报审定，拟{numbers}。", f"依次签署：{chain or '还没有签署人'}。"]

    def obstacles(self) -> list[str]:
        found = super().obstacles()
        if found:
            return found
        problems = submit_obstacles(self.object, self.chain, today=today(), recusals_checked=True)
        said = [words for _, words in problems]
        more = len(said) - MOST_SHOWN
        return [*said[:MOST_SHOWN], f"另有{more}项没有列出。"] if more > 0 else said

    def perform(self, form) -> ReviewBatch:
        return services.submit(
            self.object, by=self.request.user, today=today(), **form.cleaned_data
        )


class Sign(BatchStep):
    action = BatchAction.SIGN
    form_class = CommentForm
    submit_label = "签署同意"

    def consequences(self) -> list[str]:
        following = [p for p in self.chain if p.order > (turn_of(self.chain) or p).order]
        said = [remark_words(self.lines)]
        if following:
            said.append(f"签署后由{name_of(following[0].user)}{following[0].get_role_display()}。")
        return [*said, *([f"以您的名义签署，注明“{self.behalf()}”。"] if self.behalf() else [])]

    def obstacles(self) -> list[str]:
        return super().obstacles() or self.conflicts()

    def perform(self, form) -> ReviewBatch:
        return services.sign(self.object, by=self.request.user, today=today(), **form.cleaned_data)

    def get_success_message(self, result: ReviewBatch) -> str:
        return "已签署同意，下一位签署人会收到消息。在别人打开之前可以撤回。"


class Return(BatchStep):
    action = BatchAction.RETURN
    title = "退回批次"
    submit_label = "退回批次"
    submit_kind = "danger"
    success_message = "已退回，拟定人会收到消息。"

    def consequences(self) -> list[str]:
        return ["回到“拟定中”，可以修改名单。", "再次呈报时从第一位签署人重新开始。"]

    def perform(self, form) -> ReviewBatch:
        return services.send_back(
            self.object, by=self.request.user, today=today(), **form.cleaned_data
        )


class Cancel(BatchStep):
    audience = "batches.prepare"
    action = BatchAction.CANCEL
    submit_label = "取消批次"
    submit_kind = "danger"
    success_message = "已取消，名单上的申报回到“待上会”。"

    def consequences(self) -> list[str]:
        count = sum(line.is_open for line in self.lines)
        return [f"名单上的{count}家回到“待上会”，可以列入以后的批次。"]

    def perform(self, form) -> ReviewBatch:
        return services.cancel(
            self.object, by=self.request.user, today=today(), **form.cleaned_data
        )


class Reopen(BatchStep):
    action = BatchAction.REOPEN
    submit_label = "重新审定"
    submit_kind = "danger"
    success_message = "已重新打开，请再次审定。"

    def consequences(self) -> list[str]:
        gone = services.moved_on(self.object)
        names = {line.item.pk: line.application.unit_name for line in self.lines}
        decided = sum(bool(line.item.decision) for line in self.lines)
        shown = list(gone.items())[:MOST_SHOWN]
        more = len(gone) - len(shown)
        return [
            f"{decided - len(gone)}家回到“已列入批次”，原来的审定结果作废，办理记录保留。",
            *(f"{names[key]}维持原来的结果：{why}。" for key, why in shown),
            *([f"另有{more}家也维持原来的结果，没有列出。"] if more else []),
        ]

    def perform(self, form) -> ReviewBatch:
        return services.reopen(
            self.object, by=self.request.user, today=today(), **form.cleaned_data
        )


class Decide(BatchStep):
    """The leader's page: exceptions first, each with its reasons; the rest in one tick."""

    action = BatchAction.DECIDE
    template_name = "registry/batches/decide.html"

    def get_title(self) -> str:
        return f"审定：{self.object.name}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*super().get_crumbs()[:-1], (self.action.label, "")]

    def open_lines(self) -> list[Line]:
        return [line for line in self.lines if line.is_open]

    def get_form(self, **data) -> DecideForm:
        initial = {"version": self.object.version}
        return DecideForm(**data, lines=self.open_lines(), initial=initial)

    def obstacles(self) -> list[str]:
        return super().obstacles() or self.conflicts()

    def perform(self, form) -> ReviewBatch:
        data = form.cleaned_data
        return services.decide(
            self.object,
            words=form.words(),
            agree_rest=data["agree_rest"],
            comment=data["comment"],
            version=data["version"],
            by=self.request.user,
            today=today(),
        )

    def get_success_message(self, result: ReviewBatch) -> str:
        decisions = list(result.items.exclude(decision="").values_list("decision", flat=True))
        return f"已审定：{tally(decisions).words}。公示之前可以重新审定。"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        lines = self.open_lines()
        standing = sum(bool(line.item.decision) for line in self.lines)
        return super().get_context_data(
            remark_words=remark_words(lines),
            withdrawn=len(self.lines) - len(lines) - standing,
            standing=standing,
            count=len(lines),
            behalf=self.behalf(),
            places=faces_of(self.object, self.chain),
            may_return=BatchAction.RETURN in self.moves,
            **kwargs,
        )


class EnterResult(BatchStep):
    """登记审定结果: as proposed beforehand, some ticked otherwise; a second person confirms."""

    audience = "offline.enter"
    action = BatchAction.DECIDE
    title = "登记审定结果"
    template_name = "registry/batches/result.html"
    submit_label = "登记，交另一人确认"
    success_message = "已登记。另一人核对原件、确认之后生效。"

    def get_form(self, **data) -> ResultForm:
        last = self.chain[-1].user_id if self.chain else None
        initial = {"decider": last, "decided_on": today(), "channel": Channel.MEETING.value}
        lines = [line for line in self.lines if line.is_open]
        return ResultForm(**data, lines=lines, initial=initial)

    def obstacles(self) -> list[str]:
        actors = {BatchActor.DECIDER}  # on paper it is always the turn of the last
        found = move_problems(self.action, state=self.object.state, actors=actors)
        return [f"{last_step_words(self.object)}{words}" for _, words in found]

    def perform(self, form) -> OfflineResult:
        return services.enter_result(
            self.object, words=form.words(), by=self.request.user, today=today(), **form.facts()
        )

    def get_success_url(self, result: OfflineResult) -> str:
        return self.object.get_absolute_url()
