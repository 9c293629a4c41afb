"""Refused rows of a file, as they came, with why: to be mended and imported again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ipcontact.sheets.writer import ExportColumn
from registry.imports.choices import Verdict
from registry.imports.models import ImportRun
from registry.imports.services import stored_table

REASON = "不能导入的原因"
ROW = "原文件行号"


def rejected_rows(run: ImportRun) -> tuple[list[ExportColumn], Iterator[list[Any]]]:
    """Columns under the headers of the file, between row number and reason; and the rows."""
    table = stored_table(run)
    own = ("derived_row", "derived_reason")  # of a file that came back once already
    keys = [key for key in sorted(table.columns, key=table.columns.get) if key not in own]
    extras = table.ignored_columns
    columns = [
        ExportColumn("row", ROW, kind="number", width=8),
        *(ExportColumn(key, table.labels[key], width=22) for key in keys),
        *(ExportColumn(f"extra{place}", label) for place, label in enumerate(extras)),
        ExportColumn("reason", REASON, width=60),
    ]
    lines = run.lines.filter(verdict=Verdict.REJECTED).values_list("number", "defects")
    reasons = {
        number: "；".join(f"{item['address']} {item['reason']}".strip() for item in defects)
        for number, defects in lines
    }

    def rows() -> Iterator[list[Any]]:
        for row in table.rows:
            if row.number in reasons:
                cells = [_text(row.values.get(key, "")) for key in keys]
                more = [_text(row.extra.get(label, "")) for label in extras]
                yield [row.number, *cells, *more, reasons[row.number]]

    return columns, rows()


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
