"""Pages: confirm or refuse an offline result, take a step back, delegations."""

from typing import Any

from django.db.models import Q
from django.http import Http404
from django.urls import reverse, reverse_lazy

from ipcontact.accounts.audiences import SIGNED_IN
from ipcontact.acts import forms
from ipcontact.acts.handlers import kind_of
from ipcontact.acts.models import Act, Delegation, OfflineResult
from ipcontact.acts.services import (
    authority_of,
    behalf_words,
    confirm_offline,
    delegate,
    end_delegation,
    may_take_back,
    offline_obstacles,
    refuse_offline,
    take_back,
)
from ipcontact.acts.tables import DelegationTable
from ipcontact.acts.wording import line, way_words
from ipcontact.clocks import subjects
from ipcontact.ui.pages import ActionPage, FormPage, ListPage
from ipcontact.workdays.clock import today

DESK = reverse_lazy("ui:desk")


class OfOneKey:
    """A page about one row, found by the random key in its address."""

    def get_object(self):
        found = self.get_queryset().filter(key=self.kwargs[self.number_field]).first()
        if found is None:
            raise Http404("没有这个编号的记录。")
        return found

    def get_back_url(self) -> str:
        """The record it is about, else the desk."""
        address = getattr(self.object.subject, "get_absolute_url", None)
        return address() if address else str(DESK)

    def get_success_url(self, result) -> str:
        return self.get_back_url()


class ConfirmOffline(OfOneKey, ActionPage):
    """The second person compares with the paper, then confirms."""

    audience = "offline.confirm"
    number_field = "result"
    model = OfflineResult
    template_name = "acts/confirm.html"
    submit_label = "与原件一致，确认生效"

    def get_queryset(self):
        people = ("entered_by", "confirmed_by", "decider", "scan")
        return super().get_queryset().select_related(*people)

    def get_title(self) -> str:
        return f"确认线下结果：{self.object.label}"

    def consequences(self) -> list[str]:
        describe, subject = kind_of(self.object.code).describe, self.object.subject
        said = describe(subject, self.object.payload) if describe and subject else []
        return [*said, f"以{self.object.decider_name}的名义生效，您作为确认人留名"]

    def obstacles(self) -> list[str]:
        return offline_obstacles(self.object, self.request.user)

    def changes(self) -> list[tuple[str, str, str]]:
        """What will be different, row by row, as long as it waits."""
        rows, subject = kind_of(self.object.code).changes, self.object.subject
        waits = self.object.is_pending and subject is not None
        return rows(subject, self.object.payload) if rows and waits else []

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        result, subject = self.object, self.object.subject
        facts = [
            ("事项", subjects.label(result.subject_table, subject)),
            ("决定", result.label),
            ("决定人", self.decider_words()),
            ("决定日期", result.decided_on.isoformat()),
            ("方式", way_words(result)),
            ("理由", result.reason),
            ("填报人", str(result.entered_by)),
        ]
        shown = [pair for pair in facts if pair[1]]
        return super().get_context_data(facts=shown, changes=self.changes(), **kwargs)

    def decider_words(self) -> str:
        """赵明澈, or 周予白（受赵明澈委托）."""
        result = self.object
        if result.decider is None:
            return result.decider_name
        leader = authority_of(result.decider, result.code, result.decided_on)
        if leader is None or leader == result.decider:
            return result.decider_name
        return f"{result.decider_name}（{behalf_words(leader)}）"

    def perform(self, form) -> OfflineResult:
        return confirm_offline(self.object, by=self.request.user)

    def get_success_message(self, result: OfflineResult) -> str:
        return f"已确认，{result.label}生效。"


