"""发文登记: every document this person may see, and the register as an Excel file."""

from __future__ import annotations

from django.http import HttpResponseBase

from ipcontact.audit.services import record_access
from ipcontact.documents.filters import DocumentFilter
from ipcontact.documents.listing import DocumentTable
from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.register import COLUMNS, register_rows
from ipcontact.sheets.export import Official
from ipcontact.sheets.responses import file_response
from ipcontact.sheets.writer import stream_xlsx
from ipcontact.ui.models import SiteProfile
from ipcontact.ui.pages import ListPage
from ipcontact.workdays.clock import today

TITLE = "发文登记簿"


class DocumentList(ListPage):
    """The newest first; numbers that were voided stay."""

    audience = "documents.view"
    title = "发文登记"
    model = OfficialDocument
    page_key = "documents"
    word, noun = "份", "文书"
    filterset_class = DocumentFilter
    table_class = DocumentTable
    exports = (("xlsx", TITLE),)
    export_url_name = "documents:export"
    export_audience = "documents.export"
    empty_title = "还没有文书"
    empty_text = "函和告知书从单位、申报等记录的页面上拟稿，拟好后列在这里。"

    def get_queryset(self):
        return super().get_queryset().select_related("agency", "created_by").defer("text", "tables")


class DocumentExport(DocumentList):
    """The rows of the list as the official register; who took it along is kept."""

    audience = "documents.export"

    def get(self, request, *args, **kwargs) -> HttpResponseBase:
        rows = self.table.data.data.select_related(None).defer(None)
        used = [f"{chip.label}：{chip.value}" for chip in self.filterset.chips()]
        record_access(
            "export",
            user=request.user,
            request=request,
            target=TITLE,
            detail={"rows": rows.count(), "format": "xlsx", "filters": len(used)},
        )
        on, organ = today(), SiteProfile.objects.current().organ_name
        explanations = (
            *(f"筛选条件：{words}。" for words in used),
            "作废的文书保留文号，状态为“作废”；文号栏为“待编号”的，由办公室编号后补填。",
        )
        form = Official(TITLE, organ, on, explanations=explanations)
        chunks = stream_xlsx(COLUMNS, register_rows(rows), form)
        return file_response(chunks, f"{TITLE}-{on.isoformat()}.xlsx")
