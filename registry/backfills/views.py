"""Pages: which unit, then what its paper says."""

from __future__ import annotations

from typing import Any

from django.urls import reverse, reverse_lazy

from ipcontact.acts.choices import OfflineState
from ipcontact.acts.models import OfflineResult
from ipcontact.clocks import subjects
from ipcontact.ui.pages import ActionPage, FormPage, PlainPage
from ipcontact.workdays.clock import today
from registry.applications.models import Application
from registry.applications.views.office import OneApplication
from registry.backfills import services
from registry.backfills.forms import BackfillForm, VoidForm
from registry.units.models import Unit

TITLE = "补录往年申报"
MOST_FOUND, MOST_WAITING = 20, 50


class Start(PlainPage):
    """The unit whose file is entered, found by name or code; what waits for a second person."""

    audience = services.ENTER
    title = TITLE
    template_name = "registry/backfills/start.html"
    crumbs = (("申报审核", reverse_lazy("applications:list")), (TITLE, ""))

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        user, term = self.request.user, self.request.GET.get("q", "").replace("\x00", "")[:100]
        found = Unit.objects.visible_to(user).matching(term) if term.strip() else []
        units = list(found[: MOST_FOUND + 1])
        return super().get_context_data(
            term=term.strip(),
            units=units[:MOST_FOUND],
            most=MOST_FOUND if len(units) > MOST_FOUND else None,
            waiting=list(self.waiting()),
            may_register=self.may("units.edit"),
            may_add_round=self.may("rounds.manage"),
            **kwargs,
        )

    def waiting(self) -> list[tuple[OfflineResult, Unit | None]]:
        """Entered files that nobody has confirmed yet, with their units."""
        rows = OfflineResult.objects.filter(code=services.CODE, state=OfflineState.PENDING)
        seen = rows.visible_to(self.request.user).select_related("entered_by")
        found = list(seen.order_by("pk")[:MOST_WAITING])
        units = subjects.resolve_all((row.subject_table, row.subject_key) for row in found)
        return [(row, units.get((row.subject_table, row.subject_key))) for row in found]


class Backfill(FormPage):
    """One file of former days of one unit; a second person confirms it."""

    audience = services.ENTER
    model = Unit
    number_field = "public_no"
    title = TITLE
    form_class = BackfillForm
    submit_label = "登记，交另一人确认"
    success_message = "已登记。另一人核对原件、确认之后，这件申报才有记录。"
    intro = (
        "照原件填写已经审定的申报。日期都填当时的日期；补录不开始任何时限，不发消息，不改变名录。"
    )

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [
            (TITLE, reverse("backfills:start")),
            (str(self.object), self.object.get_absolute_url()),
            (TITLE, ""),
        ]

    def get_title(self) -> str:
        return f"{TITLE}：{self.object}"

    def perform(self, form: BackfillForm) -> OfflineResult:
        return services.enter(
            self.object, form.past(), by=self.request.user, today=today(), **form.facts()
        )

    def get_success_url(self, result: OfflineResult) -> str:
        return reverse("backfills:start")


class Void(OneApplication, ActionPage):
    """What was entered wrongly is struck out by somebody else than who entered it."""

    audience = services.CONFIRM
    title = "作废补录"
    form_class = VoidForm
    submit_kind = "danger"

    def get_form(self, **data) -> VoidForm:
        return VoidForm(**data, initial={"version": self.object.version})

    def consequences(self) -> list[str]:
        return [
            "这件补录的申报变为“已作废”，各步骤和扫描件仍可查看",
            "从补录的审定批次中去掉，推荐意见不再计入",
            "名录不变；可以照原件重新补录",
        ]

    def obstacles(self) -> list[str]:
        found = services.void_problems(
            self.object, services.entry_of(self.object), by=self.request.user
        )
        return [words for _, words in found]

    def perform(self, form) -> Application:
        return services.void(self.object, by=self.request.user, today=today(), **form.cleaned_data)

    def get_success_message(self, result: Application) -> str:
        return "已作废。可以照原件重新补录。"
