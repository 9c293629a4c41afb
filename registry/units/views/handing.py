"""Chosen units are handed over to another agency."""

from __future__ import annotations

from functools import cached_property

from ipcontact.ui.pages import (
    ActionPage,
)
from registry.units import services
from registry.units.forms import (
    AssignForm,
)
from registry.units.models import Unit

NAMED = 10  # units named before a change of many


class AssignAgency(ActionPage):
    """Hand chosen units over to another lead agency."""

    audience = "units.edit"
    form_class = AssignForm
    title = "调整主责单位"
    submit_label = "调整主责单位"
    back_url = "/units/"
    success_url = "/units/"

    @cached_property
    def units(self) -> list[Unit]:
        return list(Unit.objects.visible_to(self.request.user).filter(public_no__in=self.picks))

    def consequences(self):
        names = "、".join(unit.name for unit in self.units[:NAMED])
        rest = "等" if len(self.units) > NAMED else ""
        return [f"将调整{len(self.units)}家单位的主责单位：{names}{rest}。"]

    def obstacles(self):
        return [] if self.units else ["没有选中单位，请回到列表勾选后再试。"]

    def perform(self, form):
        return services.assign_agency(
            units=self.units, lead_agency=form.cleaned_data["agency"], by=self.request.user
        )

    def get_success_message(self, result):
        return f"已调整 {result} 家单位的主责单位。"
