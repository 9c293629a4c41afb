"""Drawing up a free letter, and correcting the words of a draft."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404

from ipcontact.documents import services
from ipcontact.documents.forms import WordsForm
from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.recipients import Recipient, recipient
from ipcontact.documents.views.record import OneDocument
from ipcontact.ui.pages import FormPage
from ipcontact.workdays.clock import today


class NewLetter(FormPage):
    """拟函 about a record whose part is registered in `recipients`."""

    audience = "documents.prepare"
    title = "拟函"
    form_class = WordsForm
    submit_label = "保存草稿"
    success_message = "已保存草稿，核对后由另一人签批。"
    intro = "发文机关、文号、落款和日期由系统按公文格式排好，只写标题、主送和正文。"

    def setup(self, request, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.subject  # noqa: B018  404 before anything else

    @cached_property
    def recipient(self) -> Recipient:
        found = recipient(self.kwargs["subject"])
        if found is None:
            raise Http404("没有这一类记录。")
        return found

    @cached_property
    def subject(self) -> Any:
        found = self.recipient.find(self.request.user, self.kwargs["reference"])
        if found is None:
            raise Http404("没有这个编号的记录。")
        return found

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.subject), self.subject.get_absolute_url()), (self.title, "")]

    def get_back_url(self) -> str:
        return self.subject.get_absolute_url()

    def get_initial(self) -> dict[str, Any]:
        return {"addressee": self.recipient.addressee(self.subject)}

    def perform(self, form) -> OfficialDocument:
        return services.write_letter(
            subject=self.subject, by=self.request.user, today=today(), **form.cleaned_data
        )


class EditDraft(OneDocument, FormPage):
    audience = "documents.prepare"
    title = "修改文字"
    form_class = WordsForm
    submit_label = "保存修改"
    success_message = "已保存。"

    def get_initial(self) -> dict[str, Any]:
        document = self.object
        return {
            "title": document.title,
            "addressee": document.addressee,
            "text": document.text,
        }

    def perform(self, form) -> OfficialDocument:
        return services.revise(
            self.object,
            version=self.object.version,
            by=self.request.user,
            today=today(),
            **form.cleaned_data,
        )
