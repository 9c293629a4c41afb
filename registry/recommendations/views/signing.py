"""The head's pages: sign one, sign many, revoke; and which of two claimants speaks."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.urls import reverse_lazy
from django.utils import timezone

from ipcontact.ui.pages import ActionPage, FormPage
from ipcontact.workdays.clock import today
from registry.applications.models import Application
from registry.recommendations import services
from registry.recommendations.access import SETTLE, SIGN, may
from registry.recommendations.choices import Opinion, RecommendationState
from registry.recommendations.forms import ManyForm, ReasonForm, SettleForm
from registry.recommendations.involvement import own_part
from registry.recommendations.models import Recommendation
from registry.recommendations.services.settling import INVOLVED
from registry.recommendations.views.office import LIST_CRUMB, RecommendationStep

MOST_NAMED = 5


class SignPage(RecommendationStep):
    """Sign one: what will happen stands above the button."""

    audience = SIGN
    title = "签发推荐"
    submit_kind = "primary"
    success_message = "已签发。"

    def consequences(self) -> list[str]:
        return _consequences([self.object])

    def obstacles(self) -> list[str]:
        if not may(self.request.user, SIGN, self.object.agency_id):
            return ["这是别的机构的推荐，由该机构的负责人签发。"]
        waits = Recommendation.objects.to_sign().filter(pk=self.object.pk).exists()
        return [] if waits else ["这份推荐已经签发或撤销，或者申报已经办结，无须再签。"]

    def perform(self, form) -> Recommendation:
        return services.sign(
            self.object,
            by=self.request.user,
            today=today(),
            now=timezone.now(),
            version=form.cleaned_data["version"],
        )


class SignManyPage(ActionPage):
    """Sign the chosen ones in one go."""

    audience = SIGN
    title = "批量签发推荐"
    submit_kind = "primary"
    success_url = reverse_lazy("recommendations:list")
    crumbs = (LIST_CRUMB, ("批量签发推荐", ""))

    def picked(self) -> list[Recommendation]:
        """The picked ones of the agencies this person signs for."""
        keys = [pick for pick in self.picks if _is_key(pick)]
        rows = Recommendation.objects.visible_to(self.request.user).filter(key__in=keys)
        found = rows.select_related("application__round", "agency", "signed_by")
        return [each for each in found if may(self.request.user, SIGN, each.agency_id)]

    @cached_property
    def chosen(self) -> list[Recommendation]:
        """Of these, those that wait for the signature now."""
        found = self.picked()
        waits = Recommendation.objects.to_sign().filter(pk__in=[each.pk for each in found])
        keys = set(waits.values_list("pk", flat=True))
        return [each for each in found if each.pk in keys]

    def get_form(self, **data) -> ManyForm:
        seen = {str(each.key): each.version for each in self.chosen}
        return ManyForm(**data, initial={"seen": seen})

    def consequences(self) -> list[str]:
        return _consequences(self.chosen)

    def obstacles(self) -> list[str]:
        if not self.chosen:
            return ["没有选中待您签发的推荐。请回到列表，筛选“待签发”后勾选。"]
        groups: dict[tuple, int] = {}
        for each in self.chosen:
            is_new = each.state == RecommendationState.DRAFTING
            if is_new and each.opinion == Opinion.RECOMMENDED:
                key = (each.application.round, each.agency)
                groups[key] = groups.get(key, 0) + 1
        verdicts = [
            services.quota_of(round_, agency, wanted=wanted)
            for (round_, agency), wanted in groups.items()
        ]
        return [verdict.refusal for verdict in verdicts if not verdict.is_allowed]

    def perform(self, form) -> services.Signed:
        seen = form.cleaned_data["seen"]
        chosen = self.chosen
        if seen is not None:  # what somebody signed meanwhile is refused by name, not left out
            chosen = [each for each in self.picked() if str(each.key) in seen]
        return services.sign_many(
            chosen,
            by=self.request.user,
            today=today(),
            now=timezone.now(),
            versions=None if seen is None else {each.pk: seen[str(each.key)] for each in chosen},
        )

    def get_success_message(self, result: services.Signed) -> str:
        reasons: dict[str, list[str]] = {}
        for recommendation, reason in result.refused:
            reasons.setdefault(reason, []).append(recommendation.application.unit_name)
        for reason, names in reasons.items():
            messages.warning(self.request, f"{_named(names)}没有签发：{reason}")
        return f"已签发 {len(result.done)} 份推荐。" if result.done else ""


class RevokePage(RecommendationStep):
    audience = SIGN
    title = "撤销推荐"
    form_class = ReasonForm
    submit_kind = "danger"
    success_message = "推荐已撤销。"

    def consequences(self) -> list[str]:
        application = self.object.application
        following = services.next_recommender(application, self.object)
        if services.asks_unit(self.object):
            stays = following and (
                f"{following.agency.name}也推荐了这家单位，改由其邀请单位确认，期限从今天重新计算。"
            )
            return [
                "确认链接马上作废，并告知单位联系人无须再确认。",
                f"{stays or '没有别的机构推荐，这件申报一并作废。'}名额退回。",
            ]
        return ["这件申报继续办理，只是不再有本机构的推荐。", "撤销的理由区局能看到。"]

    def obstacles(self) -> list[str]:
        is_signed = self.object.state == RecommendationState.SIGNED
        return [] if is_signed else [f"这份推荐{self.object.get_state_display()}，不能撤销。"]

    def perform(self, form) -> Recommendation:
        return services.revoke(
            self.object,
            by=self.request.user,
            today=today(),
            **form.cleaned_data,
        )


class SettlePage(FormPage):
    """Two open files claim to speak for one unit: which one does, and on what grounds."""

    audience = SETTLE
    title = "认定由哪件申报代表单位"
    model = Application
    number_field = "application_no"
    form_class = SettleForm
    template_name = "registry/recommendations/settle.html"
    submit_label = "认定并关闭另一件"
    success_message = "已认定，另一件已经关闭并告知填报人。"
    submit_kind = "danger"

    @cached_property
    def files(self) -> list[Application]:
        """This file and the others of its unit that this person may see."""
        seen = Application.objects.visible_to(self.request.user).filter(
            pk__in=[self.object.pk, *(each.pk for each in services.rivals_of(self.object))]
        )
        return list(seen.select_related("agency", "owner").order_by("is_rival", "pk"))

    def version(self) -> str:
        return " ".join(f"{each.pk}.{each.version}" for each in self.files)

    def get_form_kwargs(self) -> dict[str, Any]:
        choices = [(each.application_no, _file_words(each)) for each in self.files]
        return {"claims": choices if len(choices) > 1 else []}

    def get_crumbs(self):
        return [(self.object.unit_name, self.object.get_absolute_url()), (self.title, "")]

    def get_back_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        part = own_part(self.request.user, self.files)
        return super().get_context_data(
            files=self.files, obstacle=INVOLVED.format(part=part) if part else "", **kwargs
        )

    def perform(self, form) -> Application:
        number = form.cleaned_data["winner"]
        winner = next(each for each in self.files if each.application_no == number)
        for loser in self.files:
            if loser.pk != winner.pk:
                winner = services.settle_claim(
                    winner=winner,
                    loser=loser,
                    reason=form.cleaned_data["reason"],
                    scan=form.cleaned_data["scan"] or None,
                    by=self.request.user,
                    today=today(),
                    versions=(winner.version, loser.version),
                )
        return winner


def _consequences(chosen: list[Recommendation]) -> list[str]:
    proposals = [each for each in chosen if each.is_own_proposal]
    opinions = [each for each in chosen if not each.is_own_proposal]
    against = sum(each.opinion == Opinion.NOT_RECOMMENDED for each in opinions)
    lines = []
    if proposals:
        names = _named([each.application.unit_name for each in proposals])
        lines.append(f"推荐 {len(proposals)} 家：{names}。各家的联系人会收到确认邀请。")
        reachable = sum(bool(each.contact_mobile or each.contact_email) for each in proposals)
        if rest := len(proposals) - reachable:
            lines.append(f"其中 {rest} 家没有手机和邮箱，请签发后用微信文案、二维码或电话告知。")
    if opinions:
        words = f"，其中不推荐 {against} 件" if against else ""
        lines.append(f"初审意见 {len(opinions)} 件{words}，签发后转区局复核。")
    return lines


def _named(names: list[str]) -> str:
    """The first of them, and how many there are."""
    more = f"等 {len(names)} 家" if len(names) > MOST_NAMED else ""
    return f"{'、'.join(names[:MOST_NAMED])}{more}"


def _file_words(application: Application) -> str:
    filed = "单位自行申报" if application.is_self_filed else "推荐单位起草"
    return f"{application.application_no}（{filed}，{application.get_state_display()}）"


def _is_key(text: str) -> bool:
    return len(text) == 36 and all(char in "0123456789abcdef-" for char in text)
