"""Pages of letters to other offices: list, new one, record, answers, paper."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from ipcontact.documents import docx_response
from ipcontact.ui.pages import ActionPage, DetailPage, FormPage, ListPage, Page
from ipcontact.ui.pages.base import ObjectMixin
from ipcontact.workdays.clock import today
from registry.reviews import services
from registry.reviews.choices import REPLY_TONES, ReplyState
from registry.reviews.filters import LetterFilter
from registry.reviews.forms import (
    NoObjectionForm,
    NumberForm,
    OpinionRequestForm,
    ReasonForm,
    ReplyForm,
)
from registry.reviews.letters import letter_document, letter_of, replies_of
from registry.reviews.models import OpinionReply, OpinionRequest
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
        return docx_response(letter_document(letter), f"征求意见函-{letter.number}.docx")


class _OnLetter(OneLetter, ActionPage):
    """An act on one letter; a voided one takes none."""

    def obstacles(self) -> list[str]:
        if self.object.voided_on:
            return [f"这件函已于 {self.object.voided_on} 作废，不能再登记。需要时请重新发函。"]
        return []


class NoObjection(_OnLetter):
    """无意见 of every office that has not answered, or of the one picked."""

    title = "登记回函：无意见"
    submit_label = "登记无意见"
    form_class = NoObjectionForm

    def get_form(self, **data):
        return self.form_class(**data, initial={"replied_on": today()})

    @cached_property
    def waiting(self) -> list[OpinionReply]:
        rows = self.object.replies.filter(state=ReplyState.WAITING).select_related("agency")
        if self.picks:
            rows = rows.filter(agency__code__in=self.picks)
        return list(rows.order_by("agency__code"))

    def consequences(self):
        if not self.waiting:
            return []
        names = "、".join(reply.agency.display_name for reply in self.waiting)
        return [f"将登记{len(self.waiting)}个单位回函无意见：{names}。"]

    def obstacles(self):
        found = super().obstacles()
        return found or ([] if self.waiting else ["没有待回函的单位，不必登记。"])

    def perform(self, form):
        self.answered = services.reply_no_objection(
            self.object,
            agencies=self.picks or None,
            by=self.request.user,
            today=today(),
            **form.cleaned_data,
        )
        return self.object

    def get_success_message(self, result) -> str:
        if not self.answered:
            return "没有待回函的单位，回函都已登记。"
        return f"已登记{len(self.answered)}个单位无意见。"


class Remind(_OnLetter):
    """已电话催办, one of the offices or all that wait."""

    title = "登记电话催办"
    submit_label = "登记已催办"

    def consequences(self):
        who = "选中的单位" if self.picks else "所有待回函的单位"
        return [f"将记下今天已电话催办{who}。同一单位一天记一次。"]

    def perform(self, form):
        self.rung = services.remind(
            self.object, agencies=self.picks or None, by=self.request.user, today=today()
        )
        return self.object

    def get_success_message(self, result) -> str:
        if not self.rung:
            return "没有待回函的单位，或者今天已经记过催办。"
        return f"已登记电话催办{len(self.rung)}个单位。"


class VoidLetter(_OnLetter):
    title = "作废征求意见函"
    submit_label = "作废"
    submit_kind = "danger"
    form_class = ReasonForm
    success_message = "已作废，函件编号保留。"

    def consequences(self):
        return ["这件函和已登记的回函不再作为依据，编号保留，不再使用。", "需要时可以重新发函。"]

    def perform(self, form):
        return services.void_letter(
            self.object, by=self.request.user, today=today(), **form.cleaned_data
        )


class NumberLetter(OneLetter, FormPage):
    """The 文号 that the office's register gave."""

    title = "登记文号"
    form_class = NumberForm
    submit_label = "登记文号"
    success_message = "已登记文号。"

    def get_initial(self):
        return {"document_no": self.object.document_no}

    def perform(self, form):
        return services.number_letter(
            self.object,
            by=self.request.user,
            today=today(),
            version=int(self.version()),
            **form.cleaned_data,
        )


class Reply(OneLetter, FormPage):
    """What one office answers, unit by unit."""

    template_name = "registry/reviews/reply.html"
    form_class = ReplyForm
    submit_label = "登记回函"
    success_message = "已登记回函。"

    @cached_property
    def reply(self) -> OpinionReply:
        rows = self.object.replies.select_related("agency")
        found = rows.filter(agency__code=self.kwargs["agency"]).first()
        if found is None:
            raise Http404("这个单位不在发函范围内。")
        return found

    def get_title(self) -> str:
        return f"{self.reply.agency.display_name}的回函"

    def get_form_kwargs(self):
        reply = self.reply
        initial = {
            "replied_on": reply.replied_on or today(),
            "document_no": reply.document_no,
            "note": reply.note,
        }
        return {"initial": initial, "letter": self.object, "reply": reply}

    def version(self) -> str:
        return f"{self.object.version}.{self.reply.state}.{self.reply.replied_on}"

    def perform(self, form):
        values = form.cleaned_data
        services.reply(
            self.object,
            agency=self.reply.agency.code,
            exceptions=form.exceptions,
            replied_on=values["replied_on"],
            document_no=values["document_no"],
            note=values["note"],
            reason=values.get("reason", ""),
            by=self.request.user,
            today=today(),
        )
        return self.object
