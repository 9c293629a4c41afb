"""Files as offices write them, made in the test."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

HEADER = ("单位名称", "统一社会信用代码")


def workbook(rows: Sequence[Sequence[Any]], *, merge: Sequence[str] = ()) -> bytes:
    """An .xlsx with these rows and merged cells."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for cells in merge:
        sheet.merge_cells(cells)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def table(header: Sequence[str], *rows: Sequence[Any]) -> bytes:
    """An .xlsx with a header and rows."""
    return workbook([header, *rows])


def units_file(*units: Sequence[Any], header: Sequence[str] = ()) -> bytes:
    """An .xlsx of names, codes and more columns."""
    return table((*HEADER, *header), *units)
