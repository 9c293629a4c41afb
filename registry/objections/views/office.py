"""The staff's side: the list, the record, 登记异议, who objected."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import CharField, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from ipcontact.acts.services import open_record
from ipcontact.audit.services import record_access
from ipcontact.clocks.models import Clock
from ipcontact.documents.downloads import taken_docx
from ipcontact.documents.letters import letter_file
from ipcontact.ui.pages import DetailPage, FormPage, ListPage, RevealPage
from ipcontact.workdays.clock import today
from registry.notices.choices import NoticeState
from registry.notices.models import NoticeItem, PublicNotice
from registry.objections import services
from registry.objections.access import HANDLE, VIEW, actors_of, has_touched
from registry.objections.choices import ObjectionAction, ObjectionActor
from registry.objections.filters import ObjectionFilter
from registry.objections.forms import RegisterForm
from registry.objections.models import Objection, Objector
from registry.objections.rules import moves_from
from registry.objections.services.answering import living_letters
from registry.objections.services.steps import is_unsettled
from registry.objections.tables import STATE_TONES, ObjectionTable
from registry.objections.wording import LETTERS, next_step
from registry.units.forms import RevealForm

A = ObjectionAction
OVER = 4  # notices that are over and still offered for an objection
# Step -> (page, look), in the order the buttons stand; each is called as the step is.
BUTTONS = {
    A.WITHDRAW: ("objections:withdraw", ""),
    A.LEAD: ("objections:lead", ""),
    A.ASK: ("objections:ask", ""),
    A.COMPLETE: ("objections:complete", ""),
    A.TAKE_UP: ("objections:take-up", "primary"),
    A.PROPOSE: ("objections:propose", "primary"),
    A.RETURN: ("objections:return", ""),
    A.DECIDE: ("objections:decide", "primary"),
    A.ANSWER: ("objections:answer", "primary"),
    A.SETTLE: ("objections:settle", "primary"),
}


def with_due(rows):
    """Objections with the last day for the answer."""
    clocks = Clock.objects.open().filter(
        subject_table=Objection._meta.db_table,
        subject_key=Cast(OuterRef("pk"), CharField()),
    )
    return rows.annotate(answer_due_on=Subquery(clocks.order_by("due_on").values("due_on")[:1]))


class ObjectionList(ListPage):
    """Every objection, the newest first."""

    audience = VIEW
    title = "异议"
    model = Objection
    page_key = "objections"
    word, noun = "件", "异议"
    filterset_class = ObjectionFilter
    table_class = ObjectionTable
    standing_views = (
        ("待接办、待立项", "state=received"),
        ("核查中", "state=investigating"),
        ("待答复", "state=concluded"),
    )
    empty_title = "还没有异议"
    empty_text = "公示期内网上提出的异议列在这里；来电、来信、来访的由经办登记。"

    def get_queryset(self):
        rows = super().get_queryset().select_related("item__notice", "handler")
        return with_due(rows).order_by("-pk")

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        new = {"label": "登记异议", "url": reverse("objections:register"), "kind": "primary"}
        actions = [new] if self.may(HANDLE) else []
        return super().get_context_data(head_actions=actions, **kwargs)


class OneObjection:
    """A page about one objection, with what the person looking may do."""

    audience = VIEW
    model = Objection

    def get_queryset(self):
        related = ("item__notice", "item__application", "handler", "registered_by", "follows")
        people = ("proposed_by", "decided_by", "objector")
        return super().get_queryset().select_related(*related, *people)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [
            ("异议", reverse("objections:list")),
            (self.object.number, self.object.get_absolute_url()),
            (self.get_title(), ""),
        ]

    @cached_property
    def actors(self) -> frozenset[ObjectionActor]:
        return actors_of(self.request.user, self.object, on=today())

    @cached_property
    def is_unsettled(self) -> bool:
        """It was withdrawn, and what becomes of the unit is yet to be said."""
        return is_unsettled(self.object)

    @property
    def is_named(self) -> bool:
        """The person looking has it in hand."""
        return ObjectionActor.NAMED in self.actors


class ObjectionRecord(OneObjection, DetailPage):
    """Everything of one objection on one page; who objected only to the named handler."""

    template_name = "registry/objections/record.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        open_record(self.object, by=request.user)
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("异议", reverse("objections:list")), (self.object.number, "")]

    def buttons(self) -> list[dict[str, str]]:
        """The next steps this person may take."""
        objection, user = self.object, self.request.user
        moves = moves_from(
            objection.state,
            self.actors,
            is_proposed=objection.is_proposed,
            is_unsettled=self.is_unsettled,
        )
        if has_touched(user, objection):
            moves = [move for move in moves if move != A.DECIDE]
        found = [
            {"label": move.label, "url": reverse(page, args=[objection.number]), "kind": look}
            for move, (page, look) in BUTTONS.items()
            if move in moves
        ]
        if A.TAKE_OVER in moves and not self.is_named:
            page = reverse("objections:take-over", args=[objection.number])
            look = "" if objection.handler_id else "primary"
            found.insert(0, {"label": "接办", "url": page, "kind": look})
        if objection.is_proposed and self.may("offline.enter"):
            page = reverse("objections:decided", args=[objection.number])
            found.append({"label": "登记线下定性", "url": page, "kind": ""})
        return found

    def letters(self) -> list[dict[str, Any]]:
        """The papers, drawn up or not yet; one that was voided is to be drawn up anew."""
        drawn = {row.kind: row for row in living_letters(self.object)}
        return [{"kind": k, "label": label, "row": drawn.get(k)} for k, label in LETTERS.items()]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        objection = self.object
        return super().get_context_data(
            tone=STATE_TONES[objection.state],
            buttons=self.buttons(),
            next_step=next_step(objection, is_unsettled=self.is_unsettled),
            is_named=self.is_named,
            letters=self.letters(),
            followers=objection.followers.all(),
            **kwargs,
        )


class Register(FormPage):
    """登记异议 while the objector is on the phone."""

    audience = HANDLE
    title = "登记异议"
    crumbs = (("异议", "/objections/"), ("登记异议", ""))
    form_class = RegisterForm
    submit_label = "登记异议"
    back_url = "/objections/"
    intro = "边听边记：哪家单位、什么理由、谁、怎么联系。身份信息只有您（经办人）能看到。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.get_initial(), "items": self.items()}

    def items(self):
        """Units of every notice on show, of the last ones that are over, and the one asked for."""
        public = PublicNotice.objects.public()
        on_show = public.filter(state__in=(NoticeState.PUBLISHED, NoticeState.STOPPED))
        over = public.filter(state__in=(NoticeState.ENDED, NoticeState.ANNOUNCED)).order_by("-pk")
        wanted = Q(notice__in=on_show) | Q(notice__in=list(over[:OVER]))
        if asked := self.get_initial()["item"]:
            wanted |= Q(pk=asked, notice__in=public)
        rows = NoticeItem.objects.filter(wanted).select_related("notice")
        return rows.order_by("-notice", "order")

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("item", "")
        item = asked if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
        return {"received_on": today(), "item": item}

    def perform(self, form) -> Objection:
        data = form.cleaned_data
        names = ("channel", "reason", "received_on", "follows", "evidence")
        return services.register(
            data["item"],
            who=form.who(),
            by=self.request.user,
            now=timezone.now(),
            **{name: data[name] for name in names},
        )

    def get_success_message(self, result: Objection) -> str:
        code = services.code_of(result)
        return f"已登记，编号 {result.number}，查询码 {code[:4]}-{code[4:]}，可以告诉异议人。"


class ObjectorReveal(OneObjection, RevealPage):
    """Who objected, in full, to the named handler alone and for a reason that is kept."""

    audience = HANDLE
    form_class = RevealForm
    title = "显示异议人"
    submit_label = "显示异议人"
    revealed_template = "registry/objections/revealed.html"

    def get_object(self):
        found = super().get_object()
        if not Objector.objects.visible_to(self.request.user).filter(objection=found).exists():
            raise Http404("没有这个编号的记录。")
        return found

    def consequences(self) -> list[str]:
        return ["将显示异议人的姓名、单位和联系方式，并留下查看记录。"]

    def reveal(self, form) -> Objector:
        record_access(
            "reveal",
            user=self.request.user,
            request=self.request,
            target=f"异议 {self.object.number} 的异议人",
            detail={"reason": form.cleaned_data["reason"]},
        )
        return self.object.objector


class LetterFile(OneObjection, DetailPage):
    """A letter that was drawn up, as a Word file."""

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        kind = self.kwargs["kind"]
        row = living_letters(self.object).filter(kind=kind).first()
        if kind not in LETTERS or row is None:
            raise Http404("还没有拟写这份文书。")
        number, label = self.object.number, LETTERS[kind]
        content, target = letter_file(row), f"异议 {number} {label}"
        return taken_docx(self.request, content, f"{number}{label}.docx", target=target)
