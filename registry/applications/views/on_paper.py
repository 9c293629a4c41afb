"""代录补充材料: a unit brings to its agency on stamped paper what its notice asks for."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils import timezone

from ipcontact.acts.services import last_step_words
from ipcontact.clocks.models import Clock
from ipcontact.ui.pages import FormPage
from ipcontact.workdays.clock import today
from registry.applications import services
from registry.applications.access import actors_of
from registry.applications.choices import Actor, ApplicationState
from registry.applications.corrections import CorrectionItem, CorrectionNotice
from registry.applications.forms.mending import Mending, PaperAnswerForm
from registry.applications.models import Application
from registry.applications.paths import in_order
from registry.applications.services.corrections import waiting_notice
from registry.applications.services.resubmitting import ENTERED
from registry.applications.views.office import OneApplication


class AnswerOnPaper(OneApplication, FormPage):
    """The clerk enters what the notice names, from the paper, and hands the file in again."""

    audience = "applications.check"
    title = ENTERED
    template_name = "registry/applications/on_paper.html"
    form_class = PaperAnswerForm
    submit_label = "录入并重新提交"
    success_message = "已代单位录入并重新提交，单位会收到消息。这件申报由您录入，须由同事接着审核。"
    intro = (
        "单位把补充材料盖章后送来的，在这里照纸面录入，效力与单位自己提交相同。"
        "只能改通知列出的项目。"
    )

    @cached_property
    def notice(self) -> CorrectionNotice | None:
        return waiting_notice(self.object)

    @cached_property
    def items(self) -> list[CorrectionItem]:
        """What the notice names, in the order of the form."""
        return in_order(self.object, self.notice.items.all()) if self.notice else []

    def obstacles(self) -> list[str]:
        application, user = self.object, self.request.user
        if Actor.CLERK not in actors_of(user, application):
            return [f"“{ENTERED}”由推荐单位经办办理。"]
        if application.state != ApplicationState.RETURNED:
            state = ApplicationState(application.state).label
            return [f"{last_step_words(application)}这件申报现在是“{state}”，不等待补充。"]
        return []

    def get_form(self, data: Any = None, files: Any = None) -> PaperAnswerForm:
        mending = Mending.of(self.object, self.items, data, files, is_masked=True)
        return PaperAnswerForm(data, files, mending=mending, initial={"event_on": today()})

    def perform(self, form: PaperAnswerForm) -> Application:
        services.resubmit_for_unit(
            self.object,
            mended=form.mending.facts(),
            upload=form.cleaned_data["scan"],
            event_on=form.cleaned_data["event_on"],
            by=self.request.user,
            now=timezone.now(),
            today=today(),
            version=self.object.version,
        )
        return self.object

    def get_context_data(self, *, form: PaperAnswerForm, **kwargs) -> dict[str, Any]:
        return super().get_context_data(
            form=form,
            notice=self.notice,
            entries=form.mending.entries(),
            problems=form.problems(),
            clock=Clock.objects.open_for(self.object).first(),
            **kwargs,
        )
