"""The staff's side: the list, the record, and the check."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy

from ipcontact.acts.services import last_step_words, open_record
from ipcontact.documents.downloads import taken_docx
from ipcontact.ui.pages import ActionPage, DetailPage, ListPage
from ipcontact.ui.registry import notice_panels
from ipcontact.workdays.clock import today
from registry.notices import services
from registry.notices.access import actors_of
from registry.notices.choices import NoticeAction, NoticeActor, NoticeItemState, NoticeState
from registry.notices.filters import NoticeFilter
from registry.notices.forms import CheckForm, ReasonForm, VersionedForm
from registry.notices.letters import Letters, letters_of
from registry.notices.models import PublicNotice
from registry.notices.off_list import off_words, uncorrected
from registry.notices.papers import outcome_document, review_document, steps_of
from registry.notices.rules import ItemFacts, contact_problems, move_problems, moves_from
from registry.notices.services.deciding import BY_LEADERS
from registry.notices.services.steps import stopped_on
from registry.notices.tables import STATE_TONES, NoticeTable
from registry.notices.wording import next_step

_ANNOUNCING = (NoticeAction.ANNOUNCE, NoticeAction.SUPPLEMENT)
# Step -> (page, look), in the order the buttons stand; each is called as the step is.
BUTTONS = {
    NoticeAction.DROP: ("notices:drop", "danger"),
    NoticeAction.RETURN: ("notices:return", ""),
    NoticeAction.REDRAFT: ("notices:return", ""),
    NoticeAction.CANCEL: ("notices:cancel", "danger"),
    NoticeAction.STOP: ("notices:stop", "danger"),
    NoticeAction.EXTEND: ("notices:extend", ""),
    NoticeAction.CORRECT: ("notices:correct", ""),
    NoticeAction.REPEAT: ("notices:repeat", ""),
    NoticeAction.EDIT: ("notices:edit", ""),
    NoticeAction.SUBMIT: ("notices:submit", "primary"),
    NoticeAction.PASS: ("notices:check", "primary"),
    NoticeAction.PUBLISH: ("notices:publish", "primary"),
    NoticeAction.NUMBER: ("notices:number", ""),
    NoticeAction.REGISTER: ("notices:portal", ""),
    NoticeAction.RESTART: ("notices:restart", "primary"),
    NoticeAction.ANNOUNCE: ("notices:announce", "primary"),
    NoticeAction.SUPPLEMENT: ("notices:announce", "primary"),
    NoticeAction.INFORM: ("notices:draw-letters", "primary"),
}


class NoticeList(ListPage):
    """Every notice, the newest first."""

    audience = "notices.view"
    title = "公示"
    model = PublicNotice
    page_key = "notices"
    word, noun = "份", "公示"
    filterset_class = NoticeFilter
    table_class = NoticeTable
    empty_title = "还没有公示"
    empty_text = "审定批次“已审定”以后，在批次的页面上生成公示。"
    empty_url = reverse_lazy("batches:list")
    empty_action = "打开审定批次"

    def get_queryset(self):
        held = Count("items", filter=Q(items__state=NoticeItemState.HELD))
        rows = super().get_queryset().select_related("batch", "created_by")
        return rows.annotate(size=Count("items"), held=held).order_by("-pk")


class OneNotice:
    """A page about one notice, with what the person looking may do."""

    audience = "notices.view"
    model = PublicNotice

    def get_queryset(self):
        related = ("batch", "created_by", "checked_by", "repeats")
        return super().get_queryset().select_related(*related)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [
            ("公示", reverse("notices:list")),
            (self.object.number, self.object.get_absolute_url()),
            (self.get_title(), ""),
        ]

    @cached_property
    def actors(self) -> frozenset[NoticeActor]:
        return actors_of(self.request.user, self.object, on=today())

    @cached_property
    def moves(self) -> list[NoticeAction]:
        return moves_from(self.object.state, self.actors)

    def taken(self, content: bytes, label: str) -> HttpResponse:
        """A paper of the notice as a Word file; who took it along is kept."""
        number = self.object.number
        target = f"公示 {number} {label}"
        return taken_docx(self.request, content, f"{number}{label}.docx", target=target)

    @cached_property
    def letters(self) -> Letters:
        """入库告知函 of those announced, as far as this person may see them."""
        return Letters(letters_of(self.object, user=self.request.user))

    @cached_property
    def items(self) -> list:
        related = ("application__unit", "announcement__edition")
        return list(self.object.items.select_related(*related))


class NoticeRecord(OneNotice, DetailPage):
    """Everything of one notice on one page."""

    template_name = "registry/notices/record.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if NoticeActor.CHECKER in self.actors:
            open_record(self.object, by=request.user)
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("公示", reverse("notices:list")), (self.object.number, "")]

    def offered(self) -> list[NoticeAction]:
        """The next steps: 公布 only while a unit can be, 补充公布 likewise."""
        return self.worth(self.moves)

    def worth(self, moves: list[NoticeAction]) -> list[NoticeAction]:
        """Those of these steps that would bring something about."""
        vain: set[NoticeAction] = set()
        if not any(facts.is_clear for facts in self.facts):
            vain.update(_ANNOUNCING)
        if self.later is not None:
            vain.update((*_ANNOUNCING, NoticeAction.REPEAT))
        if self.object.document_no:
            vain.add(NoticeAction.NUMBER)
        if not self.letters.missing:
            vain.add(NoticeAction.INFORM)
        return [move for move in moves if move not in vain]

    def buttons(self) -> list[dict[str, str]]:
        """The next steps this person may take."""
        moves = self.offered()
        number = self.object.number
        waits = self.object.state == NoticeState.PUBLISHED and not self.object.portal_url
        looks = {NoticeAction.REGISTER: "primary"} if waits else {}
        found = [
            {
                "label": action.label,
                "url": reverse(page, args=[number]),
                "kind": looks.get(action, kind),
            }
            for action, (page, kind) in BUTTONS.items()
            if action in moves
        ]
        if self.may("offline.enter"):
            by_leader = self.worth(moves_from(self.object.state, {NoticeActor.DECIDER}))
            if any(action in _ANNOUNCING for action in by_leader):
                page = reverse("notices:announced", args=[number])
                found.insert(-1, {"label": "登记线下公布", "url": page, "kind": ""})
            if any(action in BY_LEADERS for action in by_leader):
                page = reverse("notices:decided", args=[number])
                found.insert(0, {"label": "登记线下决定", "url": page, "kind": ""})
        return found

    @cached_property
    def facts(self) -> list[ItemFacts]:
        """Where each unit of the list stands."""
        return services.facts_of(self.object)

    @cached_property
    def later(self) -> PublicNotice | None:
        """The notice that shows the list again."""
        return self.object.later

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        notice = self.object
        return super().get_context_data(
            tone=STATE_TONES[notice.state],
            stopped_on=stopped_on(notice),
            may_restart=notice.state == NoticeState.STOPPED,
            items=self.items,
            buttons=self.buttons(),
            next_step="" if self.later else next_step(notice, self.facts),
            later=self.later,
            off_words=off_words(list(uncorrected().filter(notice=notice))),
            steps=steps_of(notice, today()),
            extensions=notice.extensions.all(),
            corrigenda=notice.corrigenda.select_related("drafted_by", "checked_by"),
            announcements=notice.announcements.select_related("edition"),
            letters=self.letters,
            may_prepare=NoticeActor.HANDLER in self.actors,
            may_check=NoticeActor.CHECKER in self.actors,
            is_over=notice.state in ("ended", "announced"),
            panels=[
                {"panel": panel, "context": context}
                for panel in notice_panels.allowed(self.may)
                if (context := panel.context(notice, self.request.user)) is not None
            ],
            **kwargs,
        )


class NoticeStep(OneNotice, ActionPage):
    """One step of the state table, confirmed on its own page."""

    audience = "notices.prepare"
    action: NoticeAction
    form_class = VersionedForm

    def get_title(self) -> str:
        return self.title or self.action.label

    def get_form(self, **data):
        return self.form_class(**data, initial=self.get_initial())

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.object.version}

    def obstacles(self) -> list[str]:
        found = move_problems(self.action, state=self.object.state, actors=self.actors, reason="-")
        return [f"{last_step_words(self.object)}{words}" for _, words in found]

    def get_success_url(self, result) -> str:
        return self.object.get_absolute_url()


class Submit(NoticeStep):
    action = NoticeAction.SUBMIT
    success_message = "已送核稿。"

    def obstacles(self) -> list[str]:
        missing = [words for _, words in contact_problems(self.object.contact)]
        return super().obstacles() or missing

    def consequences(self) -> list[str]:
        count = len(services.shown_of(self.object.batch))
        return [f"按审定结果重新取名单，{count}家。", "核稿人逐项核对后，才能发布。"]

    def perform(self, form) -> PublicNotice:
        how = form.cleaned_data
        return services.submit(self.object, by=self.request.user, today=today(), **how)


class Drop(NoticeStep):
    action = NoticeAction.DROP
    submit_kind = "danger"
    success_message = "已放弃。审定批次可以另行生成公示。"

    def consequences(self) -> list[str]:
        return ["草稿不再使用，也没有对外公开过。", "名单上的单位仍是“审定通过”。"]

    def perform(self, form) -> PublicNotice:
        how = form.cleaned_data
        return services.drop(self.object, by=self.request.user, today=today(), **how)


class Check(NoticeStep):
    """核稿: six points against the paper as it will stand."""

    audience = "notices.check"
    action = NoticeAction.PASS
    title = "核稿"
    form_class = CheckForm
    template_name = "registry/notices/check.html"
    submit_label = "核稿通过"
    success_message = "核稿通过，可以发布。"

    def perform(self, form) -> PublicNotice:
        how = form.cleaned_data
        return services.pass_check(self.object, by=self.request.user, today=today(), **how)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(items=self.items, **kwargs)


class ReturnNotice(NoticeStep):
    """退回起草 from the check, or from 待发布."""

    audience = "notices.check"
    title = "退回起草"
    form_class = ReasonForm
    success_message = "已退回起草人。"

    @property
    def action(self) -> NoticeAction:
        is_passed = self.object.state == "approved"
        return NoticeAction.REDRAFT if is_passed else NoticeAction.RETURN

    def perform(self, form) -> PublicNotice:
        how = form.cleaned_data
        return services.return_to_draft(self.object, by=self.request.user, today=today(), **how)


class ReviewPaper(OneNotice, DetailPage):
    """政府信息公开审查表 as a Word file."""

    audience = "notices.prepare"

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        return self.taken(review_document(self.object), "公开审查表")


class OutcomePaper(OneNotice, DetailPage):
    """公示情况说明 as a Word file; while the window runs there is none."""

    audience = "notices.view"

    def get_queryset(self):
        return super().get_queryset().filter(state__in=("ended", "announced"))

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        content = outcome_document(self.object, today=today())
        return self.taken(content, "公示情况说明")
