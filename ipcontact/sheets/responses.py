"""Sending an export to a browser as a download with a Chinese name."""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote

from django.http import StreamingHttpResponse

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
_MAX_NAME = 100


def file_response(chunks: Iterable[bytes], filename: str) -> StreamingHttpResponse:
    """A streamed download.

    Args: chunks: the file; filename: its name with the ending xlsx, csv or json.
    Returns: a response that browsers save and never show or guess about (nosniff).
    """
    ending = filename.rpartition(".")[2].lower()
    response = StreamingHttpResponse(
        chunks, content_type=CONTENT_TYPES.get(ending, "application/octet-stream")
    )
    response["Content-Disposition"] = content_disposition(filename)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def content_disposition(filename: str) -> str:
    """Header of a download under this name (RFC 6266, RFC 8187), with a plain name for old ones."""
    name = safe_filename(filename)
    stem, dot, ending = name.rpartition(".")
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", stem if dot else name).strip("-.")
    plain = (plain or "export") + (f".{ending}" if dot and ending.isascii() else "")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def safe_filename(filename: str) -> str:
    """A name without folders, control and direction characters, and what Windows forbids."""
    shown = "".join(c for c in filename if unicodedata.category(c)[0] != "C")
    name = re.sub(r'[\\/:*?"<>|]+', "_", shown)
    name = re.sub(r"\s+", " ", name).strip(" .") or "export"
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: _MAX_NAME - len(ending)]}.{ending}" if dot else name[:_MAX_NAME]
