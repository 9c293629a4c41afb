"""One page for each step of an objection."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404

from ipcontact.acts.choices import Channel
from ipcontact.acts.services import last_step_words
from ipcontact.ui.pages import ActionPage, FormPage
from ipcontact.workdays.clock import today
from registry.objections import services
from registry.objections.access import HANDLE, has_touched
from registry.objections.choices import ObjectionAction
from registry.objections.forms import (
    AnswerForm,
    AskForm,
    CompleteForm,
    DecidedForm,
    DecideForm,
    LeadForm,
    ProposeForm,
    ReasonForm,
    SettleForm,
    TakeOverForm,
    TakeUpForm,
    VersionedForm,
    WithdrawForm,
)
from registry.objections.models import Objection
from registry.objections.rules import lead_problems, move_problems, take_up_problems
from registry.objections.views.office import OneObjection
from registry.objections.wording import LETTERS

A = ObjectionAction
ALONE = "只有{name}一家暂缓公布，其他单位照常办理。"


class ObjectionStep(OneObjection, ActionPage):
    """One step of the state table, confirmed on its own page."""

    audience = HANDLE
    action: ObjectionAction
    form_class = VersionedForm
    step: Any

    def get_title(self) -> str:
        return self.title or self.action.label

    def get_form(self, **data):
        return self.form_class(**data, initial=self.get_initial())

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.object.version}

    def obstacles(self) -> list[str]:
        found = move_problems(
            self.action,
            state=self.object.state,
            actors=self.actors,
            reason="-",
            is_unsettled=self.is_unsettled,
        )
        return [f"{last_step_words(self.object)}{words}" for _, words in found]

    def perform(self, form) -> Objection:
        how = form.cleaned_data
        return type(self).step(self.object, by=self.request.user, today=today(), **how)

    def get_success_url(self, result) -> str:
        return self.object.get_absolute_url()


class TakeOver(ObjectionStep):
    action = A.TAKE_OVER
    form_class = TakeOverForm
    step = services.take_over
    success_message = "由您经办。异议人的身份现在只有您能看到。"

    def consequences(self) -> list[str]:
        former = self.object.handler
        said = ["由您经办，异议人的身份和证据只有您能看到。"]
        return [*said, f"{former.name}不再经办，并收到通知。"] if former else said


class TakeUp(ObjectionStep):
    """The substance is written by staff: what the objector wrote online may tell who it is."""

    action = A.TAKE_UP
    form_class = TakeUpForm
    template_name = "registry/objections/take_up.html"
    step = services.take_up
    success_message = "已立项核查，这家单位暂缓公布。"

    def get_initial(self) -> dict[str, Any]:
        noted = self.is_named and self.object.registered_by_id is not None
        first = self.object.reason[:1000] if noted else ""
        return {**super().get_initial(), "substance": first}

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(is_named=self.is_named, **kwargs)

    def consequences(self) -> list[str]:
        return [
            ALONE.format(name=self.object.item.name),
            "单位能看到异议要点，看不到异议人。对外仍显示“公示中”。",
        ]

    def obstacles(self) -> list[str]:
        found = super().obstacles()
        return found or [words for _, words in take_up_problems(self.object.received)]


class Ask(ObjectionStep):
    action = A.ASK
    form_class = AskForm
    step = services.ask_to_complete
    success_message = "已登记。异议人凭编号和查询码能看到要补充什么；留了电话的请同时电话告知。"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "until": today() + timedelta(days=7)}

    def consequences(self) -> list[str]:
        return ["到期没有补充的，可以转为线索，也可以按已有内容立项。", "单位不因此暂缓。"]


class Lead(ObjectionStep):
    action = A.LEAD
    form_class = LeadForm
    step = services.treat_as_lead
    success_message = "已转为线索，不再作为异议答复。"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "ground": self.true_grounds()[0]}

    def true_grounds(self) -> list[str]:
        """The grounds that fit what is registered, the plain ones first."""
        facts, overdue = self.object.received, self.object.is_overdue(today())
        known = ("anonymous", "late", "off_list", "incomplete", "irrelevant")
        return [g for g in known if not lead_problems(g, facts, is_overdue=overdue)]

    def consequences(self) -> list[str]:
        return ["作为线索保留，不答复，单位不暂缓。", "异议人查询时看到“已登记”。"]


class Complete(OneObjection, FormPage):
    """What the objector told by phone or letter after being asked."""

    audience = HANDLE
    title = "补充材料"
    form_class = CompleteForm
    success_message = "已登记补充的内容。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"was_anonymous": self.object.objector.is_anonymous}

    def obstacles(self) -> list[str]:
        found = move_problems(A.COMPLETE, state=self.object.state, actors=self.actors)
        return [words for _, words in found]

    def perform(self, form) -> Objection:
        told = form.told()
        return services.complete(self.object, by=self.request.user, today=today(), **told)


class Propose(ObjectionStep):
    action = A.PROPOSE
    form_class = ProposeForm
    step = services.propose
    success_message = "已提出建议，等审定领导定性。"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "findings": self.object.findings}

    def consequences(self) -> list[str]:
        return ["送审定领导定性；领导看到异议要点和核查情况，看不到异议人。"]


class LeadersStep(ObjectionStep):
    """A step of the leader, or of whoever holds the leader's 委托."""

    audience = "objections.view"

    def obstacles(self) -> list[str]:
        found = super().obstacles()
        if not found and not self.object.is_proposed:
            found = ["还没有定性建议，请经办人先写明核查情况并提出建议。"]
        return found


