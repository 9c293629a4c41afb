"""The record of a batch, and what is changed while it is drawn up."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse

from ipcontact.acts.services import open_record
from ipcontact.ui.pages import ActionPage, DetailPage, FormPage
from ipcontact.workdays.clock import today
from registry.batches import services
from registry.batches.access import actors_of, chain_of
from registry.batches.choices import BatchAction, BatchActor, BatchState
from registry.batches.facts import Line, lines_of
from registry.batches.forms import ProposalForm, ReasonForm, SettingsForm, chain_initial
from registry.batches.models import BatchItem, BatchSigner, ReviewBatch
from registry.batches.rules import moves_from
from registry.batches.tables import STATE_TONES
from registry.batches.wording import decision_step, faces_of, next_step, numbers_of, remark_words

# Step -> (page, words, look), in the order they stand.
BUTTONS = {
    BatchAction.CANCEL: ("batches:cancel", "取消批次", "danger"),
    BatchAction.RETURN: ("batches:return", "退回批次", ""),
    BatchAction.REOPEN: ("batches:reopen", "重新审定", "danger"),
    BatchAction.SUBMIT: ("batches:submit", "呈报审定", "primary"),
    BatchAction.SIGN: ("batches:sign", "签署同意", "primary"),
    BatchAction.DECIDE: ("batches:decide", "逐家审定", "primary"),
    BatchAction.PUT_ON_NOTICE: ("notices:draft", "生成公示", "primary"),
}


class OneBatch:
    """A page about one batch, with its chain and what the person looking may do."""

    audience = "batches.view"
    model = ReviewBatch

    def get_queryset(self):
        return super().get_queryset().select_related("round", "created_by")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [
            ("审定批次", reverse("batches:list")),
            (self.object.name, self.object.get_absolute_url()),
            (self.get_title(), ""),
        ]

    @cached_property
    def chain(self) -> list[BatchSigner]:
        return chain_of(self.object)

    @cached_property
    def actors(self) -> frozenset[BatchActor]:
        return actors_of(self.request.user, self.object, self.chain, on=today())

    @cached_property
    def moves(self) -> list[BatchAction]:
        return moves_from(self.object.state, self.actors)

    @cached_property
    def lines(self) -> list[Line]:
        return lines_of(self.object, today=today())


class BatchRecord(OneBatch, DetailPage):
    """Everything of one batch on one page."""

    template_name = "registry/batches/record.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if BatchActor.MEMBER in self.actors:
            open_record(self.object, by=request.user)
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("审定批次", reverse("batches:list")), (self.object.number, "")]

    def buttons(self) -> list[dict[str, str]]:
        """The next steps this person may take."""
        number = self.object.number
        return [
            {"label": words, "url": reverse(page, args=[number]), "kind": kind}
            for action, (page, words, kind) in BUTTONS.items()
            if action in self.moves
        ]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        batch = self.object
        is_waiting = batch.state == BatchState.IN_DECISION
        return super().get_context_data(
            tone=STATE_TONES[BatchState(batch.state)],
            lines=self.lines,
            numbers=numbers_of(batch, self.lines),
            remark_words=remark_words(self.lines),
            places=faces_of(batch, self.chain),
            next_step=next_step(batch, self.chain),
            buttons=self.buttons(),
            may_edit=BatchAction.EDIT in self.moves,
            may_enter=is_waiting and self.may("offline.enter"),
            may_print=BatchActor.HANDLER in self.actors or BatchActor.MEMBER in self.actors,
            is_decided=bool(batch.decided_on),
            may_annul=BatchAction.ANNUL in self.moves,
            may_enter_annulment=batch.state == BatchState.DECIDED and self.may("offline.enter"),
            annulled=sum(line.facts.is_annulled for line in self.lines),
            has_decisions=any(line.item.decision for line in self.lines),
            step=decision_step(batch) if batch.decided_on else None,
            **kwargs,
        )


class BatchSettings(OneBatch, FormPage):
    """Name, chain, and what the batch goes without."""

    audience = "batches.prepare"
    title = "名称、签署人和说明"
    form_class = SettingsForm
    submit_label = "保存"
    success_message = "已保存。"

    def get_initial(self) -> dict[str, Any]:
        batch = self.object
        return {
            "name": batch.name,
            "opinions_waived": batch.opinions_waived,
            "credit_waived": batch.credit_waived,
            **chain_initial(self.chain),
        }

    def perform(self, form) -> ReviewBatch:
        data = form.cleaned_data
        return services.describe(
            self.object,
            name=data["name"],
            chain=form.chain(),
            opinions_waived=data["opinions_waived"],
            credit_waived=data["credit_waived"],
            by=self.request.user,
            today=today(),
        )


class OneItem(OneBatch):
    """A page about one unit of a batch, by its 申报编号."""

    audience = "batches.prepare"

    @cached_property
    def item(self) -> BatchItem:
        number = self.kwargs["application_no"]
        rows = self.object.items.select_related("application")
        rows = rows.filter(application__application_no=number)
        found = rows.first() if number.isprintable() else None
        if found is None:
            raise Http404("名单上没有这件申报。")
        return found

    def obstacles(self) -> list[str]:
        if BatchAction.EDIT not in self.moves:
            return [f"这个批次现在是“{self.object.get_state_display()}”，名单不能再改。"]
        if self.item.decision:
            return ["重新审定时这一家维持原来的结果，不能再改。还要再议的，请列入另一个批次。"]
        return []

    def get_success_url(self, result) -> str:
        return self.object.get_absolute_url()


class Propose(OneItem, ActionPage):
    form_class = ProposalForm
    submit_label = "保存拟办意见"
    success_message = "已保存拟办意见。"

    def get_title(self) -> str:
        return f"拟办意见：{self.item.application.unit_name}"

    def get_form(self, **data) -> ProposalForm:
        initial = {
            "proposal": self.item.proposal,
            "reason": self.item.proposal_reason,
            "version": self.object.version,
        }
        return ProposalForm(**data, initial=initial)

    def perform(self, form) -> BatchItem:
        return services.propose(
            self.object,
            application=self.item.application,
            by=self.request.user,
            today=today(),
            **form.cleaned_data,
        )


class TakeOut(OneItem, ActionPage):
    form_class = ReasonForm
    title = "移出批次"
    submit_label = "移出批次"
    submit_kind = "danger"
    success_message = "已移出批次。"

    def get_form(self, **data) -> ReasonForm:
        form = ReasonForm(**data, initial={"version": self.object.version})
        form.fields["reason"].required = False
        return form

    def consequences(self) -> list[str]:
        return [f"{self.item.application.unit_name}回到“待上会”，可以列入以后的批次。"]

    def perform(self, form) -> ReviewBatch:
        return services.take_out(
            self.object,
            application=self.item.application,
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            today=today(),
        )