class RefuseOffline(OfOneKey, ActionPage):
    """It differs from the paper, or its author withdraws it."""

    audience = "offline.confirm"
    number_field = "result"
    model = OfflineResult
    form_class = forms.RefuseForm
    title = "不确认线下结果"
    submit_label = "退回这项登记"
    submit_kind = "danger"

    def consequences(self) -> list[str]:
        return [f"{self.object.label}不生效，可以重新登记"]

    def obstacles(self) -> list[str]:
        if not self.object.is_pending:
            return [f"已经办理：{self.object.get_state_display()}。"]
        return []

    def perform(self, form) -> OfflineResult:
        reason = form.cleaned_data["reason"]
        return refuse_offline(self.object, by=self.request.user, reason=reason)

    def get_success_message(self, result: OfflineResult) -> str:
        return "已退回，没有生效。"


class TakeBack(OfOneKey, ActionPage):
    """One's own step, while nobody else has opened the record."""

    audience = SIGNED_IN
    number_field = "act"
    form_class = forms.TakeBackForm

    def get_queryset(self):
        user = self.request.user
        return Act.objects.filter(Q(acted_by=user) | Q(entered_by=user))

    def get_title(self) -> str:
        return f"撤回：{self.object.action}"

    def consequences(self) -> list[str]:
        shown = line(self.object)
        return [f"{self.object.event_on} {shown.who}的“{self.object.action}”视为没有办理，记录保留"]

    def obstacles(self) -> list[str]:
        return list(may_take_back(self.object, self.request.user).reasons)

    def perform(self, form) -> Act:
        reason = form.cleaned_data["reason"]
        return take_back(self.object, by=self.request.user, reason=reason)

    def get_success_message(self, result: Act) -> str:
        return f"已撤回“{result.action}”。"


class DelegationList(ListPage):
    """Delegations one gave or holds; a delegate finds them by the message that told of them."""

    audience = SIGNED_IN
    title = "授权代批"
    model = Delegation
    table_class = DelegationTable
    noun = "委托"
    word = "项"
    empty_title = "还没有委托"
    empty_text = "外出期间可以书面委托他人代为审批；审批记录会注明“受您委托”。密码不要交给别人。"

    def get_queryset(self):
        return super().get_queryset().select_related("from_user", "to_user", "scan")

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        new = {"label": "委托他人代批", "url": reverse("acts:delegation_new"), "kind": "primary"}
        actions = [new] if self.may("delegation.manage") else []
        return super().get_context_data(head_actions=actions, **kwargs)


NOTHING_TO_DELEGATE = (
    "您目前没有可以委托的事项：只能委托本人有权审批的事项。"
    "需要审批权限的，请联系安全管理员在“人员”中分配角色。"
)


class DelegationNew(FormPage):
    """A leader gives dated authority for matters of their own."""

    audience = "delegation.manage"
    title = "委托他人代批"
    form_class = forms.DelegationForm
    success_url = back_url = reverse_lazy("acts:delegations")
    success_message = "已登记委托。"
    submit_label = "登记委托"
    crumbs = (("授权代批", reverse_lazy("acts:delegations")), ("委托他人代批", ""))
    intro = "法律规定须由负责人本人或者集体讨论决定的事项不能委托，不在下列事项中。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "by": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        return {"from_on": today()}

    def obstacles(self) -> list[str]:
        return [] if forms.matters(self.request.user) else [NOTHING_TO_DELEGATE]

    def perform(self, form) -> Delegation:
        return delegate(by=self.request.user, today=today(), **form.cleaned_data)


class DelegationEnd(OfOneKey, ActionPage):
    """Either of the two ends it at once."""

    audience = SIGNED_IN
    number_field = "delegation"
    model = Delegation
    form_class = forms.TakeBackForm
    title = "终止委托"
    submit_kind = "danger"

    def consequences(self) -> list[str]:
        pair = f"{self.object.to_user}不能再受{self.object.from_user}委托办理"
        return [f"从现在起，{pair}：{self.object.labels}", "已经办理的仍然有效"]

    def obstacles(self) -> list[str]:
        return ["这项委托已经终止。"] if self.object.ended_at else []

    def get_back_url(self) -> str:
        return reverse("acts:delegations")

    def perform(self, form) -> Delegation:
        reason = form.cleaned_data["reason"]
        return end_delegation(self.object, by=self.request.user, reason=reason)

    def get_success_message(self, result: Delegation) -> str:
        return "已终止委托。"
