"""The history as a file, for the auditor: what the lists show, with a trace of who took it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import Http404, StreamingHttpResponse
from django.utils import timezone

from ipcontact.audit.history import SYSTEM, sentences
from ipcontact.audit.models import AccessEvent, AccessKind, Change
from ipcontact.audit.services import record_access
from ipcontact.audit.views import AccessList, ChangeList
from ipcontact.sheets.responses import file_response
from ipcontact.sheets.writer import ExportColumn, Official, stream_csv, stream_xlsx
from ipcontact.ui.models import SiteProfile
from ipcontact.workdays.clock import today

MOST = 50_000
CHUNK = 500
UNKNOWN_FORMAT = "没有这种格式。"
CHANGE_COLUMNS = (
    ExportColumn("at", "时间", width=20),
    ExportColumn("user", "人员", width=12),
    ExportColumn("address", "来源地址", width=16),
    ExportColumn("act", "事项", width=20),
    ExportColumn("reason", "理由", width=30),
    ExportColumn("operation", "操作", width=8),
    ExportColumn("table", "数据表", width=16),
    ExportColumn("row", "行", width=10),
    ExportColumn("sentence", "内容", width=60),
)
ACCESS_COLUMNS = (
    ExportColumn("at", "时间", width=20),
    ExportColumn("kind", "类别", width=12),
    ExportColumn("user", "人员", width=12),
    ExportColumn("target", "对象", width=50),
    ExportColumn("reason", "事由", width=30),
    ExportColumn("address", "来源地址", width=16),
)


class _Export:
    """The rows of a list of the audit as a file."""

    audience = "audit.export"
    columns: tuple[ExportColumn, ...] = ()

    def export_rows(self, rows) -> Iterator[list[Any]]:
        raise NotImplementedError

    def get(self, request, *args, **kwargs) -> StreamingHttpResponse:
        kind = request.GET.get("format", "")
        if kind not in ("xlsx", "csv"):
            raise Http404(UNKNOWN_FORMAT)
        rows = self.filtered()[:MOST]
        used = [f"{chip.label}：{chip.value}" for chip in self.filterset.chips()]
        record_access(
            AccessKind.EXPORT,
            user=request.user,
            request=request,
            target=self.title,
            detail={"rows": rows.count(), "format": kind, "filters": len(used)},
        )
        on = today()
        form = Official(
            self.title,
            SiteProfile.objects.current().organ_name,
            on,
            explanations=(
                *(f"筛选条件：{words}。" for words in used),
                f"最多导出最近的{MOST}行；更早的请加日期条件分次导出。",
            ),
        )
        drawn = self.export_rows(rows)
        if kind == "xlsx":
            chunks = stream_xlsx(self.columns, drawn, form)
        else:
            chunks = stream_csv(self.columns, drawn)
        return file_response(chunks, f"{self.title}-{on.isoformat()}.{kind}")


class ChangeExport(_Export, ChangeList):
    """Row changes in words; personal values are never in them."""

    columns = CHANGE_COLUMNS

    def export_rows(self, rows) -> Iterator[list[Any]]:
        stored = rows.iterator(chunk_size=CHUNK)
        while part := list(islice(stored, CHUNK)):
            for change, sentence in zip(part, sentences(part), strict=True):
                yield [*_when_and_who(change), *_what(change, sentence)]


class AccessExport(_Export, AccessList):
    """Sign-ins, refusals, exports, reveals, downloads."""

    columns = ACCESS_COLUMNS

    def export_rows(self, rows) -> Iterator[list[Any]]:
        for event in rows.iterator(chunk_size=CHUNK):
            moment, user, address = _when_and_who(event)
            reason = str(event.detail.get("reason", ""))
            yield [moment, event.get_kind_display(), user, event.target, reason, address]


def _when_and_who(row: Change | AccessEvent) -> list[str]:
    at = timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M:%S")
    return [at, row.user_name or SYSTEM, row.address]


def _what(change: Change, sentence) -> list[str]:
    words = "；".join(
        f"{part.label}：内容不记录"
        if part.is_concealed
        else f"{part.label}：{part.before}→{part.after}"
        for part in sentence.parts
    )
    operation = change.get_operation_display()
    subject = str(sentence.subject)
    return [change.act, change.reason, operation, subject, change.row_key, words]
