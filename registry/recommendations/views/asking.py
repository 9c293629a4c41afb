"""While the unit is asked: another contact, the answer on stamped paper."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from ipcontact.ui.pages import FormPage
from ipcontact.workdays.clock import today
from registry.recommendations import services
from registry.recommendations.access import DRAFT
from registry.recommendations.forms import ContactForm, PaperForm
from registry.recommendations.models import Recommendation
from registry.recommendations.views.office import OfRecommendation


class ContactPage(OfRecommendation, FormPage):
    """Another person is asked, or the same one at another number."""

    audience = DRAFT
    title = "更换联系人"
    form_class = ContactForm
    submit_label = "更换并重新邀请"
    success_message = "已更换联系人并重新发出邀请，以前的链接都已作废。"
    intro = "以前发出的确认链接马上作废，新的邀请发给这里填写的人。"

    def get_initial(self) -> dict[str, Any]:
        names = ("contact_name", "contact_mobile", "contact_email")
        return {name: getattr(self.object, name) for name in names}

    def perform(self, form) -> Recommendation:
        given = form.cleaned_data
        return services.change_contact(
            self.object,
            contact_name=given["contact_name"],
            mobile=given["contact_mobile"],
            email=given["contact_email"],
            by=self.request.user,
            version=self.object.version,
        )


class PaperConfirmPage(OfRecommendation, FormPage):
    """The unit confirmed on stamped paper; the clerk enters it."""

    audience = DRAFT
    title = "登记纸面确认"
    form_class = PaperForm
    submit_label = "登记单位确认"
    success_message = "已登记单位确认，这件申报到了区局复核。"
    intro = "单位在盖章页上盖章同意的，在这里上传盖章页，效力与单位在手机上确认相同。"

    def get_initial(self) -> dict[str, Any]:
        return {"event_on": today()}

    def version(self) -> str:
        return f"{self.object.version}.{self.object.application.version}"

    def perform(self, form) -> Recommendation:
        services.confirm_for_unit(
            self.object.application,
            upload=form.cleaned_data["scan"],
            event_on=form.cleaned_data["event_on"],
            by=self.request.user,
            now=timezone.now(),
            today=today(),
            version=self.object.application.version,
        )
        return self.object