class Return(LeadersStep):
    action = A.RETURN
    form_class = ReasonForm
    step = services.send_back
    success_message = "已退回经办人重新核查。"

    def consequences(self) -> list[str]:
        return ["核查情况保留，由经办人补充后重新提出建议。", "单位继续暂缓。"]


class Decide(LeadersStep):
    """异议定性, with everything the leader needs on one page."""

    action = A.DECIDE
    form_class = DecideForm
    template_name = "registry/objections/decide.html"
    step = services.decide
    success_message = "已定性。"

    def get_initial(self) -> dict[str, Any]:
        return {
            **super().get_initial(),
            "conclusion": self.object.proposed,
            "reason": self.object.proposal_reason,
        }

    def obstacles(self) -> list[str]:
        found = super().obstacles()
        if not found and has_touched(self.request.user, self.object):
            found = ["您提出过定性建议、登记或者经办过这件异议，请另一位领导定性。"]
        return found

    def consequences(self) -> list[str]:
        name = self.object.item.name
        return [
            f"成立：{name}移出拟定名单，申报以“未纳入本批”结束。",
            f"不成立：没有其他未办结的异议时，{name}解除暂缓，可以公布。",
            "部分成立：由您选择保留或者移出。",
        ]


class Decided(OneObjection, FormPage):
    """登记线下定性; a second person confirms it."""

    audience = "offline.enter"
    title = "登记线下定性"
    form_class = DecidedForm
    submit_label = "登记，交另一人确认"
    success_message = "已登记。另一人核对原件、确认之后生效。"

    def get_form_kwargs(self) -> dict[str, Any]:
        first = {"decided_on": today(), "channel": Channel.PAPER.value}
        return {"initial": {**first, "conclusion": self.object.proposed}}

    def obstacles(self) -> list[str]:
        if self.object.is_proposed:
            return []
        return ["还没有待定性的建议。提出建议之后才能登记线下定性。"]

    def perform(self, form):
        what = {name: form.cleaned_data[name] for name in ("conclusion", "outcome")}
        how = form.facts()
        return services.enter_decision(
            self.object, by=self.request.user, today=today(), **what, **how
        )

    def get_success_url(self, result) -> str:
        return self.object.get_absolute_url()


class DrawLetter(OneObjection, ActionPage):
    """拟写 one of the papers; it then goes the way of every official document."""

    audience = HANDLE
    success_message = "已拟写，请核对文字。"

    def get_title(self) -> str:
        return f"拟写{self.label}"

    @property
    def label(self) -> str:
        return LETTERS[self.kwargs["kind"]]

    def setup(self, request, *args, **kwargs) -> None:
        if kwargs["kind"] not in LETTERS:
            raise Http404("没有这种文书。")
        super().setup(request, *args, **kwargs)

    def consequences(self) -> list[str]:
        return [
            f"按登记和核查的内容拟写《{self.label}》，之后签批、用印、发出。",
            "为保密，主送只写“异议人”和编号；姓名和地址在寄发时写在信封上。",
        ]

    def perform(self, form):
        return services.draw_letter(
            self.object, kind=self.kwargs["kind"], by=self.request.user, today=today()
        )

    def get_success_url(self, result) -> str:
        return self.object.get_absolute_url()


class Answer(ObjectionStep):
    action = A.ANSWER
    form_class = AnswerForm
    step = services.answer
    success_message = "已登记答复，这件异议办结。"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "answered_on": today()}

    def consequences(self) -> list[str]:
        return ["这件异议办结。异议人再有新事实的，另行登记并接续本件。"]


class Withdraw(ObjectionStep):
    action = A.WITHDRAW
    form_class = WithdrawForm
    step = services.withdraw
    success_message = "已登记撤回。"

    def consequences(self) -> list[str]:
        return ["没有其他未办结的异议时，单位解除暂缓。", "情况需要的，可以依职权继续核查。"]


class Settle(ObjectionStep):
    action = A.SETTLE
    form_class = SettleForm
    step = services.settle_withdrawal
    success_message = "已处理。"

    def consequences(self) -> list[str]:
        return [
            "异议人已在网上撤回。没有其他未办结的异议时，单位解除暂缓。",
            "情况需要的，可以依职权继续核查，单位继续暂缓。",
        ]
