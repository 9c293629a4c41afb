"""While the unit is asked: another contact, the answer on stamped paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse_lazy
from django.utils import timezone

from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages import FormPage
from ipcontact.workdays.clock import today
from registry.recommendations import services
from registry.recommendations.access import DRAFT, NO_RECOMMENDER, is_recommender
from registry.recommendations.forms import ContactForm, PaperForm, PapersForm
from registry.recommendations.models import Recommendation
from registry.recommendations.views.office import LIST_CRUMB, OfRecommendation

MOST_NAMED = 5


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

    def get_form_kwargs(self) -> dict[str, Any]:
        application = self.object.application
        claims = application.claims.select_related("criterion")
        criteria = [claim.criterion.code for claim in claims]
        return {
            "round": application.round,
            "initial": {"event_on": today(), "criteria": criteria},
        }

    def version(self) -> str:
        return f"{self.object.version}.{self.object.application.version}"

    def perform(self, form) -> Recommendation:
        services.confirm_for_unit(
            self.object.application,
            upload=form.cleaned_data["scan"],
            event_on=form.cleaned_data["event_on"],
            criteria=form.cleaned_data["criteria"],
            by=self.request.user,
            now=timezone.now(),
            today=today(),
            version=self.object.application.version,
        )
        return self.object


class PapersPage(FormPage):
    """Stamped pages of many units at once: their names say which unit each is from."""

    audience = DRAFT
    title = "批量登记纸面确认"
    form_class = PapersForm
    submit_label = "登记单位确认"
    success_url = reverse_lazy("recommendations:list")
    back_url = success_url
    crumbs = (LIST_CRUMB, (title, ""))
    intro = (
        "一家一个文件，文件名里写上申报编号或者统一社会信用代码，系统按文件名对应到单位。"
        "一次最多 50 个，合计不超过 15 MB，可以分几次上传；对不上的会逐个说明，其余照常登记。"
    )

    def get_initial(self) -> dict[str, Any]:
        return {"event_on": today()}

    def perform(self, form) -> services.Entered:
        agency = self.request.user.agency
        if not is_recommender(agency):
            raise RuleViolation("not_recommender", NO_RECOMMENDER)
        result = services.confirm_many_for_units(
            form.cleaned_data["scans"],
            agency=agency,
            event_on=form.cleaned_data["event_on"],
            by=self.request.user,
            now=timezone.now(),
            today=today(),
        )
        if not result.done:
            words = "".join(f"{name}：{why}" for name, why in result.refused[:MOST_NAMED])
            raise RuleViolation("nothing", f"没有登记任何一家。{words}")
        return result

    def get_success_message(self, result: services.Entered) -> str:
        for name, why in result.refused:
            messages.warning(self.request, f"{name}没有登记：{why}")
        return f"已登记 {len(result.done)} 家单位的确认，这些申报到了区局复核。"
