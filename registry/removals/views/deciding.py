"""The leader's decision, and its entry from paper or a meeting."""

from __future__ import annotations

from typing import Any

from ipcontact.acts.services import authority_of
from ipcontact.ui.pages import ActionPage, FormPage
from ipcontact.workdays.clock import today
from registry.removals import access, services
from registry.removals.choices import Outcome, RemovalState
from registry.removals.forms import DecideForm, OfflineDecisionForm
from registry.removals.models import Removal
from registry.removals.rules import NOT_SERVED
from registry.removals.services.deciding import OWN_WORDS
from registry.removals.views.office import OneRemoval


class DecideRemoval(OneRemoval, ActionPage):
    """One page: ground, facts, what the unit said, one choice. Delegates come here too."""

    audience = access.VIEW
    title = "作出决定"
    template_name = "registry/removals/decide.html"
    submit_label = "作出决定"

    def get_title(self) -> str:
        return f"决定：{self.object}"

    def get_form(self, **data):
        initial = {"version": self.object.version}
        return DecideForm(**data, removal=self.object, initial=initial)

    def consequences(self) -> list[str]:
        removal = self.object
        is_silent = removal.state == RemovalState.HEARING
        unserved = is_silent and not services.is_told_on_paper(removal)
        return [
            *([NOT_SERVED] if unserved else []),
            "移出：单位自今日起不在名录中，名录和在库家数随之改变；单位收到告知。",
            "继续在库：单位收到告知，名录不变。",
        ]

    def obstacles(self) -> list[str]:
        user = self.request.user
        leader = authority_of(user, access.CODE, today())
        if leader is None:
            return ["由审定领导决定，或者由其书面委托的人代办。"]
        found = services.problems(
            self.object,
            outcome=Outcome.REMOVE,
            reason="",
            minutes_no="",
            deciders=[user, leader],
            today=today(),
        )
        return [words for code, words in found if code not in OWN_WORDS]

    def perform(self, form):
        return services.decide(
            self.object, by=self.request.user, today=today(), **form.cleaned_data
        )

    def get_success_message(self, result: Removal) -> str:
        return "已决定移出。" if result.state == RemovalState.REMOVED else "已决定继续在库。"


class OfflineDecision(OneRemoval, FormPage):
    """线下登记: takes effect when a second person confirms it."""

    audience = "offline.enter"
    form_class = OfflineDecisionForm
    title = "登记线下决定"
    submit_label = "登记线下决定"
    intro = "登记后由另一人核对原件确认，确认后生效。"
    success_message = "已登记，待另一人确认。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {}

    def perform(self, form):
        services.enter_decision(
            self.object,
            outcome=form.cleaned_data["outcome"],
            by=self.request.user,
            today=today(),
            **form.facts(),
        )
        return self.object
