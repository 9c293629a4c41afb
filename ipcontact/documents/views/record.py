"""The record of a document, its print and its Word file."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from ipcontact.acts.services import open_record
from ipcontact.clocks import subjects
from ipcontact.documents.choices import DocumentAction, DocumentActor, DocumentState
from ipcontact.documents.downloads import taken_docx
from ipcontact.documents.letters import letter_file
from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.rendering import DocumentError
from ipcontact.documents.rules import moves_from
from ipcontact.documents.services.steps import actors_of, conditions
from ipcontact.documents.wording import TONES, next_step, stages
from ipcontact.ui.pages import DetailPage
from ipcontact.workdays.clock import today

# Step -> (page, words, look), in the order they stand.
BUTTONS = {
    DocumentAction.VOID: ("documents:void", "作废文书", "danger"),
    DocumentAction.EDIT: ("documents:edit", "修改文字", ""),
    DocumentAction.NUMBER: ("documents:number", "编文号", ""),
    DocumentAction.APPROVE: ("documents:approve", "签批文书", "primary"),
    DocumentAction.SEAL: ("documents:seal", "登记用印", "primary"),
    DocumentAction.SEND: ("documents:send", "登记发出", "primary"),
    DocumentAction.SERVE: ("documents:serve", "登记送达", "primary"),
}


class OneDocument:
    """A page about one document, with what the person looking may do."""

    audience = "documents.view"
    model = OfficialDocument
    number_field = "key"

    def get_queryset(self):
        return super().get_queryset().select_related("agency__parent", "created_by", "series")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [
            ("文书", reverse("documents:list")),
            (self.object.title, self.object.get_absolute_url()),
            (self.get_title(), ""),
        ]

    @cached_property
    def actors(self) -> frozenset[DocumentActor]:
        return actors_of(self.request.user, self.object, on=today())

    @cached_property
    def moves(self) -> list[DocumentAction]:
        return moves_from(self.object.state, self.actors, **conditions(self.object))


class DocumentRecord(OneDocument, DetailPage):
    """One paper as it looks, what was done with it, and what can be done next."""

    template_name = "documents/record.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if DocumentActor.SIGNER in self.actors:
            open_record(self.object, by=request.user)
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("文书", reverse("documents:list")), (self.object.form.label, "")]

    def buttons(self) -> list[dict[str, str]]:
        """The next steps this person may take."""
        return [
            {"label": words, "url": reverse(page, args=[self.object.key]), "kind": kind}
            for action, (page, words, kind) in BUTTONS.items()
            if action in self.moves
        ]

    def subject_link(self) -> dict[str, str] | None:
        """The record it belongs to, for those who see it."""
        table, key = self.object.subject_table, self.object.subject_key
        subject = self.object.subject
        address = getattr(subject, "get_absolute_url", None)
        if address is None or not subjects.is_visible(self.request.user, table, key):
            return None
        return {"label": subjects.label(table, subject), "url": address()}

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        document = self.object
        state = DocumentState(document.state)
        return super().get_context_data(
            tone=TONES[state],
            is_void=state == DocumentState.VOID,
            next_step=next_step(document),
            stages=stages(document),
            buttons=self.buttons(),
            subject=self.subject_link(),
            may_enter=state == DocumentState.DRAFT and self.may("offline.enter"),
            **kwargs,
        )


class PrintedDocument(OneDocument, DetailPage):
    """On A4 as it looks."""

    template_name = "documents/print.html"


class DocumentFile(OneDocument, DetailPage):
    """As a Word file; who took it along is kept."""

    def get(self, request, *args, **kwargs) -> HttpResponseBase:
        self.object = document = self.get_object()
        try:
            content = letter_file(document)
        except DocumentError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(document.get_absolute_url())
        name = (document.form.label, document.number_words)
        return taken_docx(request, content, "-".join(name) + ".docx", target=" ".join(name))
