"""What everybody reads: the notices, and one of them as an official document."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from ipcontact.accounts.audiences import PUBLIC
from ipcontact.accounts.rights import can
from ipcontact.documents import docx_response
from ipcontact.notifications.links import absolute
from ipcontact.sheets.responses import content_disposition
from ipcontact.text.rules import search_key
from ipcontact.ui.filters import clean_query
from ipcontact.ui.pages.base import ObjectMixin, Page
from ipcontact.ui.paging import KnownPaginator, nearest_page
from ipcontact.workdays.clock import today
from registry.notices.choices import NoticeState
from registry.notices.models import NoticeItem, PublicNotice
from registry.notices.papers import HEADS, notice_document, paper_of, standing_words
from registry.notices.wording import day_words
from registry.pages import PublicPage

HOME = ("首页", "/")
SHOWN = 50


class PublicList(PublicPage):
    """Every notice that was published, latest first."""

    title = "公示公告"
    crumbs = (HOME, ("公示公告", ""))
    template_name = "registry/notices/public_list.html"

    def get_context_data(self, **kwargs):
        rows = PublicNotice.objects.public().order_by("-published_at", "-pk")
        total = rows.count()
        self.request.GET = clean_query(self.request.GET)
        number = nearest_page(self.request.GET.get("page"), total, SHOWN)
        page = KnownPaginator(rows, SHOWN, total=total).page(number)
        return super().get_context_data(
            page=page, total=total, sizes=(SHOWN,), list_page={"word": "份"}, **kwargs
        )


def _public(notice: PublicNotice | None) -> PublicNotice | None:
    """A notice that may be named in public: one that was published."""
    return notice if notice is not None and notice.published_on else None


def web_page(template: str, context: dict[str, Any], filename: str) -> HttpResponse:
    """A page that is taken along as a file, to be put on the portal."""
    response = HttpResponse(render_to_string(template, context))
    response["Content-Disposition"] = content_disposition(filename)
    response["X-Content-Type-Options"] = "nosniff"
    return response


class OnePublic(ObjectMixin):
    """A published notice; staff of the bureau also see what is not published yet."""

    model = PublicNotice

    def list_items(self) -> list[NoticeItem]:
        return list(self.object.items.order_by("order"))


class PublicNoticePage(OnePublic, PublicPage):
    """One screen: what list, who, until when, how to object; readable without login."""

    template_name = "registry/notices/public.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        return super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        return self.object.title

    def get_crumbs(self):
        return [HOME, ("公示公告", reverse("notices:list")), (self.object.number, "")]

    def get_context_data(self, **kwargs):
        notice, items = self.object, self.list_items()
        asked = self.request.GET.get("q", "")[:60].strip()
        key = search_key(asked)
        found = [each for each in items if key and key in search_key(each.name)]
        return super().get_context_data(
            object=notice,
            paper=paper_of(notice, items),
            period=standing_words(notice),
            items=items,
            asked=asked,
            found=found,
            corrigenda=notice.corrigenda.filter(published_on__isnull=False),
            extensions=notice.extensions.all(),
            editions=[made.edition for made in notice.announcements.select_related("edition")],
            repeats=_public(notice.repeats),
            later=_public(notice.later),
            until=day_words(notice.last_day) if notice.last_day else "",
            is_running=notice.is_running(today()),
            is_stopped=notice.state == NoticeState.STOPPED,
            manages=can(self.request.user, "notices.view"),
            **kwargs,
        )


class NoticeDocument(OnePublic, Page):
    """The notice as a Word file."""

    audience = PUBLIC

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        content = notice_document(self.object, self.list_items())
        return docx_response(content, f"{self.object.number}公示.docx")


class NoticeWebPage(OnePublic, Page):
    """The notice as a plain web page: what the editor of the portal puts on the portal."""

    audience = PUBLIC

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        objections = reverse("objections:new", args=[self.object.number])
        context = {
            "paper": paper_of(self.object, self.list_items()),
            "heads": HEADS,
            "objections_url": absolute(objections),
        }
        name = f"{self.object.number}公示.html"
        return web_page("registry/notices/webpage.html", context, name)
