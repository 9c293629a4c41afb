"""Changes for those who keep the register, and for the unit: list, record, check."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from ipcontact.acts.services import open_record
from ipcontact.ui.pages import ActionPage, DetailPage, ListPage
from ipcontact.workdays.clock import today
from registry.changes import access, services
from registry.changes.choices import ChangeState
from registry.changes.filters import ChangeFilter
from registry.changes.forms import RejectForm
from registry.changes.models import UnitChange
from registry.changes.previews import preview
from registry.changes.tables import CHANGE_TONES, ChangeTable
from registry.changes.wording import cells, sentence
from registry.units.panels import STAFF


class ChangeList(ListPage):
    """Changes of the units this person sees, the newest first."""

    audience = access.VIEW
    title = "单位变更"
    model = UnitChange
    page_key = "changes"
    word, noun = "件", "变更"
    filterset_class = ChangeFilter
    table_class = ChangeTable
    standing_views = (("待核对", "state=proposed"), ("待生效", "state=accepted"))
    empty_title = "还没有变更"
    empty_text = "在单位页面点“登记变更”。"
    empty_action = "选择单位"

    def get_queryset(self):
        related = ("unit", "related", "region", "lead_agency")
        return super().get_queryset().select_related(*related)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        self.empty_url = reverse("units:list" if self.may("units.view") else "ui:desk")
        actions = []
        if self.may(access.COMPARE):
            actions.append({"label": "比对登记信息", "url": reverse("changes:runs")})
        return super().get_context_data(head_actions=actions, **kwargs)


class OneChange:
    """A page about one change, with the way back."""

    model = UnitChange
    number_field = "key"

    def get_queryset(self):
        related = ("unit", "unit__lead_agency", "unit__co_agency", "related", "region")
        people = ("lead_agency", "proposed_by", "checked_by")
        return super().get_queryset().select_related(*related, *people)

    def get_crumbs(self):
        change = self.object
        unit = [(change.unit.name, change.unit.get_absolute_url())]
        own = [(str(change), change.get_absolute_url())]
        way = [("单位变更", reverse("changes:list")), *unit]
        return [*way, *own, (self.title, "")] if self.title else [*way, (str(change), "")]


class ChangeRecord(OneChange, DetailPage):
    """What changes, what it will show where, where it stands."""

    audience = access.VIEW
    template_name = "registry/changes/record.html"

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        if self.may(access.CHECK):
            open_record(self.object, by=request.user)
        return response

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        change = self.object
        return super().get_context_data(
            cells=cells(change),
            preview=preview(change, user=self.request.user) if change.is_open else [],
            tone=CHANGE_TONES[change.state],
            next_step=self._next_step(),
            may_check=change.state == ChangeState.PROPOSED and self.may(access.CHECK),
            may_withdraw=access.may_withdraw(change, self.request.user),
            is_staff=self.may(STAFF),
            **kwargs,
        )

    def _next_step(self) -> str:
        change = self.object
        if change.obstacle:
            return f"已到生效日期，未能生效：{change.obstacle}"
        if change.state == ChangeState.PROPOSED:
            return "等区局经办核对材料；核对人不能是登记人。"
        if change.state == ChangeState.ACCEPTED:
            return f"已核对，{change.effective_on:%Y-%m-%d} 自动生效。"
        if change.state == ChangeState.REJECTED:
            return f"核对未通过：{change.refusal}"
        return ""


class ChangeAccept(OneChange, ActionPage):
    """The check: the paper, what changes, what it will show."""

    audience = access.CHECK
    title = "核对通过"
    template_name = "registry/changes/accept.html"
    submit_label = "核对通过并生效"

    def get_title(self) -> str:
        return f"核对{self.object}：{self.object.unit.name}"

    def consequences(self) -> list[str]:
        change = self.object
        when = "立即生效" if change.effective_on <= today() else "到期自动生效"
        return [f"{sentence(change)}，自 {change.effective_on:%Y-%m-%d} 起（{when}）。"]

    def obstacles(self) -> list[str]:
        change = self.object
        if change.state != ChangeState.PROPOSED:
            return [f"这件变更现在是“{change.get_state_display()}”，不用核对。"]
        return [words for _, words in services.obstacles(change, by=self.request.user)]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        change = self.object
        later = change.effective_on > today()
        label = "核对通过，到期生效" if later else self.submit_label
        return super().get_context_data(
            **{**kwargs, "submit_label": label},
            cells=cells(change),
            preview=preview(change, user=self.request.user),
        )

    def perform(self, form):
        return services.accept(self.object, by=self.request.user, today=today())

    def get_success_message(self, result: UnitChange) -> str:
        if result.state == ChangeState.EFFECTIVE:
            return f"{result.get_kind_display()}已生效。"
        return f"已核对，{result.effective_on:%Y-%m-%d} 生效。"


class ChangeReject(OneChange, ActionPage):
    audience = access.CHECK
    title = "核对未通过"
    form_class = RejectForm
    submit_kind = "danger"
    success_message = "已退回，登记人和单位会看到理由。"

    def consequences(self) -> list[str]:
        return ["登记不变；登记人和单位收到理由，可以重新登记。"]

    def obstacles(self) -> list[str]:
        change = self.object
        if change.state != ChangeState.PROPOSED:
            return [f"这件变更现在是“{change.get_state_display()}”，不用核对。"]
        return []

    def perform(self, form):
        reason = form.cleaned_data["reason"]
        return services.reject(self.object, reason=reason, by=self.request.user, today=today())


class ChangeWithdraw(OneChange, ActionPage):
    audience = access.PROPOSE
    title = "撤回变更"
    submit_kind = "danger"
    success_message = "已撤回，登记不变。"

    def consequences(self) -> list[str]:
        return ["这件变更不再核对，也不会生效；需要时可以重新登记。"]

    def obstacles(self) -> list[str]:
        if not self.object.is_open:
            return [f"这件变更{self.object.get_state_display()}，不能撤回。"]
        if not access.may_withdraw(self.object, self.request.user):
            return ["只有登记人、本单位或者核对人可以撤回。"]
        return []

    def perform(self, form):
        return services.withdraw(self.object, by=self.request.user, today=today())
