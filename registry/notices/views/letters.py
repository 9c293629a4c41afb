"""Pages of 入库告知函: all of a notice for the staff, its own one for each unit."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from ipcontact.acts.choices import Channel
from ipcontact.acts.models import OfflineResult
from ipcontact.acts.services import authority_of, behalf_words, enter_offline
from ipcontact.audit.services import record_access
from ipcontact.documents.choices import SendChannel
from ipcontact.documents.letters import letter_file
from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.rendering import DocumentError
from ipcontact.documents.services.steps import APPROVE
from ipcontact.sheets.responses import content_disposition
from ipcontact.ui.pages import DetailPage
from ipcontact.workdays.clock import today
from registry.applications.views.filing.base import OwnPage
from registry.notices import services
from registry.notices.choices import NoticeAction, NoticeActor
from registry.notices.forms import SendLettersForm, SignedLettersForm, SignLettersForm
from registry.notices.letters import Letter, mark_of, sent_letter
from registry.notices.models import NoticeItem
from registry.notices.services.informing import SIGNED
from registry.notices.views.office import NoticeStep, OneNotice

NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]')
UNNUMBERED = "其中{count}份的文号还是待编号，可以先办，编号后补填。"


class LettersPage(OneNotice, DetailPage):
    """Every announced unit with its letter, and what is to be done with all of them."""

    title = "入库告知函"
    template_name = "registry/notices/letters.html"

    def buttons(self) -> list[dict[str, str]]:
        """The next steps this person may take, with how many papers each is about."""
        letters, is_handler = self.letters, NoticeActor.HANDLER in self.actors
        may_sign = authority_of(self.request.user, APPROVE, today()) is not None
        is_offline = self.may("offline.enter")
        found = (
            ("notices:draw-letters", "拟写告知函", letters.missing, is_handler),
            ("notices:signed-letters", "登记线下签批", len(letters.drafts), is_offline),
            ("notices:sign-letters", "签批", len(letters.drafts), may_sign),
            ("notices:send-letters", "登记发出", len(letters.to_send), is_handler),
        )
        return [
            {"label": f"{words}（{count}份）", "url": reverse(page, args=[self.object.number])}
            for page, words, count, may in found
            if may and count
        ]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(
            letters=self.letters,
            editions=self.letters.by_edition(),
            buttons=self.buttons(),
            may_number=NoticeActor.HANDLER in self.actors,
            to_number=self.letters.unnumbered,
            **kwargs,
        )


class LettersStep(NoticeStep):
    """A step of all letters; the record of the notice is one step further back."""

    def get_back_url(self) -> str:
        return reverse("notices:letters", args=[self.object.number])

    def get_success_url(self, result) -> str:
        return self.get_back_url()

    def get_crumbs(self) -> list[tuple[str, str]]:
        own = super().get_crumbs()
        return [*own[:-1], (LettersPage.title, self.get_back_url()), own[-1]]


class DrawLetters(LettersStep):
    """For every announced unit that has none."""

    action = NoticeAction.INFORM
    submit_label = "拟写告知函"

    def obstacles(self) -> list[str]:
        found = super().obstacles()
        if not found and not self.letters.missing:
            return ["已公布的单位都有入库告知函。补充公布以后，再为新公布的单位拟写。"]
        return found

    def consequences(self) -> list[str]:
        return [
            f"为{self.letters.missing}家单位各拟一份告知函草稿，写明名录版次、公布日期、入库条件、"
            "联系机构和后续工作。",
            "草稿可以逐份修改文字；由另一人签批后发出。",
            "告知函只告知入库情况，不设期限，不逐份用印。",
        ]

    def perform(self, form) -> list[OfficialDocument]:
        return services.draw_letters(self.object, by=self.request.user, today=today())

    def get_success_message(self, result: list[OfficialDocument]) -> str:
        return f"已拟写{len(result)}份入库告知函。" if result else "都已拟写过，没有新增。"


class SignLetters(LettersStep):
    """签批 of all drafts, by whoever may sign papers of the bureau and drew none of them up."""

    audience = "notices.view"
    title = "签批入库告知函"
    form_class = SignLettersForm
    template_name = "registry/notices/sign_letters.html"

    def get_initial(self) -> dict[str, Any]:
        return {"mark": mark_of(self.letters.drafts)}

    def obstacles(self) -> list[str]:
        leader = authority_of(self.request.user, APPROVE, today())
        if leader is None:
            return ["签批须由有文书签批权限的人办理；在纸上签批的，由经办登记线下签批。"]
        drafts = self.letters.drafts
        if not drafts:
            return ["没有待签批的入库告知函。"]
        own = sum(row.created_by_id in (self.request.user.pk, leader.pk) for row in drafts)
        return [f"其中{own}份由本人拟稿，须由另一人签批。"] if own else []

    def consequences(self) -> list[str]:
        drafts = self.letters.drafts
        leader = authority_of(self.request.user, APPROVE, today())
        words = behalf_words(leader) if leader not in (None, self.request.user) else ""
        said = [
            f"{len(drafts)}份告知函的文字就此定稿，以后不能再改；成文日期为今天。",
            "要修改的，先由经办逐份修改。",
        ]
        return [*said, f"以您的名义签批，注明“{words}”。"] if words else said

    def perform(self, form) -> list[OfficialDocument]:
        how = form.cleaned_data
        return services.sign_letters(self.object, by=self.request.user, today=today(), **how)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        drafts = self.letters.drafts
        first = drafts[0] if drafts else None
        return super().get_context_data(drafts=drafts, first=first, **kwargs)

    def get_success_message(self, result: list[OfficialDocument]) -> str:
        return f"已签批{len(result)}份入库告知函。"


class EnterSigning(LettersStep):
    """登记线下签批: signed on paper under all of them; a second person confirms."""

    audience = "offline.enter"
    title = "登记线下签批"
    submit_label = "登记，交另一人确认"
    success_message = "已登记。另一人核对原件、确认之后，文字定稿。"

    def get_form(self, **data) -> SignedLettersForm:
        initial = {
            "mark": mark_of(self.letters.drafts),
            "decided_on": today(),
            "channel": Channel.PAPER.value,
        }
        return SignedLettersForm(**data, code=SIGNED, initial=initial)

    def obstacles(self) -> list[str]:
        return [] if self.letters.drafts else ["没有待签批的入库告知函。"]

    def consequences(self) -> list[str]:
        return [
            f"另一人核对扫描件、确认之后，{len(self.letters.drafts)}份告知函的文字定稿。",
            "确认之前修改了文字的，要重新登记。",
        ]

    def perform(self, form) -> OfflineResult:
        payload = {"mark": form.cleaned_data["mark"], "count": len(self.letters.drafts)}
        how = {"by": self.request.user, "today": today(), **form.facts()}
        return enter_offline(self.object, code=SIGNED, payload=payload, **how)


class SendLetters(LettersStep):
    """登记发出 of all that are signed."""

    action = NoticeAction.SEND_LETTERS
    title = "登记发出入库告知函"
    submit_label = "登记发出"
    form_class = SendLettersForm

    def get_initial(self) -> dict[str, Any]:
        channel = SendChannel.ELECTRONIC.value
        return {"mark": mark_of(self.letters.to_send), "sent_on": today(), "channel": channel}

    def obstacles(self) -> list[str]:
        found = super().obstacles()
        if not found and not self.letters.to_send:
            return ["没有已签批、待发出的入库告知函。"]
        return found

    def consequences(self) -> list[str]:
        ready = self.letters.to_send
        unnumbered = sum(not row.document_no for row in ready)
        said = [
            f"{len(ready)}家单位在申报进度页看到各自的告知函，并告知单位账号和联络员。",
            "发出以后不能再作废或者修改。",
        ]
        return [*said, UNNUMBERED.format(count=unnumbered)] if unnumbered else said

    def perform(self, form) -> list[OfficialDocument]:
        how = form.cleaned_data
        return services.send_letters(self.object, by=self.request.user, today=today(), **how)

    def get_success_message(self, result: list[OfficialDocument]) -> str:
        return f"已发出{len(result)}份入库告知函。"


class LettersOfEdition(OneNotice, DetailPage):
    """The letters of one announcement; 404 while there are none."""

    @cached_property
    def shown(self) -> list[Letter]:
        number = self.kwargs["edition"]
        rows = [row for row in self.letters.rows if row.item.announcement.edition.number == number]
        found = [row for row in rows if row.document is not None]
        if not found:
            raise Http404("没有这一版次的入库告知函。")
        return found


class PrintedLetters(LettersOfEdition):
    """All of them on A4, each on a sheet of its own."""

    title = "入库告知函"
    template_name = "registry/notices/print_letters.html"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(shown=self.shown, **kwargs)


class LettersFile(LettersOfEdition):
    """All of them as Word files in a zip; who took them along is kept."""

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        number = self.object.number
        stream = io.BytesIO()
        try:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                for row in self.shown:
                    archive.writestr(file_name(row), letter_file(row.document))
        except DocumentError as error:
            messages.error(self.request, error.message)
            return HttpResponseRedirect(reverse("notices:letters", args=[number]))
        detail = {"rows": len(self.shown), "format": "docx"}
        record_access(
            "export",
            user=self.request.user,
            request=self.request,
            target=f"公示 {number} 的入库告知函",
            detail=detail,
        )
        response = HttpResponse(stream.getvalue(), content_type="application/zip")
        name = f"{number}入库告知函-{self.kwargs['edition']}.zip"
        response["Content-Disposition"] = content_disposition(name)
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return {}


def file_name(row: Letter) -> str:
    """003-单位名称.docx: in the order of the list, safe on every system."""
    return f"{row.item.order:03d}-{NOT_IN_NAMES.sub('', row.item.name)[:80]}.docx"


class OwnLetter(OwnPage):
    """The unit's own letter, once it has gone out, for its applicant alone; to read and print."""

    title = "入库告知函"
    template_name = "registry/notices/own_letter.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        letter = sent_letter(NoticeItem.objects.filter(application=self.application))
        if letter is None:
            raise Http404("告知函还没有发出。")
        return super().get_context_data(letter=letter, **kwargs)
