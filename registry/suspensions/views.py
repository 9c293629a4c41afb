"""暂停联系 and 恢复联系: decided here by a leader, or entered from paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from ipcontact.acts.choices import Channel
from ipcontact.acts.forms import OfflineForm
from ipcontact.acts.models import OfflineResult
from ipcontact.acts.services import authority_of
from ipcontact.ui.pages import ActionPage
from ipcontact.workdays.clock import today
from registry.suspensions import services
from registry.suspensions.access import CODES, VIEW
from registry.suspensions.choices import SuspensionAction
from registry.suspensions.forms import ReasonForm
from registry.units.models import Unit

WORDS = {
    SuspensionAction.SUSPEND: [
        "单位仍在名录中，名录、在库家数和公开页面不变，公众看不到“暂停联系”。",
        "暂停期间不安排走访、问卷和活动；可以提出移出，也可以恢复联系。",
    ],
    SuspensionAction.RESUME: ["单位恢复为“在库”，照常联系。"],
}
FOLLOWS = "主责单位会收到通知。"


class OfUnit(ActionPage):
    """A step on one member."""

    audience = VIEW
    model = Unit
    number_field = "public_no"
    form_class = ReasonForm

    @property
    def action(self) -> SuspensionAction:
        value = self.kwargs["action"]
        if value not in SuspensionAction.values:
            raise Http404("没有这一步。")
        return SuspensionAction(value)

    def get_title(self) -> str:
        return self.action.label

    def get_crumbs(self) -> list[tuple[str, str]]:
        unit = self.object
        return [(unit.name, unit.get_absolute_url()), (self.get_title(), "")]

    def consequences(self) -> list[str]:
        return [*WORDS[self.action], FOLLOWS]

    def obstacles(self) -> list[str]:
        return [words for _, words in services.problems_of(self.object, self.action)]

    def get_success_url(self, result) -> str:
        return self.object.get_absolute_url()


class Decide(OfUnit):
    """By the leader, or whoever holds the leader's 委托."""

    def obstacles(self) -> list[str]:
        if authority_of(self.request.user, CODES[self.action], today()) is None:
            return ["由审定领导决定，或者由其书面委托的人代办；在纸上决定的，登记线下决定。"]
        return super().obstacles()

    def perform(self, form) -> Unit:
        step = services.suspend if self.action == SuspensionAction.SUSPEND else services.resume
        return step(self.object, by=self.request.user, today=today(), **form.cleaned_data)

    def get_success_message(self, result) -> str:
        return f"已{self.action.label}。"


class EnterDecision(OfUnit):
    """登记线下决定; a second person confirms it."""

    audience = "offline.enter"
    submit_label = "登记，交另一人确认"
    success_message = "已登记。另一人核对原件、确认之后生效。"

    def get_title(self) -> str:
        return f"登记线下决定：{self.action.label}"

    def get_form(self, **data) -> OfflineForm:
        first: dict[str, Any] = {"decided_on": today(), "channel": Channel.PAPER.value}
        return OfflineForm(**data, code=CODES[self.action], initial=first)

    def perform(self, form) -> OfflineResult:
        how = {"by": self.request.user, "today": today(), **form.facts()}
        return services.enter_decision(self.object, action=self.action, **how)
