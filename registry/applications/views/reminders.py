"""Ringing the people behind drafts, from the page of their round."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from ipcontact.acts.services import acts_of
from ipcontact.acts.wording import line
from ipcontact.audit.services import record_access
from ipcontact.text.masking import mask_mobile, mask_name
from ipcontact.ui.pages import ActionPage
from registry.applications.intake import REMINDED, drafts_to_ring, phone_of
from registry.applications.models import Application
from registry.applications.services.reminders import log_reminder
from registry.rounds.models import IntakeRound

AUDIENCE = "applications.remind"


class _OneDraft(ActionPage):
    """A draft of a round that this person may ring about; any other does not exist."""

    audience = AUDIENCE
    number_field = "application_no"

    def get_queryset(self):
        number = self.kwargs["number"]
        rounds = IntakeRound.objects.visible_to(self.request.user)
        round_ = rounds.filter(number=number).first() if number.isprintable() else None
        if round_ is None:
            return Application.objects.none()
        return drafts_to_ring(self.request.user, round_).select_related("owner", "round")

    def get_crumbs(self):
        round_ = self.object.round
        way = [("申报批次", reverse("rounds:list")), (round_.name, round_.get_absolute_url())]
        return [*way, (self.title, "")]

    def get_back_url(self):
        return f"{self.object.round.get_absolute_url()}#drafts"

    def who(self) -> str:
        """The person in masked form."""
        name, number = phone_of(self.object)
        return f"{mask_name(name)} {mask_mobile(number)}".strip() or "没有留下电话"


class ReminderCalled(_OneDraft):
    """已电话催办: one tap on the round's page; this page says what it means."""

    title = "登记电话催办"
    submit_label = "已电话催办"

    def consequences(self):
        calls = [line(act) for act in acts_of(self.object).filter(code=REMINDED)[:5]]
        at = [timezone.localtime(call.act.entered_at) for call in calls]
        said = [
            f"{when:%Y-%m-%d %H:%M} {call.who}催办过" for when, call in zip(at, calls, strict=True)
        ]
        return [
            f"将记下：您已打电话给 {self.object}（{self.who()}），提醒在截止前提交。",
            *said,
        ]

    def perform(self, form):
        return log_reminder(self.object, by=self.request.user, now=timezone.now())

    def get_success_url(self, result):
        return self.get_back_url()

    def get_success_message(self, result):
        return f"已记下电话催办：{self.object}。"


class ReminderReveal(_OneDraft):
    """The whole number, for this call; who looked is kept."""

    title = "显示催办电话"
    submit_label = "显示电话"

    def consequences(self):
        return [
            f"将显示 {self.object} 填报人的姓名和电话（{self.who()}），只用于本次催办。",
            "您的查看会留下记录。",
        ]

    def obstacles(self):
        return [] if phone_of(self.object)[1] else ["填报人还没有留下电话，请按单位名称另行查找。"]

    def post(self, request, *args, **kwargs):
        if "confirm" not in request.POST or self.obstacles():
            return self.show(self.get_form())
        record_access(
            "reveal",
            user=request.user,
            request=request,
            target=f"申报 {self.object.application_no} 填报人的电话",
            detail={"reason": "截止前电话催办"},
        )
        name, number = phone_of(self.object)
        context = self.get_context_data(form=self.get_form(), name=name, number=number)
        response = self.response_class(
            request,
            "registry/applications/draft_phone.html",
            context,
            using=self.template_engine,
        )
        response["Cache-Control"] = "private, no-store"
        return response
