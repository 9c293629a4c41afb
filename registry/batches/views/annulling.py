"""Pages of 撤销审定: online by the decider, or as a meeting or a paper decided it."""

from __future__ import annotations

from functools import cached_property

from ipcontact.acts.choices import Channel
from ipcontact.acts.forms import OfflineForm
from ipcontact.acts.models import OfflineResult
from ipcontact.acts.services import behalf_words, last_step_words
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages import ActionPage
from ipcontact.workdays.clock import today
from registry.batches import services
from registry.batches.access import authority_at
from registry.batches.choices import BatchAction, BatchActor
from registry.batches.forms import ReasonForm
from registry.batches.models import BatchItem
from registry.batches.rules import move_problems
from registry.batches.services.annulling import ANNUL, approved_item, refuse_conflicts
from registry.batches.views.record import OneItem

A = BatchAction.ANNUL


class _OneAnnulment(OneItem, ActionPage):
    """What annulling the inclusion of one unit will do; `acting`: as whom it is done."""

    title = A.label
    submit_kind = "danger"

    @property
    def acting(self) -> frozenset[BatchActor]:
        return self.actors

    def get_title(self) -> str:
        return f"{self.title}：{self.item.application.unit_name}"

    def consequences(self) -> list[str]:
        return [
            "这件申报由“审定通过”改为“未纳入本批”，单位可以在以后的批次重新申报。",
            "单位会收到“本批次未纳入”的消息，看不到理由；拟定人会收到消息和理由。",
            "还没有发布的公示退回起草，移出这一家，重新核稿。",
            "原来的审定记录保留，这一步列入例外清单。",
        ]

    def obstacles(self) -> list[str]:
        state = self.object.state
        found = [w for _, w in move_problems(A, state=state, actors=self.acting, reason="later")]
        if found:
            return [f"{last_step_words(self.object)}{found[0]}"]
        try:
            approved_item(self.object, self.item.application)
        except RuleViolation as refusal:
            return [refusal.message]
        return []


class Annul(_OneAnnulment):
    audience = "batches.view"
    form_class = ReasonForm
    submit_label = A.label
    success_message = "已撤销审定，拟定人和单位会收到消息。"

    @cached_property
    def leader(self):
        """In whose name the person looking acts; None: may not."""
        if not self.chain:  # still being drawn up
            return None
        return authority_at(self.chain[-1], self.chain, user=self.request.user, on=today())

    def get_form(self, **data) -> ReasonForm:
        return ReasonForm(**data, initial={"version": self.object.version})

    def consequences(self) -> list[str]:
        is_delegate = self.leader is not None and self.leader != self.request.user
        said = super().consequences()
        return [*said, f"注明“{behalf_words(self.leader)}”。"] if is_delegate else said

    def obstacles(self) -> list[str]:
        if found := super().obstacles():
            return found
        people = (self.request.user, self.leader)
        try:
            refuse_conflicts(self.object, self.chain[-1], self.item.application, people=people)
        except RuleViolation as refusal:
            return [refusal.message]
        return []

    def perform(self, form: ReasonForm) -> BatchItem:
        return services.annul(
            self.object,
            application=self.item.application,
            by=self.request.user,
            today=today(),
            **form.cleaned_data,
        )


class EnterAnnulment(_OneAnnulment):
    audience = "offline.enter"
    title = "登记撤销审定"
    submit_label = "登记，交另一人确认"
    success_message = "已登记。另一人核对原件、确认之后生效。"

    @property
    def acting(self) -> frozenset[BatchActor]:
        """On paper it is always the decider who acts."""
        return frozenset({BatchActor.DECIDER})

    def get_form(self, **data) -> OfflineForm:
        initial = {
            "decider": self.chain[-1].user_id if self.chain else None,
            "decided_on": today(),
            "channel": Channel.MEETING.value,
        }
        return OfflineForm(code=ANNUL, initial=initial, **data)

    def perform(self, form: OfflineForm) -> OfflineResult:
        return services.enter_annulment(
            self.object,
            application=self.item.application,
            by=self.request.user,
            today=today(),
            **form.facts(),
        )
