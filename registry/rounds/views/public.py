"""What everybody reads of rounds: the published notices, each as page, Word file and calendar."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import urlencode

from ipcontact.accounts.audiences import PUBLIC
from ipcontact.documents import docx_response
from ipcontact.sheets.responses import content_disposition
from ipcontact.ui.pages.base import ObjectMixin, Page
from ipcontact.workdays.services import current_calendar
from registry.pages import PublicPage
from registry.rounds.models import IntakeRound
from registry.rounds.papers import calendar_of, call_document, call_of, title_of
from registry.rounds.wording import Status, status_of

HOME = ("首页", "/")
SHOWN = 50


def start_address(round_: IntakeRound) -> str:
    """Where an application in this round begins; nothing while it takes none."""
    if not round_.intake(timezone.now()).is_open:
        return ""
    try:
        return f"{reverse('applications:start')}?{urlencode({'round': round_.number})}"
    except NoReverseMatch:  # filling in is a part above, mounted by the project
        return ""


def with_status(rounds) -> list[tuple[IntakeRound, Status, str]]:
    """Rounds with where they stand now and where an application begins."""
    now, calendar = timezone.now(), current_calendar()
    return [
        (round_, status_of(round_, now=now, calendar=calendar), start_address(round_))
        for round_ in rounds
    ]


class CallList(PublicPage):
    """Every notice that was published, latest first."""

    title = "申报通知"
    crumbs = (HOME, ("申报通知", ""))
    template_name = "registry/rounds/calls.html"

    def get_context_data(self, **kwargs):
        rounds = IntakeRound.objects.visible_to(self.request.user).published()
        return super().get_context_data(rows=with_status(rounds[:SHOWN]), **kwargs)


class _OneCall(ObjectMixin):
    """A round whose notice this reader may know of."""

    model = IntakeRound

    def get_queryset(self):
        rounds = super().get_queryset().filter(is_backfill=False)  # the paper of then is the notice
        rounds = rounds.select_related("scheme", "contact_agency")
        return rounds.prefetch_related("extensions", "scheme__criteria")


class CallPage(_OneCall, PublicPage):
    """A 申报通知 as an official document; staff also see what is not published yet."""

    template_name = "registry/rounds/call.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        return super().get(request, *args, **kwargs)

    def get_title(self):
        return title_of(self.object)

    def get_crumbs(self):
        return [HOME, ("申报通知", reverse("rounds:list")), (self.object.name, "")]

    def get_context_data(self, **kwargs):
        [(round_, status, start_url)] = with_status([self.object])
        return super().get_context_data(
            object=round_,
            call=call_of(round_),
            status=status,
            start_url=start_url,
            manages=self.may("rounds.view"),
            **kwargs,
        )


class CallDocument(_OneCall, Page):
    """The notice as a Word file."""

    audience = PUBLIC

    def get(self, request, *args, **kwargs):
        round_ = self.get_object()
        return docx_response(call_document(round_), f"{title_of(round_)}.docx")


class CallCalendar(_OneCall, Page):
    """Opening and closing for one's own calendar."""

    audience = PUBLIC

    def get(self, request, *args, **kwargs):
        round_ = self.get_object()
        if not round_.is_published:
            raise Http404("申报通知发布以后才有日历文件。")
        content = calendar_of(round_)
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = content_disposition(f"{round_.name}.ics")
        return response
