"""Pages that take, release, hand over and pass: of one application or of chosen ones."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.urls import reverse, reverse_lazy

from ipcontact.ui.pages import ActionPage, FormPage, PlainPage
from ipcontact.workdays.clock import today
from registry.applications import services
from registry.applications.forms.office import HandOverAllForm, HandOverForm
from registry.applications.models import Application
from registry.applications.office_tables import STATE_TONES
from registry.applications.services import Outcome

LIST = reverse_lazy("applications:list")
NOTHING = "没有选中申报，请回到列表勾选后再试。"
MOST_NAMED = 5


class ManyApplications:
    """Chosen applications, by the 申报编号 that were picked; one of them leads back to it."""

    def get_crumbs(self):
        return [("申报审核", reverse("applications:list")), (self.get_title(), "")]

    @cached_property
    def applications(self) -> list[Application]:
        rows = Application.objects.visible_to(self.request.user)
        rows = rows.filter(application_no__in=self.picks).order_by("-pk")
        return list(rows.select_related("round", "agency", "holder", "unit"))


class Bulk(ManyApplications, ActionPage):
    """One step with each of the chosen; those refused stay, and it is said why."""

    audience = "applications.view"
    verb = ""

    def step(self, application: Application, form) -> Any:
        raise NotImplementedError

    def run(self, form) -> Outcome:
        """All of them."""
        return services.for_each(self.applications, lambda each: self.step(each, form))

    def consequences(self) -> list[str]:
        return [f"将{self.verb}{len(self.applications)}件申报。"] if self.applications else []

    def obstacles(self) -> list[str]:
        return [] if self.applications else [NOTHING]

    def perform(self, form) -> Outcome:
        return self.run(form)

    def get_back_url(self) -> str:
        if self.list_url:
            return self.list_url
        only = self.applications[0] if len(self.applications) == 1 else None
        return only.get_absolute_url() if only else str(LIST)

    def get_success_url(self, result: Outcome) -> str:
        return self.get_back_url()

    def get_success_message(self, result: Outcome) -> str:
        return outcome_words(self.verb, result)


def outcome_words(verb: str, outcome: Outcome) -> str:
    """已接办2件。1件没有办理：示例公司，现由…办理。"""
    said = [f"已{verb}{len(outcome.done)}件。"] if outcome.done else []
    if outcome.refused:
        named = [f"{each}：{why}" for each, why in outcome.refused[:MOST_NAMED]]
        more = len(outcome.refused) - len(named)
        said.append(f"{len(outcome.refused)}件没有办理。{''.join(named)}")
        said += [f"另有{more}件同样没有办理。"] if more > 0 else []
    return "".join(said)


class Take(Bulk):
    title = "接办申报"
    submit_label = "接办"
    verb = "接办"

    def step(self, application, form):
        return services.take(application, by=self.request.user, today=today())


class Release(Bulk):
    title = "退回待办"
    submit_label = "退回待办"
    verb = "退回待办"

    def step(self, application, form):
        return services.release(application, by=self.request.user, today=today())


class HandOver(Bulk):
    title = "移交申报"
    submit_label = "移交"
    verb = "移交"
    form_class = HandOverForm

    def get_form(self, **data):
        return self.form_class(**data, by=self.request.user)

    def step(self, application, form):
        return services.hand_over(
            application, by=self.request.user, today=today(), **form.cleaned_data
        )


class PassClean(Bulk):
    audience = "applications.handle"
    title = "批量复核通过（无缺陷项）"
    submit_label = "复核通过"
    verb = "复核通过"

    def run(self, form):
        return services.pass_clean(self.applications, by=self.request.user, today=today())

    @cached_property
    def clean(self) -> int:
        keys = [each.pk for each in self.applications]
        return Application.objects.filter(pk__in=keys).clean().count()

    def consequences(self):
        rest = len(self.applications) - self.clean
        found = [f"{self.clean}件没有缺陷项，将复核通过，进入综合考察。"]
        if rest:
            found.append(f"{rest}件有标记、未核对的依据或另有主张人，或者不在复核环节，不办理。")
        return found

    def obstacles(self):
        if self.applications and not self.clean:
            return ["选中的申报都有缺陷项或不在复核环节，请逐件打开办理。"]
        return super().obstacles()


class HandOverAll(FormPage):
    """Everything one person has in hand, to one colleague."""

    audience = "applications.view"
    title = "移交全部在手申报"
    intro = "轮岗、长假或借调时使用。对方会收到消息，办理记录写明由谁移交。"
    form_class = HandOverAllForm
    submit_label = "移交全部在手申报"
    success_url = LIST

    def get_crumbs(self):
        return [("申报审核", reverse("applications:list")), (self.title, "")]

    def get_initial(self) -> dict[str, Any]:
        return {"person": self.request.user.pk}

    def get_form_kwargs(self):
        return {"initial": self.get_initial(), "by": self.request.user}

    def perform(self, form) -> Outcome:
        return services.hand_over_all(by=self.request.user, today=today(), **form.cleaned_data)

    def get_success_message(self, result: Outcome) -> str:
        return outcome_words("移交", result) or "这位同事手里没有申报。"


class Picked(ManyApplications, PlainPage):
    """Chosen applications, only shown; writes nothing."""

    audience = "applications.view"
    http_method_names = ["get", "post", "head", "options"]

    @property
    def picks(self) -> list[str]:
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        return [pick for pick in sent.getlist("pick")[:500] if "\x00" not in pick]

    def post(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            applications=self.applications, tones=STATE_TONES, today=today(), **kwargs
        )


class AsText(Picked):
    """As plain lines, to be pasted into a message."""

    title = "复制为文字"
    template_name = "registry/applications/as_text.html"


class PrintList(Picked):
    """As a table on paper."""

    title = "申报清单"
    template_name = "registry/applications/print.html"
