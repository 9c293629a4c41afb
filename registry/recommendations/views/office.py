"""What the agency does with its recommendations: list, record, draft, correct, invite again."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from ipcontact.accounts.models import Agency
from ipcontact.documents.downloads import taken_docx
from ipcontact.ui.models import SiteProfile
from ipcontact.ui.pages import ActionPage, BulkAction, DetailPage, ListPage, Page
from ipcontact.ui.pages.base import ObjectMixin
from ipcontact.workdays.clock import today
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.recommendations import services
from registry.recommendations.access import DRAFT, SIGN, VIEW, is_recommender, may
from registry.recommendations.choices import RecommendationState
from registry.recommendations.filters import RecommendationFilter
from registry.recommendations.forms import SheetForm, VersionedForm
from registry.recommendations.models import Recommendation
from registry.recommendations.papers import recommendation_letter, recommended_by
from registry.recommendations.rounds import open_rounds
from registry.recommendations.services.revoking import BEFORE_THE_LIST
from registry.recommendations.tables import OPINION_TONES, RecommendationTable
from registry.recommendations.wording import facts_of, masked_contact, step_of
from registry.rounds.models import IntakeRound

LIST_CRUMB = ("推荐", reverse_lazy("recommendations:list"))
LETTERS = 3  # rounds offered with their 推荐函
NO_ROUND = "现在没有正在申报的批次。请等区局发布申报通知，或联系区局经办。"


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
            letter_rounds=_rounds_recommended_in(agency),
            **kwargs,
        )


def _rounds_recommended_in(agency: Agency | None) -> list[IntakeRound]:
    """The last rounds in which the agency has signed recommendations, the newest first."""
    if agency is None or not is_recommender(agency):
        return []
    signed = recommended_by(agency).values("application__round")
    return list(IntakeRound.objects.filter(pk__in=signed).order_by("-pk")[:LETTERS])


class RecommendationLetter(ObjectMixin, Page):
    """推荐函 of the own agency for one round, as a Word file."""

    audience = VIEW
    model = IntakeRound
    number_field = "number"

    def get(self, request, *args, **kwargs) -> HttpResponse:
        agency = request.user.agency
        round_ = self.get_object()
        if agency is None or not recommended_by(agency).filter(application__round=round_).exists():
            raise Http404("本机构在这一批次没有签发推荐。")
        addressee = SiteProfile.objects.current().organ_name
        content = recommendation_letter(round_, agency, addressee=addressee, today=today())
        name = f"推荐函-{round_.number}"
        return taken_docx(request, content, f"{name}.docx", target=name)


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


class RecommendationStep(OfRecommendation, ActionPage):
    """One step on a recommendation; a page drawn before somebody else's step is refused."""

    form_class = VersionedForm

    def get_form(self, **data) -> VersionedForm:
        return self.form_class(**data, initial={"version": self.object.version})


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
