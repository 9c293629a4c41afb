"""What the agency does with its recommendations: list, record, draft, correct, invite again."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils import timezone

from ipcontact.ui.pages import ActionPage, BulkAction, DetailPage, FormPage, ListPage
from ipcontact.workdays.clock import today
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.recommendations import services
from registry.recommendations.access import DRAFT, SIGN, VIEW, is_recommender, may
from registry.recommendations.choices import RecommendationState
from registry.recommendations.filters import RecommendationFilter
from registry.recommendations.forms import (
    ContactForm,
    JoiningForm,
    OpinionForm,
    PaperForm,
    ProposalForm,
    ReasonForm,
    SheetForm,
)
from registry.recommendations.models import Recommendation
from registry.recommendations.rounds import open_rounds
from registry.recommendations.services.revoking import BEFORE_THE_LIST
from registry.recommendations.tables import OPINION_TONES, RecommendationTable
from registry.recommendations.wording import facts_of, masked_contact, step_of

LIST_CRUMB = ("推荐", reverse_lazy("recommendations:list"))
NO_ROUND = "现在没有正在申报的批次。请等区局发布申报通知，或联系区局经办。"
NO_RECOMMENDER = "您所在的机构不是推荐单位。只有功能区局、监管所和保护中心可以推荐单位。"


class RecommendationList(ListPage):
    """Every recommendation this person may see; the clerk uploads a sheet from here."""

    audience = VIEW
    title = "推荐"
    model = Recommendation
    page_key = "recommendations"
    word = "份"
    noun = "推荐"
    filterset_class = RecommendationFilter
    table_class = RecommendationTable
    standing_views = (
        ("待签发", "step=to_sign"),
        ("待单位确认", "step=unconfirmed"),
        ("已到区局", "step=confirmed"),
    )
    bulk_actions = (BulkAction("签发推荐", "recommendations:sign-many", SIGN, "primary"),)
    empty_title = "还没有推荐"
    empty_text = "把推荐汇总表原样上传，或逐家拟写；负责人签发后，系统请单位在手机上确认。"

    def get_queryset(self):
        rows = super().get_queryset().select_related("application", "agency")
        return rows.with_deadline().with_sight(self.request.user)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        rounds = open_rounds(timezone.now())
        agency = self.request.user.agency
        may_draft = self.may(DRAFT) and is_recommender(agency) and bool(rounds)
        quotas = [
            (each, services.quota_of(each, agency)) for each in rounds if is_recommender(agency)
        ]
        sheets = {"label": "推荐汇总表", "url": reverse("recommendations:sheets")}
        return super().get_context_data(
            head_actions=[] if may_draft else [sheets],
            lead_template="registry/recommendations/list_lead.html",
            sheet_form=SheetForm(rounds=rounds) if may_draft else None,
            quotas=[(each.name, verdict) for each, verdict in quotas if verdict.quota is not None],
            **kwargs,
        )


class OfRecommendation:
    """Pages of one recommendation, by its key; what is invisible is 404."""

    model = Recommendation
    number_field = "key"
    title = ""

    def get_queryset(self):
        related = (
            "application__round",
            "application__agency",
            "application__co_agency",
            "agency",
            "signed_by",
            "drafted_by",
            "sheet_line__sheet",
        )
        return Recommendation.objects.visible_to(self.request.user).select_related(*related)

    def get_crumbs(self):
        name = self.object.application.unit_name
        last = [(name, "")] if not self.title else [(name, self.object.get_absolute_url())]
        return [LIST_CRUMB, *last, *([(self.title, "")] if self.title else [])]


class RecommendationRecord(OfRecommendation, DetailPage):
    """One recommendation: what it says, where it stands, what can be done with it."""

    audience = VIEW
    template_name = "registry/recommendations/record.html"

    def get_title(self) -> str:
        return self.object.application.unit_name

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        recommendation, user = self.object, self.request.user
        application = recommendation.application
        seen = Application.objects.visible_to(user).filter(pk=application.pk).exists()
        word, tone = step_of(recommendation, sees_file=seen)
        awaits = application.state == ApplicationState.AWAITING_UNIT
        asked = awaits and may(user, DRAFT, recommendation.agency_id)
        return super().get_context_data(
            application=application,
            sees_file=seen,
            step_word=word,
            step_tone=tone,
            opinion_tone=OPINION_TONES[recommendation.opinion],
            facts=facts_of(application) if seen else [],
            contact=masked_contact(recommendation),
            buttons=self._buttons(),
            invitation=services.invitation_of(application) if asked else None,
            **kwargs,
        )

    def _buttons(self) -> list[dict[str, str]]:
        """What this person may do now, the next step first."""
        recommendation, user = self.object, self.request.user
        application, agency = recommendation.application, recommendation.agency_id
        drafts, signs = may(user, DRAFT, agency), may(user, SIGN, agency)
        is_draft = recommendation.state == RecommendationState.DRAFTING
        is_signed = recommendation.state == RecommendationState.SIGNED
        awaits = is_signed and application.state == ApplicationState.AWAITING_UNIT
        revocable = is_signed and application.state in _REVOCABLE
        to_sign = Recommendation.objects.to_sign().filter(pk=recommendation.pk).exists()
        offered = (
            (signs and to_sign, "签发推荐", "sign", "primary"),
            (drafts and awaits, "登记纸面确认", "paper", "primary"),
            (drafts and is_draft, "修改拟稿", "edit", ""),
            (drafts and awaits, "更换联系人", "contact", ""),
            (drafts and is_draft, "作废拟稿", "drop", "danger"),
            (signs and revocable, "撤销推荐", "revoke", "danger"),
        )
        return [
            {
                "label": label,
                "kind": kind,
                "url": reverse(f"recommendations:{name}", args=[recommendation.key]),
            }
            for holds, label, name, kind in offered
            if holds
        ]


_REVOCABLE = (ApplicationState.AWAITING_UNIT, *BEFORE_THE_LIST)


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


class DropPage(OfRecommendation, ActionPage):
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
        return services.drop_draft(self.object, by=self.request.user, today=today())


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

    def perform(self, form) -> Recommendation:
        services.confirm_for_unit(
            self.object.application,
            upload=form.cleaned_data["scan"],
            event_on=form.cleaned_data["event_on"],
            by=self.request.user,
            now=timezone.now(),
            today=today(),
        )
        return self.object


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

    def get_initial(self) -> dict[str, Any]:
        own = self.object.recommendations.filter(
            agency=self.object.agency, state=RecommendationState.DRAFTING
        ).first()
        return {"opinion": own.opinion, "statement": own.statement} if own else {}

    def get_back_url(self) -> str:
        return self.object.get_absolute_url()

    def perform(self, form) -> Recommendation:
        return services.draft_opinion(
            self.object,
            by=self.request.user,
            version=self.object.version,
            **form.cleaned_data,
        )


class RevokePage(OfRecommendation, ActionPage):
    audience = SIGN
    title = "撤销推荐"
    form_class = ReasonForm
    submit_kind = "danger"
    success_message = "推荐已撤销。"

    def consequences(self) -> list[str]:
        application = self.object.application
        if application.state == ApplicationState.AWAITING_UNIT:
            return [
                "确认链接马上作废，并告知单位联系人无须再确认。",
                "没有别的机构推荐的，这件申报一并作废；名额退回。",
            ]
        return ["这件申报继续办理，只是不再有本机构的推荐。", "撤销的理由区局能看到。"]

    def obstacles(self) -> list[str]:
        is_signed = self.object.state == RecommendationState.SIGNED
        return [] if is_signed else [f"这份推荐{self.object.get_state_display()}，不能撤销。"]

    def perform(self, form) -> Recommendation:
        return services.revoke(
            self.object,
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            today=today(),
        )
