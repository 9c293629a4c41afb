"""Streaming exports: official Excel forms, CSV and JSON of the same columns and rows."""

import csv
import json
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import islice
from operator import itemgetter
from typing import Any

from .export import ExportColumn, Official, Rows, as_plain
from .workbook import write_workbook

__all__ = ["ExportColumn", "Official", "stream_csv", "stream_json", "stream_xlsx", "write_workbook"]

DANGEROUS = frozenset("=+-@\t\r＝＋－＠")  # first characters that a spreadsheet may run
_CHUNK = 1 << 16
_BATCH = 1_000
_IN_MEMORY = 4 * 1024 * 1024


def stream_xlsx(columns: Sequence[ExportColumn], rows: Rows, form: Official) -> Iterator[bytes]:
    """An official workbook as chunks.

    Args: columns; rows: sequences in the order of columns, read once; form: what stands around.
    The workbook is completed in a temporary file before the first chunk.
    Raises: SheetError when there are more rows than a sheet holds.
    """
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as stream:
        write_workbook(stream, columns, rows, form)
        stream.seek(0)
        while chunk := stream.read(_CHUNK):
            yield chunk


def stream_csv(columns: Sequence[ExportColumn], rows: Rows) -> Iterator[bytes]:
    """CSV (RFC 4180, UTF-8 with byte order mark) as chunks.

    A text that begins with a character of DANGEROUS gets an apostrophe before it (OWASP, CSV
    Injection): whoever reads the file by program takes off one leading apostrophe when a
    dangerous character follows. Numbers and dates stay as they are.
    """
    texts = [i for i, column in enumerate(columns) if column.kind == "text"]
    yield ("\ufeff" + _csv_lines([[_defused(c.label) for c in columns]])).encode()
    rows = iter(rows)
    while batch := list(islice(rows, _BATCH)):
        for index in texts:
            firsts = {
                v[:1] if v.__class__ is str else as_plain(v)[:1]
                for v in map(itemgetter(index), batch)
            }
            if not DANGEROUS.isdisjoint(firsts):
                batch = [_with_defused(row, index) for row in batch]
        yield _csv_lines(batch).encode("utf-8", "replace")


def _csv_lines(rows: Rows) -> str:
    buffer = StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def _defused(text: str) -> str:
    return f"'{text}" if text[:1] in DANGEROUS else text


def _with_defused(row: Sequence[Any], index: int) -> Sequence[Any]:
    text = as_plain(row[index])
    return [*row[:index], _defused(text), *row[index + 1 :]] if text[:1] in DANGEROUS else row


def stream_json(
    columns: Sequence[ExportColumn],
    rows: Rows,
    *,
    title: str,
    count: int,
    as_of: date | None = None,
    explanations: Sequence[str] = (),
) -> Iterator[bytes]:
    """One JSON object as chunks: title, as_of, count, explanations, columns, rows (objects).

    count is what the caller counted before; texts are not changed in any way.
    """
    head = {
        "title": title,
        "as_of": as_of,
        "count": count,
        "explanations": list(explanations),
        "columns": [
            {"key": c.key, "label": c.label, "kind": c.kind, "note": c.note} for c in columns
        ],
    }
    encode = json.JSONEncoder(
        ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_json_value
    ).encode
    keys = [column.key for column in columns]
    yield (encode(head)[:-1] + ',"rows":[\n').encode("utf-8", "replace")
    rows = iter(rows)
    separator = ""
    while batch := [dict(zip(keys, row, strict=True)) for row in islice(rows, _BATCH)]:
        yield (separator + encode(batch)[1:-1]).encode("utf-8", "replace")
        separator = ",\n"
    yield b"\n]}\n"


def _json_value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)
