"""The steps of a document: sign, number, seal, send, serve, void."""

from __future__ import annotations

from typing import Any

from ipcontact.acts.choices import Channel
from ipcontact.acts.models import OfflineResult
from ipcontact.acts.services import authority_of, behalf_words
from ipcontact.documents import services
from ipcontact.documents.choices import DocumentAction, DocumentActor
from ipcontact.documents.forms import (
    ApprovalResultForm,
    CommentForm,
    NumberForm,
    ReasonForm,
    SealForm,
    SendForm,
    ServeForm,
)
from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.rules import move_problems
from ipcontact.documents.services.steps import APPROVE, conditions
from ipcontact.documents.views.record import OneDocument
from ipcontact.ui.pages import ActionPage, FormPage
from ipcontact.workdays.clock import today

UNNUMBERED = "文号还是待编号，可以先办，编号后补填。"


class DocumentStep(OneDocument, ActionPage):
    """One step of the state table: what it will do, then done. `action` names it."""

    audience = "documents.prepare"
    action: DocumentAction
    form_class: Any = ReasonForm

    def get_title(self) -> str:
        return self.title or self.action.label

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_form(self, **data):
        initial = {"version": self.object.version, **self.get_initial()}
        return self.form_class(**data, initial=initial)

    def obstacles(self) -> list[str]:
        """Why it cannot be done now: where the paper stands, or by whom."""
        return self.problems(self.actors)

    def problems(self, actors: frozenset[DocumentActor]) -> list[str]:
        how = {"state": self.object.state, "actors": actors, "reason": "later"}
        return [w for _, w in move_problems(self.action, **how, **conditions(self.object))]

    def unnumbered(self) -> list[str]:
        return [] if self.object.document_no else [UNNUMBERED]

    def facts(self, form) -> dict[str, Any]:
        """Keywords of every service."""
        return {**form.cleaned_data, "by": self.request.user, "today": today()}

    def kept_where(self) -> str:
        """Who will see the scan of this step."""
        is_apart = self.object.form.scans_with is not None
        return "只由具名的经办人查看" if is_apart else "与这一步一起存档"


class Approve(DocumentStep):
    """The paper is read here and signed; a delegate signs in the leader's name."""

    audience = "documents.view"
    action = DocumentAction.APPROVE
    form_class = CommentForm
    template_name = "documents/approve.html"
    submit_label = "同意，签批"
    success_message = "已签批，文字从此不能再改。"

    def consequences(self) -> list[str]:
        leader = authority_of(self.request.user, APPROVE, today())
        words = behalf_words(leader) if leader not in (None, self.request.user) else ""
        said = ["文字就此定稿，以后不能再改；成文日期为今天。"]
        return [*said, f"以您的名义签批，注明“{words}”。"] if words else said

    def perform(self, form) -> OfficialDocument:
        return services.approve(self.object, **self.facts(form))


class EnterApproval(DocumentStep):
    """登记线下签批: signed on paper or in the OA; a second person confirms."""

    audience = "offline.enter"
    action = DocumentAction.APPROVE
    title = "登记线下签批"
    form_class = ApprovalResultForm
    submit_label = "登记，交另一人确认"
    success_message = "已登记。另一人核对原件、确认之后生效。"

    def get_initial(self) -> dict[str, Any]:
        return {"decided_on": today(), "channel": Channel.PAPER.value}

    def consequences(self) -> list[str]:
        return ["另一人核对扫描件、确认之后，文字定稿。", "确认之前修改了文字的，要重新登记。"]

    def obstacles(self) -> list[str]:
        return self.problems(frozenset({DocumentActor.SIGNER}))

    def perform(self, form) -> OfflineResult:
        version = form.cleaned_data["version"]
        return services.enter_approval(
            self.object, by=self.request.user, version=version, **form.facts()
        )

    def get_success_url(self, result: OfflineResult) -> str:
        return self.object.get_absolute_url()


class Number(OneDocument, FormPage):
    """文号: typed from the office's register with warnings, or drawn from a series."""

    audience = "documents.prepare"
    title = "编文号"
    form_class = NumberForm
    submit_label = "保存文号"

    def get_initial(self) -> dict[str, Any]:
        return {"document_no": self.object.document_no}

    def perform(self, form) -> OfficialDocument:
        how = {"by": self.request.user, "today": today(), "version": self.object.version}
        if series := form.cleaned_data.get("series"):
            return services.draw_number(self.object, series=series, **how)
        return services.write_number(
            self.object,
            document_no=form.cleaned_data["document_no"],
            accept_warnings=form.cleaned_data.get("accept_warnings", False),
            **how,
        )

    def get_success_message(self, result: OfficialDocument) -> str:
        return f"文号：{result.number_words}。"


class Seal(DocumentStep):
    action = DocumentAction.SEAL
    title = "登记用印"
    form_class = SealForm
    submit_label = "登记用印"
    success_message = "已登记用印。"

    def consequences(self) -> list[str]:
        return [f"盖章件{self.kept_where()}，可以登记发出。", *self.unnumbered()]

    def perform(self, form) -> OfficialDocument:
        return services.seal(self.object, **self.facts(form))


class Send(DocumentStep):
    action = DocumentAction.SEND
    title = "登记发出"
    form_class = SendForm
    submit_label = "登记发出"
    success_message = "已登记发出。"

    def get_initial(self) -> dict[str, Any]:
        return {"sent_on": today()}

    def consequences(self) -> list[str]:
        return ["发出以后不能再作废；有文号的，文号不能再改。", *self.unnumbered()]

    def perform(self, form) -> OfficialDocument:
        return services.send(self.object, **self.facts(form))


class Serve(DocumentStep):
    action = DocumentAction.SERVE
    title = "登记送达"
    form_class = ServeForm
    submit_label = "登记送达"
    success_message = "已登记送达。"

    def get_initial(self) -> dict[str, Any]:
        return {"served_on": today()}

    def consequences(self) -> list[str]:
        return [f"送达回证{self.kept_where()}，这份文书办结。"]

    def perform(self, form) -> OfficialDocument:
        return services.serve(self.object, **self.facts(form))


class Void(DocumentStep):
    action = DocumentAction.VOID
    title = "作废文书"
    submit_label = "作废文书"
    submit_kind = "danger"
    success_message = "已作废。文号和办理记录保留。"

    def consequences(self) -> list[str]:
        number = self.object.document_no
        kept = f"文号{number}随这份文书保留，不再使用。" if number else "这份文书没有占用文号。"
        return ["不能恢复；需要的请另拟一份。", kept]

    def perform(self, form) -> OfficialDocument:
        return services.void(self.object, **self.facts(form))
