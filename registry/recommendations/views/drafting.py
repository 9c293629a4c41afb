"""What the clerk writes: a proposal, its corrections, the opinion on a file; or throws away."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.urls import reverse_lazy
from django.utils import timezone

from ipcontact.ui.pages import FormPage
from ipcontact.workdays.clock import today
from registry.applications.models import Application
from registry.recommendations import services
from registry.recommendations.access import DRAFT, NO_RECOMMENDER, is_recommender
from registry.recommendations.choices import RecommendationState
from registry.recommendations.forms import JoiningForm, OpinionForm, ProposalForm
from registry.recommendations.models import Recommendation
from registry.recommendations.rounds import open_rounds
from registry.recommendations.views.office import (
    LIST_CRUMB,
    NO_ROUND,
    OfRecommendation,
    RecommendationStep,
)


class ProposePage(FormPage):
    """One unit, typed: who it is, what it meets, whom to ask."""

    audience = DRAFT
    title = "拟写推荐"
    form_class = ProposalForm
    submit_label = "保存拟稿"
    success_message = "拟稿已保存，等负责人签发。"
    success_url = ""
    back_url = reverse_lazy("recommendations:list")
    crumbs = (LIST_CRUMB, ("拟写推荐", ""))

    @cached_property
    def rounds(self):
        return open_rounds(timezone.now())

    def obstacles(self) -> list[str]:
        if not is_recommender(self.request.user.agency):
            return [NO_RECOMMENDER]
        return [] if self.rounds else [NO_ROUND]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"rounds": self.rounds, "agency": self.request.user.agency}

    def perform(self, form) -> Recommendation:
        return services.propose(
            form.proposal(),
            round=form.cleaned_data["round"],
            agency=self.request.user.agency,
            by=self.request.user,
            now=timezone.now(),
        )


class EditPage(OfRecommendation, FormPage):
    """Corrects a draft; of a file begun by others only the opinion."""

    audience = DRAFT
    title = "修改推荐拟稿"
    success_message = "拟稿已改好，等负责人签发。"
    submit_label = "保存拟稿"

    @property
    def form_class(self):
        return ProposalForm if self.object.is_own_proposal else JoiningForm

    def get_form_kwargs(self) -> dict[str, Any]:
        found = self.object
        if not found.is_own_proposal:
            return {"initial": {"statement": found.statement}}
        application = found.application
        basic = application.answers.get("basic", {})
        claims = application.claims.select_related("criterion")
        return {
            "rounds": [application.round],
            "agency": found.agency,
            "initial": {
                **basic,
                "round": application.round.number,
                "criteria": [claim.criterion.code for claim in claims],
                "statement": found.statement,
                "contact_name": found.contact_name,
                "contact_mobile": found.contact_mobile,
                "contact_email": found.contact_email,
                "co_agency": application.co_agency.code if application.co_agency else "",
            },
        }

    def perform(self, form) -> Recommendation:
        own = self.object.is_own_proposal
        given = form.proposal() if own else form.proposal(self.object)
        return services.revise(
            self.object, given, by=self.request.user, version=self.object.version
        )


class DropPage(RecommendationStep):
    audience = DRAFT
    title = "作废推荐拟稿"
    submit_kind = "danger"
    success_message = "拟稿已作废。"

    def consequences(self) -> list[str]:
        if self.object.is_own_proposal:
            return ["这份拟稿和按它起草的申报一并作废，单位不会收到通知。"]
        return ["这份意见作废；单位的申报不受影响。"]

    def obstacles(self) -> list[str]:
        is_draft = self.object.state == RecommendationState.DRAFTING
        return [] if is_draft else ["已经签发的推荐不能作废，只能由负责人撤销。"]

    def perform(self, form) -> Recommendation:
        return services.drop_draft(
            self.object,
            by=self.request.user,
            today=today(),
            version=form.cleaned_data["version"],
        )


class OpinionPage(FormPage):
    """The clerk's draft of the agency's opinion on an application a unit filed itself."""

    audience = DRAFT
    title = "拟写初审意见"
    model = Application
    number_field = "application_no"
    form_class = OpinionForm
    submit_label = "保存意见，等负责人签发"
    success_message = "初审意见已保存，等负责人签发。"

    def get_crumbs(self):
        return [LIST_CRUMB, (self.object.unit_name, ""), (self.title, "")]

    def written(self) -> Recommendation | None:
        """The opinion as somebody has drafted it before."""
        own = self.object.recommendations.filter(agency=self.object.agency)
        return own.filter(state=RecommendationState.DRAFTING).first()

    def version(self) -> str:
        own = self.written()
        return f"{self.object.version}.{own.version if own else 0}"

    def get_initial(self) -> dict[str, Any]:
        own = self.written()
        return {"opinion": own.opinion, "statement": own.statement} if own else {}

    def get_back_url(self) -> str:
        return self.object.get_absolute_url()

    def perform(self, form) -> Recommendation:
        version, draft_version = (int(each) for each in self.version().split("."))
        return services.draft_opinion(
            self.object,
            by=self.request.user,
            version=version,
            draft_version=draft_version,
            **form.cleaned_data,
        )
