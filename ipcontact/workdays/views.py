"""Pages of the calendar: a year with its source and a count of days; the import of a year."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse, reverse_lazy

from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages import FormPage, PlainPage
from ipcontact.workdays.clock import today
from ipcontact.workdays.forms import CountForm, PlanForm, UploadForm, YearForm, sealed
from ipcontact.workdays.models import CalendarYear
from ipcontact.workdays.plans import MovedDate, PlannedDay, YearChanges, YearPlan, runs
from ipcontact.workdays.rules import add_workdays
from ipcontact.workdays.services import current_calendar, import_year, planned, preview_year
from ipcontact.workdays.statutory import knows_lunar, statutory_days

MOVED = "workdays_moved"
MOST_MOVED = 200


def in_session(moved: tuple[MovedDate, ...]) -> list[list[str]]:
    """Label, before and after of dates that moved, as the session can keep them."""
    return [
        [date.label, *(day.isoformat() if day else "" for day in (date.before, date.after))]
        for date in moved
    ]


class CalendarPage(PlainPage):
    """A year's days off and make-up days with their source, and a count of working days."""

    audience = "desk.view"
    template_name = "workdays/calendar.html"

    def get_title(self) -> str:
        return "工作日历"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        asked = YearForm(self.request.GET)
        shown = asked.cleaned_data["year"] if asked.is_valid() else today().year
        years = list(CalendarYear.objects.all())
        stored = next((year for year in years if year.year == shown), None)
        if stored:
            days = [planned(day) for day in stored.days.all()]
        else:
            days = [PlannedDay(day, True, name) for day, name in statutory_days(shown).items()]
        links = sorted({year.year for year in years} | {shown, today().year, today().year + 1})
        return super().get_context_data(
            shown=shown,
            year=stored,
            runs=runs(days),
            off_count=sum(day.is_off for day in days),
            makeup_count=sum(not day.is_off for day in days),
            knows_lunar=knows_lunar(shown),
            links=links,
            published={year.year for year in years},
            may_import=self.may("calendar.manage"),
            moved=self._moved(shown),
            **self._count(),
            **kwargs,
        )

    def _moved(self, shown: int) -> dict[str, Any] | None:
        """What moved when this person last imported the year shown."""
        kept = self.request.session.get(MOVED)
        if not kept or kept["year"] != shown or not kept["dates"]:
            return None
        return {"dates": kept["dates"][:MOST_MOVED], "count": len(kept["dates"])}

    def _count(self) -> dict[str, Any]:
        if not {"start", "n"} & self.request.GET.keys():
            return {"form": CountForm()}
        form = CountForm(self.request.GET)
        if not form.is_valid():
            return {"form": form}
        asked = form.cleaned_data
        return {"form": form, "found": add_workdays(asked["start"], asked["n"], current_calendar())}


class ImportPage(FormPage):
    """First the file and its preview, then the import of exactly what was previewed."""

    audience = "calendar.manage"
    template_name = "workdays/import.html"
    title = "导入放假安排"
    crumbs = (("工作日历", reverse_lazy("workdays:calendar")), ("导入放假安排", ""))
    form_class = UploadForm
    back_url = reverse_lazy("workdays:calendar")

    def post(self, request, *args, **kwargs) -> HttpResponse:
        if "plan" in request.POST:
            return self._import(PlanForm(request.POST))
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form)
        try:
            plan = form.plan()
        except RuleViolation as refusal:
            form.add_error("file", refusal.message)
            return self.show(form)
        return self._preview(plan)

    def _preview(self, plan: YearPlan) -> HttpResponse:
        changes = preview_year(plan)
        form = PlanForm(initial={"plan": sealed(plan, changes)})
        context = self.get_context_data(form=form, plan=plan, changes=changes)
        return self.render_to_response(context)

    def _import(self, form: PlanForm) -> HttpResponse:
        if not form.is_valid():
            return self._refused(form.errors.get("plan", ["请重新选择文件预览。"])[0])
        plan, expected = form.cleaned_data["plan"]
        try:
            changes = import_year(
                plan=plan,
                by=self.request.user,
                reason=form.cleaned_data["reason"],
                expected=expected,
            )
        except RuleViolation as refusal:
            return self._refused(refusal.message)
        return self.done(changes)

    def _refused(self, message: str) -> HttpResponse:
        form = UploadForm({}, {})
        form.errors.clear()
        form.add_error(None, message)
        return self.show(form)

    def done(self, result: YearChanges) -> HttpResponse:
        """Remember in the session which dates moved: the next page lists them."""
        self.request.session[MOVED] = {"year": result.year, "dates": in_session(result.moved)}
        return super().done(result)

    def get_success_url(self, result: YearChanges) -> str:
        return f"{reverse('workdays:calendar')}?year={result.year}"

    def get_success_message(self, result: YearChanges) -> str:
        if result.is_empty:
            return f"{result.year} 年放假安排与文件一致，没有更改。"
        return (
            f"已导入 {result.year} 年放假安排：新增 {len(result.added)} 天，"
            f"更改 {len(result.changed)} 天，删除 {len(result.removed)} 天；"
            f"{len(result.moved)} 项在计时限的到期日随之改变。"
        )
