"""请单位确认代填: the unit is asked once more whether an agent had its word."""

from __future__ import annotations

from ipcontact.text.masking import mask_mobile, mask_name
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages import ActionPage
from ipcontact.workdays.clock import today
from registry.applications import services
from registry.applications.access import actors_of
from registry.applications.choices import Actor
from registry.applications.forms.office import StepForm
from registry.applications.models import Application
from registry.applications.services.agents import refuse_unaskable
from registry.applications.services.messages import contact_of
from registry.applications.views.office import OneApplication


class AskAboutFilling(OneApplication, ActionPage):
    audience = "applications.view"
    title = "请单位确认代填"
    form_class = StepForm
    submit_label = "再次请单位确认"
    success_message = "已再次请单位确认，以前的链接都已作废。"

    def get_form(self, **data) -> StepForm:
        return self.form_class(**data, initial={"version": self.object.version})

    def consequences(self) -> list[str]:
        contact = contact_of(self.object)
        if contact is None:
            return []
        who = f"{mask_name(contact.name)} {mask_mobile(contact.mobile)}"
        return [
            f"联络员 {who} 会收到一次性链接，可以确认或者表示不知情；以前的链接马上作废。",
            "号码由代填单位填写，有疑问的请先按登记信息另行核实单位电话。",
        ]

    def obstacles(self) -> list[str]:
        if {Actor.CLERK, Actor.HANDLER}.isdisjoint(actors_of(self.request.user, self.object)):
            return ["请单位确认代填，由推荐单位经办或区局经办办理。"]
        try:
            refuse_unaskable(self.object)
        except RuleViolation as refusal:
            return [refusal.message]
        return []

    def perform(self, form: StepForm) -> Application:
        return services.ask_about_filling(
            self.object, by=self.request.user, today=today(), **form.cleaned_data
        )
