"""Pages of the steps the staff take with one application."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from ipcontact.acts.services import last_step_words
from ipcontact.ui.pages import ActionPage
from ipcontact.workdays.clock import today
from registry.applications import services
from registry.applications.access import actors_of
from registry.applications.board import board, unchecked
from registry.applications.choices import ApplicationAction, ApplicationState
from registry.applications.forms.office import ForwardForm, NoteForm, ReasonForm, StepForm
from registry.applications.models import Application
from registry.applications.rules import actors_for, moves_from, reopened_to
from registry.applications.views.office import OneApplication


class Step(OneApplication, ActionPage):
    """One step of the state table: what it will do, a reason where one is needed, then done.

    Class attributes: action: the step; service: the function that takes it; will: what happens.
    """

    action: ApplicationAction
    service: Callable[..., Application]
    will: tuple[str, ...] = ()
    form_class: type[StepForm] = ReasonForm

    def get_title(self) -> str:
        return self.title or self.action.label

    def get_form(self, **data):
        return self.form_class(**data, initial={"version": self.object.version})

    def consequences(self) -> list[str]:
        return list(self.will)

    def obstacles(self) -> list[str]:
        """Why it cannot be done now: by whom, where the file stands, who has it."""
        application, user = self.object, self.request.user
        state, actors = ApplicationState(application.state), actors_of(user, application)
        if self.action not in moves_from(state, actors):
            if actors_for(self.action, state).isdisjoint(actors):
                return [f"“{self.action.label}”不由您办理。"]
            return [f"{last_step_words(application)}这件申报现在是“{state.label}”。"]
        if application.holder_id not in (None, user.pk):
            return [f"现由{application.holder.name}办理。需要由您办理的，请先移交给您。"]
        return []

    def perform(self, form) -> Application:
        return type(self).service(
            self.object, by=self.request.user, today=today(), **form.cleaned_data, **self.more()
        )

    def more(self) -> dict[str, Any]:
        """Further arguments of the service."""
        return {}


class Pass(Step):
    audience = "applications.handle"
    action = ApplicationAction.PASS
    form_class = NoteForm
    submit_label = "复核通过"
    success_message = "已复核通过，进入综合考察。在别人打开之前可以撤回。"

    @staticmethod
    def service(application, *, reason, **how):
        return services.pass_review(application, note=reason, **how)

    def consequences(self) -> list[str]:
        drawn = board(self.object, today=today())
        left = unchecked(drawn)
        return [
            f"{drawn.verdict.words}。" + (f"还有 {left} 项没有核对。" if left else ""),
            "进入综合考察；单位看到的状态仍是“审核中”。",
        ]


class ProposeExclude(Step):
    audience = "applications.handle"
    action = ApplicationAction.PROPOSE_EXCLUDE
    service = staticmethod(services.propose_exclude)
    submit_label = "建议不纳入"
    submit_kind = "danger"
    success_message = "已建议不纳入，随下一批次提请审定。"
    will = (
        "不再考察，带着理由列入下一审定批次，由审定决定是否纳入。",
        "单位看到的状态仍是“审核中”。",
    )


class SendBack(Step):
    audience = "applications.handle"
    action = ApplicationAction.SEND_BACK
    service = staticmethod(services.send_back)
    submit_label = "退回复核"
    success_message = "已退回复核。"
    will = ("回到“待区局复核”，复核时限重新计算。",)


class Bypass(Step):
    audience = "applications.handle"
    action = ApplicationAction.BYPASS
    service = staticmethod(services.bypass)
    title = "越过推荐单位"
    submit_label = "越过推荐单位，直接复核"
    success_message = "已转入区局复核，列入例外清单。"
    will = ("不等推荐单位的意见，直接进入区局复核。", "这一步列入例外清单，请写明理由。")


class Forward(Step):
    audience = "applications.view"
    action = ApplicationAction.FORWARD
    service = staticmethod(services.forward)
    form_class = ForwardForm
    submit_label = "转其他推荐单位"
    success_message = "已转出，对方的经办会收到消息。"
    will = ("由所选单位初审，初审时限重新计算。",)


class Close(Step):
    audience = "applications.handle"
    action = ApplicationAction.LAPSE
    service = staticmethod(services.close_unanswered)
    submit_label = "逾期关闭"
    submit_kind = "danger"
    success_message = "已关闭，并告知单位。"
    will = ("申报关闭，单位会收到消息。", "申报期内可以写明理由重新打开。")


class Reopen(Step):
    audience = "applications.handle"
    action = ApplicationAction.REOPEN
    service = staticmethod(services.reopen)
    submit_label = "重新打开"
    success_message = "已重新打开。"

    def consequences(self) -> list[str]:
        state = reopened_to(self.object.returned_from)
        return [f"回到“{state.label}”，时限重新计算。"]

    def more(self) -> dict[str, Any]:
        return {"now": timezone.now()}
