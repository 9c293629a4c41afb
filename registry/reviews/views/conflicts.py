"""Pages on which somebody stands aside, or takes that back."""

from __future__ import annotations

from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages import ActionPage
from ipcontact.workdays.clock import today
from registry.applications.views.handling import NOTHING, Bulk
from registry.applications.views.office import OneApplication
from registry.reviews import services
from registry.reviews.forms import ConflictForm, ReasonForm
from registry.reviews.models import ConflictDeclaration

EFFECT = "回避人不参加这件申报的考察和审定。"


class _Recusing:
    audience = "applications.view"
    title = "申明回避"
    submit_label = "申明回避"
    form_class = ConflictForm

    def get_form(self, **data):
        return self.form_class(**data, by=self.request.user, may_enter=self.may("reviews.record"))


class Recuse(_Recusing, OneApplication, ActionPage):
    """Stand aside for one application."""

    success_message = "已申明回避。"

    def consequences(self):
        return [EFFECT, "事由留在办理记录里。申明有误的，列入批次前本人可以撤回。"]

    def perform(self, form):
        values = form.cleaned_data
        services.declare_conflict(
            self.object,
            person=values["person"],
            reason=values["reason"],
            by=self.request.user,
            today=today(),
        )
        return self.object


class RecuseMany(_Recusing, Bulk):
    """Stand aside for several chosen applications with one reason."""

    def consequences(self):
        if not self.applications:
            return []
        return [f"将对{len(self.applications)}件申报申明回避。{EFFECT}"]

    def perform(self, form):
        if not self.applications:
            raise RuleViolation("nothing_picked", NOTHING)
        values = form.cleaned_data
        return services.declare_conflicts(
            self.applications,
            person=values["person"],
            reason=values["reason"],
            by=self.request.user,
            today=today(),
        )

    def get_success_message(self, result) -> str:
        return f"已对{len(result)}件申报申明回避。"


class WithdrawRecusal(ActionPage):
    """Take back one's own declaration that was a mistake."""

    audience = "applications.view"
    title = "撤回回避"
    model = ConflictDeclaration
    number_field = "pk"
    form_class = ReasonForm
    submit_label = "撤回回避"
    submit_kind = "danger"
    success_message = "已撤回，原申明仍保留。"

    def get_queryset(self):
        mine = super().get_queryset().filter(user=self.request.user)
        return mine.select_related("application__unit")

    def get_back_url(self) -> str:
        return self.object.application.get_absolute_url()

    def consequences(self):
        return [f"您将可以参加“{self.object.application}”的考察和审定。", "理由和原申明都会保留。"]

    def obstacles(self):
        return ["这条申明已经撤回。"] if self.object.withdrawn_at else []

    def perform(self, form):
        services.withdraw_conflict(
            self.object, by=self.request.user, today=today(), **form.cleaned_data
        )
        return self.object.application
