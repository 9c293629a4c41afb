"""The calendar entry of a limit."""

from django.conf import settings
from django.http import Http404, HttpResponse

from ipcontact.accounts.audiences import SIGNED_IN
from ipcontact.clocks import ics, subjects
from ipcontact.clocks.models import Clock
from ipcontact.clocks.wording import face
from ipcontact.ui.pages import Page
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
