"""Pages that record, correct and complete assessments."""

from __future__ import annotations

from typing import Any

from django.urls import reverse, reverse_lazy

from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages import FormPage
from ipcontact.workdays.clock import today
from registry.applications.models import Application
from registry.applications.services import Outcome
from registry.applications.views.handling import NOTHING, Bulk
from registry.applications.views.office import OneApplication
from registry.reviews import services
from registry.reviews.choices import INSPECTED_IN
from registry.reviews.forms import CorrectionForm, RecordForm
from registry.reviews.models import Inspection, ScoringSheet

QUEUE = reverse_lazy("reviews:list")


def queue_crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page below the queue."""
    return [("综合考察", reverse("reviews:list")), *more]


class OfQueue(Bulk):
    """A step with files chosen in the queue."""

    audience = "reviews.record"
    success_url = QUEUE
    back_url = QUEUE

    def get_crumbs(self):
        return queue_crumbs((self.get_title(), ""))

    def perform(self, form) -> Any:
        if not self.applications:
            raise RuleViolation("nothing_picked", NOTHING)
        return self.run(form)

    def get_success_url(self, result: Any) -> str:
        return str(QUEUE)

    def get_back_url(self) -> str:
        return str(QUEUE)


class InspectMany(OfQueue):
    """The same assessment of many files, as 材料审查 of those without fault."""

    title = "批量登记考察"
    submit_label = "登记考察"
    verb = "登记考察"
    form_class = RecordForm

    def get_form(self, **data):
        initial = {"done_on": today(), "first": self.request.user.pk}
        return self.form_class(**data, initial=initial)

    def consequences(self):
        if not self.applications:
            return []
        held = sum(each.holder_id not in (None, self.request.user.pk) for each in self.applications)
        found = [f"将为{len(self.applications)}件申报登记同一方式、同一结论的考察。"]
        return found + ([f"其中{held}件由同事在办，不登记。"] if held else [])

    def run(self, form) -> Outcome:
        return services.record_inspections(
            self.applications,
            finding=form.finding(),
            by=self.request.user,
            today=today(),
            goes_on=form.cleaned_data["goes_on"],
        )


class Finish(OfQueue):
    """考察完成 of files that were assessed."""

    title = "考察完成，转入待上会"
    submit_label = "转入待上会"
    verb = "转入待上会"

    def consequences(self):
        if not self.applications:
            return []
        keys = [each.pk for each in self.applications]
        done = Inspection.objects.in_force().filter(application__in=keys)
        count = done.order_by().values("application").distinct().count()
        found = [f"{count}件已登记考察，将转入待上会。"]
        rest = len(keys) - count
        return found + ([f"{rest}件还没有登记考察，不办理。"] if rest else [])

    def run(self, form) -> Outcome:
        return services.finish_inspections(self.applications, by=self.request.user, today=today())


class Inspect(OneApplication, FormPage):
    """One assessment of one application."""

    audience = "reviews.record"
    title = "登记考察"
    form_class = RecordForm
    submit_label = "登记考察"
    success_message = "已登记考察。"

    def get_queryset(self):
        return super().get_queryset().filter(state__in=INSPECTED_IN)

    def get_form_kwargs(self):
        return {
            "initial": {"done_on": today(), "first": self.request.user.pk},
            "sheet": ScoringSheet.objects.filter(is_active=True).first(),
        }

    def version(self) -> str:
        return ""  # a record of its own; the service judges the state

    def perform(self, form):
        services.record_inspection(
            self.object,
            finding=form.finding(),
            by=self.request.user,
            today=today(),
            goes_on=form.cleaned_data["goes_on"],
        )
        return self.object


class CorrectInspection(FormPage):
    """A new row in the place of a wrong one."""

    audience = "reviews.record"
    title = "更正考察记录"
    model = Inspection
    number_field = "pk"
    form_class = CorrectionForm
    submit_label = "更正考察记录"
    success_message = "已更正，原记录仍保留在办理记录里。"
    intro = "更正后以新的记录为准，原记录仍可查看。"

    def get_queryset(self):
        related = ("application__unit", "sheet", "corrected_by")
        return super().get_queryset().select_related(*related)

    def get_crumbs(self):
        application = self.object.application
        return queue_crumbs((str(application), application.get_absolute_url()), (self.title, ""))

    def get_back_url(self) -> str:
        return self.object.application.get_absolute_url()

    def get_initial(self) -> dict[str, Any]:
        inspection = self.object
        people = [person.pk for person in inspection.inspectors.order_by("pk")[:3]]
        scores = {f"score_{place}": row["points"] for place, row in enumerate(inspection.scores)}
        named = dict(zip(("first", "second", "third"), people, strict=False))
        return {
            "mode": inspection.mode,
            "done_on": inspection.done_on,
            "conclusion": inspection.conclusion,
            "remarks": inspection.remarks,
            **named,
            **scores,
        }

    def get_form_kwargs(self):
        sheet = self.object.sheet or ScoringSheet.objects.filter(is_active=True).first()
        return {"initial": self.get_initial(), "sheet": sheet}

    def version(self) -> str:
        return ""

    def perform(self, form) -> Application:
        services.correct_inspection(
            self.object,
            finding=form.finding(),
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            today=today(),
        )
        return self.object.application
