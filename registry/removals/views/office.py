"""Removals: the list, the record with its course, proposing, telling, giving up, the papers."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.urls import reverse

from ipcontact.acts.services import open_record
from ipcontact.ui.pages import ActionPage, DetailPage, FormPage, ListPage
from ipcontact.workdays.clock import today
from registry.removals import access, services
from registry.removals.choices import PAPER_WORDS, RemovalState
from registry.removals.course import course_of
from registry.removals.filters import RemovalFilter
from registry.removals.forms import CancelForm, LeaveForm, ProposeForm, TellForm
from registry.removals.models import Removal
from registry.removals.rules import NOT_SERVED, TOLD, state_problem
from registry.removals.tables import TONES, RemovalTable
from registry.units.choices import MembershipState
from registry.units.models import Unit
from registry.units.posts import contact_of


class RemovalList(ListPage):
    """Removals of the units this person sees, the newest first."""

    audience = access.VIEW
    title = "移出和退出"
    model = Removal
    page_key = "removals"
    word, noun = "件", "移出"
    filterset_class = RemovalFilter
    table_class = RemovalTable
    standing_views = (
        ("待告知", "state=proposed"),
        ("听取陈述中", "state=hearing"),
        ("待决定", "state=ready"),
    )
    empty_title = "还没有移出或退出"
    empty_text = "在单位页面点“提出移出”，或者登记单位的退出申请。"
    empty_action = "选择单位"

    def get_queryset(self):
        return super().get_queryset().select_related("ground")

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        self.empty_url = reverse("units:list" if self.may("units.view") else "ui:desk")
        return super().get_context_data(**kwargs)


class OneRemoval:
    """A page about one removal, with the way back."""

    model = Removal
    number_field = "key"

    def get_queryset(self):
        related = ("unit", "unit__lead_agency", "ground", "departure")
        people = ("proposed_by", "told_by", "decided_by")
        return super().get_queryset().select_related(*related, *people)

    def get_crumbs(self):
        removal = self.object
        way = [("移出和退出", reverse("removals:list"))]
        own = (str(removal), removal.get_absolute_url())
        return [*way, own, (self.title, "")] if self.title else [*way, (str(removal), "")]

    def refuse_unless(self, *states: str) -> list[str]:
        """Words for a page that is not the next step."""
        if self.object.state in states:
            return []
        return [f"这件现在是“{self.object.get_state_display()}”，不办这一步。"]


class RemovalRecord(OneRemoval, DetailPage):
    """Ground, facts, where it stands, what the unit said, what was decided."""

    audience = access.VIEW
    template_name = "registry/removals/record.html"

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        if self.may(access.DECIDE) or self.may(access.HANDLE):
            open_record(self.object, by=request.user)
        return response

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        removal, user = self.object, self.request.user
        is_staff = self.may("units.view")
        return super().get_context_data(
            tone=TONES[removal.state],
            course=course_of(removal),
            buttons=[*self._buttons()],
            may_cancel=access.may_cancel(removal, user) and not removal.is_for_the_leader,
            next_step=self._next_step(),
            is_staff=is_staff,
            **kwargs,
        )

    def _buttons(self):
        removal = self.object
        handles, state = self.may(access.HANDLE), removal.state
        if state == RemovalState.PROPOSED and handles:
            yield self._button("告知单位", "tell", "primary")
        if state == RemovalState.REQUESTED and handles:
            yield self._button("确认退出申请", "confirm", "primary")
        if state == RemovalState.HEARING and self.may(access.SPEAK):
            own = access.is_unit_itself(self.request.user, removal.unit)
            words = "陈述意见" if own else "登记单位陈述"
            yield self._button(words, "statement", "primary")
        if removal.is_open and self._can_be_decided():
            if services.may_decide(removal, self.request.user, on=today()):
                yield self._button("作出决定", "decide", "primary")
            if self.may("offline.enter"):
                yield self._button("登记线下决定", "offline")
        if state == RemovalState.REMOVED and handles and self._missing_papers:
            yield self._button("拟写告知书和公告", "papers", "primary")

    @cached_property
    def _missing_papers(self) -> list[str]:
        return services.missing_papers(self.object)

    def _can_be_decided(self) -> bool:
        due_on = access.hearing_ends(self.object)
        return state_problem(self.object.state, due_on, today=today()) is None

    def _button(self, label: str, name: str, kind: str = "") -> dict[str, str]:
        url = reverse(f"removals:{name}", args=[self.object.key])
        return {"label": label, "url": url, "kind": kind}

    def _next_step(self) -> str:
        removal = self.object
        if removal.state == RemovalState.PROPOSED:
            return "由区局经办告知单位，听取陈述。决定之前单位仍在名录中。"
        if removal.state == RemovalState.REQUESTED:
            return "由区局经办核对申请是否出于单位本意，再送领导决定。"
        if removal.state == RemovalState.HEARING:
            due_on = access.hearing_ends(removal)
            if self._can_be_decided():
                if services.is_told_on_paper(removal):
                    return "陈述期满，单位没有陈述意见，可以决定。"
                return NOT_SERVED
            return f"单位可以陈述意见到 {due_on:%Y-%m-%d}；收到意见或期满后决定。"
        if removal.state == RemovalState.READY:
            who = removal.ground.get_approver_display()
            return f"由{who}决定移出或者继续在库；提出人和告知人不能决定。"
        if removal.state == RemovalState.REMOVED and self._missing_papers:
            words = "和".join(PAPER_WORDS[kind] for kind in self._missing_papers)
            return f"由区局经办拟写{words}。"
        return ""


class OfUnit:
    """A page that begins at a unit."""

    model = Unit
    number_field = "public_no"

    def get_crumbs(self):
        unit = self.object
        return [(unit.name, unit.get_absolute_url()), (self.title, "")]


class ProposeRemoval(OfUnit, FormPage):
    audience = access.PROPOSE
    form_class = ProposeForm
    title = "提出移出"
    submit_label = "提出移出"
    intro = "提出后单位仍在名录中；告知单位、听取陈述之后由领导决定。对外不显示“拟移出”。"
    success_message = "已提出，待告知单位。"

    def get_queryset(self):
        return super().get_queryset().listed()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"unit": self.object}

    def perform(self, form):
        return services.propose(
            self.object, by=self.request.user, today=today(), **form.cleaned_data
        )


class RequestLeave(OfUnit, FormPage):
    """自愿退出, by the unit or typed from its paper."""

    audience = access.SPEAK
    form_class = LeaveForm
    title = "申请退出名录"
    submit_label = "提交退出申请"
    intro = "经办确认出于单位本意后由领导决定；决定之前仍在名录中，可以撤销。"
    success_message = "已收到退出申请。"

    def get_queryset(self):
        return super().get_queryset().filter(membership_state=MembershipState.LISTED)

    def get_form_kwargs(self) -> dict[str, Any]:
        own = access.is_unit_itself(self.request.user, self.object)
        return {"is_staff": not own}

    def perform(self, form):
        return services.request_leave(
            self.object, by=self.request.user, today=today(), **form.cleaned_data
        )


class TellUnit(OneRemoval, ActionPage):
    """Sends the message, drafts the letter, starts the time."""

    audience = access.HANDLE
    title = "告知单位"
    submit_label = "告知单位并开始计时"
    success_message = "已告知，听取意见函已拟稿。对方收不到短信和邮件的，请电话告知。"

    def get_form(self, **data):
        return TellForm(**data, has_contact=contact_of(self.object.unit) is not None)

    def consequences(self) -> list[str]:
        days = services.hearing_days()
        return [
            f"单位联络员收到告知和一次性链接，有 {days} 个工作日陈述意见。",
            "同时拟出《关于听取移出名录意见的函》，在下方文书中签批、用印、发出；"
            "期满没有陈述的，发出以后才能决定移出。",
            "期间单位仍在名录中，公开页面不显示。",
        ]

    def obstacles(self) -> list[str]:
        return self.refuse_unless(RemovalState.PROPOSED)

    def perform(self, form):
        return services.tell_the_unit(
            self.object, by=self.request.user, today=today(), scan=form.cleaned_data["scan"]
        )


class ConfirmRequest(OneRemoval, ActionPage):
    audience = access.HANDLE
    title = "确认退出申请"
    success_message = "已确认，待领导决定。"

    def consequences(self) -> list[str]:
        return ["已与单位核对，退出出于单位本意；送领导决定。"]

    def obstacles(self) -> list[str]:
        found = self.refuse_unless(RemovalState.REQUESTED)
        if self.object.proposed_by_id == self.request.user.pk:
            found.append("代为登记申请的人不能自己确认，请另一人确认。")
        return found

    def perform(self, form):
        return services.confirm_request(self.object, by=self.request.user, today=today())


class CancelRemoval(OneRemoval, ActionPage):
    audience = access.VIEW
    title = "撤销办理"
    form_class = CancelForm
    submit_label = "撤销，继续在库"
    submit_kind = "danger"
    success_message = "已撤销，单位继续在库。"

    def consequences(self) -> list[str]:
        return ["这件不再办理，单位继续在库。"]

    def obstacles(self) -> list[str]:
        if not self.object.is_open:
            return [f"这件{self.object.get_state_display()}，不能撤销。"]
        if self.object.is_for_the_leader:
            return [TOLD]
        if not access.may_cancel(self.object, self.request.user):
            return ["只有提出人、区局经办或者申请退出的单位可以撤销。"]
        return []

    def perform(self, form):
        reason = form.cleaned_data["reason"]
        return services.cancel(self.object, reason=reason, by=self.request.user, today=today())


class DrawUpPapers(OneRemoval, ActionPage):
    audience = access.HANDLE
    title = "拟写告知书和公告"
    submit_label = "拟写告知书和公告"
    success_message = "已拟稿，请在文书中签批、用印、发出。"

    def consequences(self) -> list[str]:
        return [
            "拟出《移出名录告知书》（送达单位）和移出公告各一份草稿，可以再改。",
            "已有其中一份的，只拟另一份；作废的重新拟写。",
        ]

    def obstacles(self) -> list[str]:
        found = self.refuse_unless(RemovalState.REMOVED)
        if not services.missing_papers(self.object):
            found.append("告知书和公告已经拟好。")
        return found

    def perform(self, form):
        return services.draw_up_papers(self.object, by=self.request.user, today=today())
