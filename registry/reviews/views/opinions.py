"""Pages of letters to other offices: list, new one, record, answers, paper."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from ipcontact.documents.downloads import taken_docx
from ipcontact.ui.pages import DetailPage, ListPage, Page
from ipcontact.ui.pages.base import ObjectMixin
from ipcontact.workdays.clock import today
from registry.reviews import services
from registry.reviews.choices import REPLY_TONES, ReplyState
from registry.reviews.filters import LetterFilter
from registry.reviews.forms import (
    OpinionRequestForm,
)
from registry.reviews.letters import letter_document, letter_of, replies_of
from registry.reviews.models import OpinionRequest
from registry.reviews.tables import LetterTable
from registry.reviews.views.inspections import OfQueue, queue_crumbs

AUDIENCE = "reviews.record"
TITLE = "关于征求知识产权保护重点联系单位拟纳入名单意见的函"


class LetterList(ListPage):
    """Every letter, the newest first."""

    audience = AUDIENCE
    title = "征求意见函"
    model = OpinionRequest
    word = "件"
    noun = "函件"
    filterset_class = LetterFilter
    table_class = LetterTable
    empty_title = "还没有征求过意见"
    empty_text = "在“综合考察”里勾选申报，点“征求意见”，登记函件并打印。"
    empty_url = "/reviews/"
    empty_action = "选择申报"

    def get_crumbs(self):
        return queue_crumbs((self.title, ""))

    def get_queryset(self):
        waiting = Q(replies__state=ReplyState.WAITING)
        return (
            super()
            .get_queryset()
            .select_related("created_by")
            .annotate(
                about=Count("applications", distinct=True),
                waiting_count=Count("replies", filter=waiting, distinct=True),
                exception_count=Count("replies__exceptions", distinct=True),
            )
        )

    def paginate(self) -> None:
        super().paginate()
        self.table.today = today()


class Ask(OfQueue):
    """A letter about the chosen applications."""

    title = "征求意见"
    submit_label = "登记征求意见函"
    form_class = OpinionRequestForm

    def get_form(self, **data):
        initial = {"title": TITLE, "sent_on": today()}
        return self.form_class(**data, by=self.request.user, initial=initial)

    def consequences(self):
        if not self.applications:
            return []
        names = "、".join(each.unit_name for each in self.applications[:5])
        more = f"等{len(self.applications)}家" if len(self.applications) > 5 else ""
        return [
            f"将就{names}{more}征求意见，名单附在函后。",
            "登记后打印或下载函件，按程序编号、用印、发出。",
        ]

    def run(self, form):
        return services.request_opinions(
            self.applications, by=self.request.user, today=today(), **form.cleaned_data
        )

    def get_success_url(self, result: OpinionRequest) -> str:
        return result.get_absolute_url()

    def get_success_message(self, result: OpinionRequest) -> str:
        return f"已登记征求意见函 {result.number}，可以打印或下载。"


class OneLetter:
    """A page about one letter."""

    audience = AUDIENCE
    model = OpinionRequest

    def get_queryset(self):
        return super().get_queryset().select_related("created_by__agency")

    def get_crumbs(self):
        letter = self.object
        return queue_crumbs(
            ("征求意见函", reverse("reviews:opinions")),
            (letter.number, letter.get_absolute_url()),
            (self.get_title(), ""),
        )


class LetterRecord(OneLetter, DetailPage):
    """Who was asked about whom, who has answered what, what is still to be done."""

    template_name = "registry/reviews/letter_record.html"

    def get_crumbs(self):
        return queue_crumbs(("征求意见函", reverse("reviews:opinions")), (self.object.number, ""))

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        replies = replies_of(self.object)
        rows = self.object.applications.select_related("agency").order_by("pk")
        said: dict[int, list[tuple[str, str]]] = {}
        for reply in replies:
            for exception in reply.exceptions.all():
                said.setdefault(exception.application_id, []).append(
                    (reply.agency.display_name, exception.text)
                )
        waiting = [reply for reply in replies if reply.state == ReplyState.WAITING]
        return super().get_context_data(
            replies=[(reply, REPLY_TONES[reply.state]) for reply in replies],
            waiting=waiting,
            is_late=bool(waiting) and self.object.due_on < today(),
            rows=[(row, said.get(row.pk, [])) for row in rows],
            exceptions=sum(map(len, said.values())),
            **kwargs,
        )


class LetterPaper(OneLetter, DetailPage):
    """The letter as it is printed."""

    template_name = "registry/reviews/letter_paper.html"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(letter=letter_of(self.object), **kwargs)


class LetterDocument(OneLetter, ObjectMixin, Page):
    """The same as a Word file."""

    def get(self, request, *args, **kwargs):
        letter = self.get_object()
        name = f"征求意见函-{letter.number}"
        return taken_docx(request, letter_document(letter), f"{name}.docx", target=name)
