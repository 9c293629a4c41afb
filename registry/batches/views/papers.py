"""Papers of a batch: the Word and Excel for the meeting, the 呈批单 to be signed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase

from ipcontact.audit.services import record_access
from ipcontact.documents import docx_response
from ipcontact.sheets.responses import file_response
from ipcontact.ui.models import SiteProfile
from ipcontact.ui.pages import DetailPage
from ipcontact.workdays.clock import today
from registry.batches import papers
from registry.batches.facts import Line
from registry.batches.views.record import OneBatch
from registry.batches.wording import decision_step, faces_of, numbers_of, remark_words


class MeetingPaper(OneBatch, DetailPage):
    """A file made on the spot; who took it along is kept. `ending` says which."""

    ending = ""

    def get(self, request, *args, **kwargs) -> HttpResponseBase:
        self.object = self.get_object()
        lines = [line for line in self.lines if line.is_open or line.item.decision]
        record_access(
            "export",
            user=request.user,
            request=request,
            target=f"上会材料 {self.object.number}",
            detail={"rows": len(lines), "format": self.ending},
        )
        organ = SiteProfile.objects.current().organ_name
        return self.file(lines, organ, f"上会材料-{self.object.name}.{self.ending}")

    def file(self, lines: list[Line], organ: str, name: str) -> HttpResponseBase:
        raise NotImplementedError


class ReportPaper(MeetingPaper):
    ending = "docx"

    def file(self, lines, organ, name):
        content = papers.report(self.object, lines, self.chain, organ=organ, today=today())
        return docx_response(content, name)


class ListPaper(MeetingPaper):
    ending = "xlsx"

    def file(self, lines, organ, name):
        chunks = papers.workbook(self.object, lines, organ=organ, today=today())
        return file_response(chunks, name)


class ApprovalSheet(OneBatch, DetailPage):
    """呈批单: on paper, the same units, remarks and places to sign."""

    title = "呈批单"
    template_name = "registry/batches/sheet.html"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        batch = self.object
        lines = [line for line in self.lines if line.is_open or line.item.decision]
        return super().get_context_data(
            lines=lines,
            marked=[line for line in lines if line.remarks],
            numbers=numbers_of(batch, self.lines),
            remark_words=remark_words(self.lines),
            places=faces_of(batch, self.chain),
            is_decided=bool(batch.decided_on),
            step=decision_step(batch) if batch.decided_on else None,
            today=today(),
            **kwargs,
        )
