"""The list that goes to the credit division: codes to check, columns to be filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ipcontact.sheets.writer import ExportColumn
from registry.applications.querysets import ApplicationQuerySet

CHUNK = 2_000
# The same headers are understood when the file comes back (`returns.COLUMNS`).
COLUMNS: tuple[ExportColumn, ...] = (
    ExportColumn("application_no", "申报编号", width=14),
    ExportColumn("unit_name", "单位名称", width=40),
    ExportColumn("credit_code", "统一社会信用代码", width=22),
    ExportColumn("result", "核查结果", width=16, note="填写：无不良记录、有记录、严重违法失信。"),
    ExportColumn("detail", "说明", width=40, note="有记录的，写明是什么记录。"),
    ExportColumn("checked_on", "核查日期", kind="date", width=13),
    ExportColumn("checker", "核查人", width=12),
)


def rows_to_check(applications: ApplicationQuerySet) -> Iterator[list[Any]]:
    """Rows with the last four cells empty, through a cursor on the server's side."""
    stored = applications.order_by("pk").values_list("application_no", "unit_name", "credit_code")
    for number, name, code in stored.iterator(chunk_size=CHUNK):
        yield [number, name, code, "", "", "", ""]
