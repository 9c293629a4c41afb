"""目标与指标 on any day; one figure with its rule, its parts and the rows it counts; targets."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse, reverse_lazy

from ipcontact.sheets.export import as_plain
from ipcontact.ui.filters import clean_query
from ipcontact.ui.pages import FormPage, PlainPage
from ipcontact.ui.paging import PER_PAGE, KnownPaginator, bounded_count, nearest_page
from ipcontact.ui.registry import Measure
from ipcontact.workdays.clock import today
from registry.goals import services
from registry.goals.choices import Split
from registry.goals.figures import Line, aims, by_code, groups, targets_on
from registry.goals.forms import TargetForm
from registry.goals.models import VIEW
from registry.goals.rules import read_day, year_before

BOARD = ("目标与指标", reverse_lazy("goals:board"))
WHOLE = "roster.listed"


class DayPage(PlainPage):
    """A page about a day, which is `as_of` of the address."""

    audience = VIEW

    @cached_property
    def params(self):
        return clean_query(self.request.GET)

    @cached_property
    def asked(self) -> tuple[date, str]:
        return read_day(self.params.get("as_of", ""), today=today())

    @property
    def before(self) -> date | None:
        """The same day of the year before, when a comparison is asked for."""
        return year_before(self.asked[0]) if self.params.get("compare") else None

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        day, note = self.asked
        return super().get_context_data(
            day=day,
            note=note,
            today=today(),
            is_today=day == today(),
            before=self.before,
            **kwargs,
        )


class Board(DayPage):
    """Targets with their progress, the roster by area, kind or criterion, every figure."""

    title = "目标与指标"
    template_name = "registry/goals/board.html"

    @property
    def split(self) -> Split:
        asked = self.params.get("by", "")
        return Split(asked) if asked in Split.values else Split.REGION

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        day = self.asked[0]
        lines = aims(day)
        found = next((s for s in by_code()[WHOLE].splits if s.key == self.split), None)
        return super().get_context_data(
            aims=lines,
            groups=groups(day, known=lines, before=self.before),
            split=found,
            parts=found.parts(day) if found else [],
            splits=Split.choices,
            chosen=self.split,
            may_manage=self.may("goals.manage"),
            **kwargs,
        )


class MeasurePage(DayPage):
    """One figure: 统计口径, 统计截止日, its parts, and the rows it counts."""

    template_name = "registry/goals/measure.html"
    word = "行"

    @cached_property
    def measure(self) -> Measure:
        found = by_code().get(self.kwargs["code"])
        if found is None:
            raise Http404("没有这项指标。")
        return found

    def get_title(self) -> str:
        return self.measure.label

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [BOARD, (self.measure.label, "")]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        measure, day = self.measure, self.asked[0]
        before = year_before(day)
        line = Line(
            measure, measure.value(day), targets_on(day).get(measure.code), measure.value(before)
        )
        rows = measure.rows(day).visible_to(self.request.user)
        count = bounded_count(rows)
        asked = self.params.get("per", "")
        size = int(asked) if asked in map(str, PER_PAGE) else PER_PAGE[0]
        number = nearest_page(self.params.get("page"), count.number, size)
        page = KnownPaginator(rows, size, total=count.number).page(number)
        return super().get_context_data(
            measure=measure,
            line=line,
            last_year=before,
            splits=[(split, split.parts(day)) for split in measure.splits],
            rows=[_cells(measure, row) for row in page.object_list],
            count=count,
            page=page,
            sizes=PER_PAGE,
            list_page=self,
            **kwargs,
        )


class TargetSet(FormPage):
    """What a measure should reach by the end of a year."""

    audience = "goals.manage"
    title = "设定目标"
    form_class = TargetForm
    submit_label = "保存目标"
    success_url = BOARD[1]
    success_message = "已保存目标。"
    intro = "目标按年度设定。以后年度没有另设的，沿用最近一年的目标；往年的目标不再修改。"
    crumbs = (BOARD, ("设定目标", ""))

    def get_initial(self) -> dict[str, Any]:
        return {"year": today().year, "measure": WHOLE}

    def perform(self, form):
        return services.set_target(**form.cleaned_data, by=self.request.user, today=today())

    def get_success_url(self, result) -> str:
        return reverse("goals:board")


def _cells(measure: Measure, row: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": column.label,
            "text": as_plain(column.text(row)),
            "url": column.url(row) if column.url else "",
        }
        for column in measure.columns
    ]
