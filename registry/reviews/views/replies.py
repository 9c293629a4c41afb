"""Pages on which something is done with a letter: answers, reminders, number, voiding."""

from __future__ import annotations

from django.http import Http404
from django.utils.functional import cached_property

from ipcontact.ui.pages import ActionPage, FormPage
from ipcontact.workdays.clock import today
from registry.reviews import services
from registry.reviews.choices import ReplyState
from registry.reviews.forms import NoObjectionForm, NumberForm, ReasonForm, ReplyForm
from registry.reviews.models import OpinionReply
from registry.reviews.views.opinions import OneLetter


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
    submit_label = "作废这件函"
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
