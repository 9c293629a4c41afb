"""The calendar entry of a limit; a limit stopped, resumed and extended from the record's page."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from ipcontact.accounts.audiences import SIGNED_IN
from ipcontact.acts import services
from ipcontact.acts.services.limits import NO_PAUSE, NOT_YOURS
from ipcontact.clocks import access, forms, ics, subjects
from ipcontact.clocks.models import Clock
from ipcontact.clocks.wording import day_words, face
from ipcontact.ui.pages import ActionPage, Page
from ipcontact.workdays.clock import today
from ipcontact.workdays.services import current_calendar


class CalendarEntry(Page):
    """An .ics file for everybody who sees the record; a clock that stands still has none."""

    audience = SIGNED_IN

    def get(self, request, *args, **kwargs) -> HttpResponse:
        clock = Clock.objects.filter(key=kwargs["clock"]).prefetch_related("pauses").first()
        if clock is None or clock.due_on is None or clock.ended_on is not None:
            raise Http404("没有这个时限的日历文件。")
        table, key = clock.subject_table, clock.subject_key
        if not subjects.is_visible(request.user, table, key):
            raise Http404("没有这个时限的日历文件。")
        subject = subjects.resolve(table, key)
        calendar = current_calendar()
        shown = face(clock, today(), calendar)
        address = getattr(subject, "get_absolute_url", None)
        entry = ics.Entry(
            uid=f"{clock.key}@ipcontact",
            on=clock.due_on,
            at=clock.computed(calendar).due_at,
            title=f"{clock.name}到期：{subject}",
            note="\n".join(f"{term}：{text}" for term, text in shown.facts),
            url=f"{settings.SITE_URL.rstrip('/')}{address()}" if address else "",
            changed_at=clock.updated_at,
        )
        response = HttpResponse(ics.calendar([entry]), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{clock.due_on}.ics"'
        return response


class ChangeLimit(ActionPage):
    """A step with one limit: where it stands now, what will happen, then back to the record.

    Class attributes: deed: what is done, the title's first words.
    """

    audience = access.VERB
    number_field = "clock"
    template_name = "clocks/change.html"
    deed = ""

    def get_object(self) -> Clock:
        """The limit of a record this person sees. Raises: PermissionDenied where it is not theirs
        to change."""
        clock = Clock.objects.filter(key=self.kwargs["clock"]).prefetch_related("pauses").first()
        user = self.request.user
        if clock is None or not subjects.is_visible(user, clock.subject_table, clock.subject_key):
            raise Http404("没有这个编号的时限。")
        if not access.may_change(user, clock.subject_table, clock.subject_key):
            raise PermissionDenied(NOT_YOURS)
        self.subject = subjects.resolve(clock.subject_table, clock.subject_key)
        return clock

    def get_title(self) -> str:
        return f"{self.deed}：{self.object.name}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.subject), self.get_back_url()), (self.deed, "")]

    def get_back_url(self) -> str:
        return self.subject.get_absolute_url()

    def get_success_url(self, result: Clock) -> str:
        return self.get_back_url()

    def get_form(self, **data):
        initial = {"version": self.object.version, "on": today()}
        return self.form_class(**data, initial=initial, **self.form_values())

    def form_values(self) -> dict[str, Any]:
        """Further arguments of the form."""
        return {}

    def obstacles(self) -> list[str]:
        if self.object.ended_on is not None:
            return [f"这项时限已于 {self.object.ended_on} 停止计时，不能再改动。"]
        return []

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        shown = face(self.object, today(), current_calendar())
        return super().get_context_data(face=shown, subject=self.subject, **kwargs)

    def facts(self) -> dict[str, Any]:
        """What every one of these services is told."""
        return {"by": self.request.user, "today": today()}

    def get_success_message(self, result: Clock) -> str:
        when = day_words(result.due_on, today()) if result.due_on else "恢复计时后再定"
        return f"已{self.deed}。现在的到期日：{when}。"


class PauseLimit(ChangeLimit):
    """停表: from the day after the event on, nothing is counted."""

    deed = "停表"
    form_class = forms.PauseForm

    def form_values(self) -> dict[str, Any]:
        return {"grounds": access.keeper_of(self.object.subject_table).grounds}

    def consequences(self) -> list[str]:
        return ["从事由发生的次日起不计入时限，到恢复计时为止", "到期日暂时空缺，恢复后重新计算"]

    def obstacles(self) -> list[str]:
        if not access.keeper_of(self.object.subject_table).can_pause:
            return [NO_PAUSE]
        if self.object.is_paused:
            return ["这项时限已经停表，恢复计时后才能再次停表。"]
        return super().obstacles()

    def perform(self, form) -> Clock:
        return services.pause_limit(self.object, **form.cleaned_data, **self.facts())


class ResumeLimit(ChangeLimit):
    """恢复计时: the days it stood still lengthen the limit."""

    deed = "恢复计时"
    form_class = forms.ResumeForm

    def consequences(self) -> list[str]:
        return ["从事由消除的次日起继续计时，停表的日子顺延到期日"]

    def obstacles(self) -> list[str]:
        if self.object.ended_on is None and not self.object.is_paused:
            return ["这项时限没有停表，无须恢复。"]
        return super().obstacles()

    def perform(self, form) -> Clock:
        return services.resume_limit(self.object, **form.cleaned_data, **self.facts())


class ExtendLimit(ChangeLimit):
    """延长: in the limit's own unit, or up to a day."""

    deed = "延长"
    form_class = forms.ExtendForm

    def form_values(self) -> dict[str, Any]:
        return {"unit": self.object.get_unit_display()}

    def consequences(self) -> list[str]:
        return ["延长的时间加在原时限上，“怎么算的”里注明延长和理由"]

    def perform(self, form) -> Clock:
        return services.extend_limit(self.object, **form.cleaned_data, **self.facts())
