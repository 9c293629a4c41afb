"""发文登记簿: the columns of the register on paper, and its rows."""

from __future__ import annotations

from collections.abc import Iterator

from ipcontact.documents.choices import DocumentState, SendChannel
from ipcontact.documents.kinds import known
from ipcontact.documents.models import DocumentQuerySet
from ipcontact.sheets.export import ExportColumn

CHUNK = 500
COLUMNS = (
    ExportColumn("document_no", "文号", width=26),
    ExportColumn("title", "标题", width=50),
    ExportColumn("addressee", "主送", width=34),
    ExportColumn("kind", "种类", width=18),
    ExportColumn("agency__name", "承办机构", width=26),
    ExportColumn("created_by__name", "拟稿人", width=10),
    ExportColumn("dated_on", "成文日期", "date"),
    ExportColumn("state", "状态", width=10),
    ExportColumn("channel", "发出方式", width=12),
    ExportColumn("sent_on", "发出日期", "date"),
    ExportColumn("served_on", "送达日期", "date"),
)


def register_rows(documents: DocumentQuerySet) -> Iterator[list]:
    """Rows of these documents in words, through a cursor on the server's side."""
    words = {
        "kind": {kind.code: kind.label for kind in known()},
        "state": dict(DocumentState.choices),
        "channel": dict(SendChannel.choices),
    }
    keys = [column.key for column in COLUMNS]
    for stored in documents.values(*keys).iterator(chunk_size=CHUNK):
        if not stored["document_no"]:
            stored["document_no"] = "待编号"
        yield [words.get(key, {}).get(stored[key], stored[key]) or "" for key in keys]
