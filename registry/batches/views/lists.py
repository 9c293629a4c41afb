"""The list of batches, and drawing one up."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse, reverse_lazy

from ipcontact.ui.pages import ActionPage, ListPage
from ipcontact.workdays.clock import today
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.batches import services
from registry.batches.choices import BatchState, SignatureState
from registry.batches.filters import BatchFilter
from registry.batches.forms import NEW, ComposeForm
from registry.batches.models import BatchSigner, ReviewBatch
from registry.batches.rules import MOST_ITEMS, usual_name
from registry.batches.tables import BatchTable
from registry.reviews.facts import review_facts
from registry.reviews.rules import readiness

LIST = reverse_lazy("batches:list")


class BatchList(ListPage):
    """Every batch, the newest first."""

    audience = "batches.view"
    title = "审定批次"
    model = ReviewBatch
    page_key = "batches"
    word, noun = "个", "批次"
    filterset_class = BatchFilter
    table_class = BatchTable
    empty_title = "还没有审定批次"
    empty_text = "把“待上会”的申报列成拟定名单，呈报审定。"
    empty_url = reverse_lazy("batches:compose")
    empty_action = "拟定名单"

    def get_queryset(self):
        waiting = BatchSigner.objects.filter(batch=OuterRef("pk"), state=SignatureState.WAITING)
        turn = Subquery(waiting.order_by("order").values("user__name")[:1])
        rows = super().get_queryset().select_related("round", "created_by")
        return rows.annotate(size=Count("items", distinct=True), turn=turn).order_by("-pk")

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        new = {"label": "拟定名单", "url": reverse("batches:compose"), "kind": "primary"}
        actions = [new] if self.may("batches.prepare") else []
        if not actions:
            self.empty_url = ""
        return super().get_context_data(head_actions=actions, **kwargs)


class Compose(ActionPage):
    """拟定名单 from what waits for the meeting; everything is ticked unless some were picked."""

    audience = "batches.prepare"
    title = "拟定名单"
    template_name = "registry/batches/compose.html"
    submit_label = "列入批次"
    form_class = ComposeForm
    back_url = LIST
    crumbs = (("审定批次", LIST), ("拟定名单", ""))

    @cached_property
    def ready(self) -> list[Application]:
        """Those that wait, by recommending agency; rivals wait until it is settled."""
        rows = Application.objects.visible_to(self.request.user)
        rows = rows.filter(state=ApplicationState.READY, is_rival=False)
        related = rows.select_related("agency", "round")
        return list(related.order_by("agency__code", "pk")[:MOST_ITEMS])

    @cached_property
    def drafts(self) -> list[ReviewBatch]:
        rows = ReviewBatch.objects.visible_to(self.request.user)
        return list(rows.filter(state=BatchState.DRAFTING))

    @cached_property
    def chosen(self) -> list[Application]:
        """The picked ones that wait."""
        wanted = set(self.picks)
        return [each for each in self.ready if each.application_no in wanted]

    @cached_property
    def round(self):
        """The one round of the chosen ones, if there is only one."""
        rounds = {each.round for each in self.chosen or self.ready}
        return rounds.pop() if len(rounds) == 1 else None

    def get_form(self, **data) -> ComposeForm:
        name = usual_name(today(), self.round.name if self.round else "")
        asked = self.request.GET.get("batch", "")
        known = [each.number for each in self.drafts]
        initial = {"target": asked if asked in known else NEW, "name": name}
        return ComposeForm(**data, batches=self.drafts, initial=initial)

    def obstacles(self) -> list[str]:
        if not self.ready:
            return ["现在没有“待上会”的申报。复核、考察完成的申报会出现在这里。"]
        return []

    def perform(self, form) -> ReviewBatch:
        how = {"applications": self.chosen, "by": self.request.user, "today": today()}
        if form.cleaned_data["target"] == NEW:
            return services.compose(name=form.cleaned_data["name"], round=self.round, **how)
        batch = next(b for b in self.drafts if b.number == form.cleaned_data["target"])
        return services.add(batch, **how)

    def get_success_message(self, result: ReviewBatch) -> str:
        return f"已列入{len(self.chosen)}家。请核对拟办意见和签署人，然后呈报。"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        facts = review_facts(self.ready)
        wanted = {each.application_no for each in self.chosen} if self.picks else None
        rows = [
            {
                "application": each,
                "is_chosen": wanted is None or each.application_no in wanted,
                "gaps": [words for _, words in readiness(facts[each.pk]).reasons],
                "remarks": readiness(facts[each.pk]).remarks,
            }
            for each in self.ready
        ]
        lost = len(self.picks) - len(self.chosen) if self.picks else 0
        return super().get_context_data(**{**kwargs, "picks": []}, rows=rows, lost=lost)
