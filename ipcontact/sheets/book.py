"""Opening an uploaded .xlsx or .xls safely and handing out its visible sheets as grids."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from . import scan, xls, xlsx
from .scan import Extent
from .table import SheetError
from .xlsx import DAMAGED

MAX_MERGED = 20_000
_CHILD = Path(__file__).with_name("child.py")
_SECONDS = 60


@dataclass(slots=True)
class Grid:
    """Cells of one sheet, counted from 0: rows start at row 0 and at column first_column."""

    name: str
    rows: Iterator[list[Any]]
    first_column: int
    merged: list[tuple[int, int, int, int]]  # first row, first column, last row, last column
    formulas: set[tuple[int, int]]


@dataclass(slots=True)
class _Sheet:
    about: dict[str, Any]
    lines: list[bytes]


class Book:
    """An opened workbook: names of visible and hidden sheets; `grid(name)` gives one to read.

    Every sheet is measured here; those that fit are read in a child process, because some damaged
    files make the reading library abort its process or take all memory.
    """

    def __init__(self, content: bytes, max_filled_rows: int) -> None:
        """Args: content: the whole file; max_filled_rows: more are not read.

        Raises: SheetError saying what the file is and what to do.
        """
        self._max_filled_rows = max_filled_rows
        self._measured: dict[str | int, Extent | SheetError] = {}
        if content.startswith(b"PK"):
            package = xlsx.check_package(content)
            for name, part in xlsx.sheet_parts(package).items():
                self._measured[name] = self._measure(package, part)
        elif content.startswith(xls.SIGNATURE):
            self._measured |= enumerate(xls.measure_sheets(content, max_filled_rows))
        else:
            raise SheetError(_what_it_is(content))
        self._sheets = self._read(content)
        tables = [s.about for s in self._sheets.values() if s.about["is_table"]]
        self.visible = [about["name"] for about in tables if about["is_visible"]]
        self.hidden = [about["name"] for about in tables if not about["is_visible"]]

    def _measure(self, package: Any, part: str) -> Extent | SheetError:
        try:
            return scan.measure(package, part, self._max_filled_rows)
        except SheetError as error:
            return error

    def _read(self, content: bytes) -> dict[str, _Sheet]:
        left_out = [key for key, found in self._measured.items() if not self._fits(found)]
        try:
            done = subprocess.run(  # noqa: S603 - our own script, the file goes to its input
                [sys.executable, "-I", str(_CHILD)],
                input=json.dumps(left_out).encode() + b"\n" + content,
                capture_output=True,
                timeout=_SECONDS,
                check=True,
            )
        except subprocess.SubprocessError as error:
            raise SheetError(DAMAGED) from error
        sheets: dict[str, _Sheet] = {}
        lines: list[bytes] = []
        for line in done.stdout.splitlines():
            if line.startswith(b"{"):
                about = json.loads(line)
                lines = []
                sheets[about["name"]] = _Sheet(about | {"position": len(sheets)}, lines)
            else:
                lines.append(line)
        return sheets

    def _fits(self, found: Extent | SheetError) -> bool:
        return (
            isinstance(found, Extent)
            and found.filled_rows <= self._max_filled_rows
            and found.merged <= MAX_MERGED
        )

    def grid(self, name: str) -> Grid | None:
        """A visible sheet to read once; None when it has more rows than wanted.

        Raises: SheetError when this sheet is damaged or too large.
        """
        sheet = self._sheets[name]
        found = self._measured.get(name) or self._measured.get(sheet.about["position"])
        if not isinstance(found, Extent):
            raise found or SheetError(DAMAGED)
        if found.filled_rows > self._max_filled_rows:
            return None
        merged = [tuple(area) for area in sheet.about.get("merged", ())]
        _refuse_many_merged(name, max(found.merged, len(merged)))
        rows = chain.from_iterable(json.loads(line, object_hook=_date) for line in sheet.lines)
        return Grid(name, rows, sheet.about["first_column"], merged, found.formulas)


def _date(tagged: dict[str, str]) -> date:
    return date.fromisoformat(tagged["date"])


def _refuse_many_merged(sheet: str, count: int) -> None:
    if count > MAX_MERGED:
        raise SheetError(
            f"工作表“{sheet}”里的合并单元格过多（{count} 处）。请取消合并后重新保存再上传。"
        )


def _what_it_is(content: bytes) -> str:
    """Sentence for content that is neither .xlsx nor .xls."""
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not content.strip(b"\0 \t\r\n"):
        return "文件是空的（0 字节或没有内容）。请检查是否选错文件，另存为 .xlsx 再上传。"
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")):
        return (
            "这是网页改名而成的表格，不是真正的 Excel 文件。"
            "请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"
        )
    if start.startswith(b"<?xml"):
        return "这是 XML 表格。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"
    if start.startswith(b"%pdf"):
        return "这是 PDF 文件，不是表格。请上传 Excel 原表（.xlsx）。"
    if b"\0" not in start and (b"," in start or b"\t" in start):
        return (
            "这是文本（CSV）文件，不是 Excel 表格。"
            "请用 Excel 或 WPS 打开，把信用代码列设为“文本”，另存为 .xlsx 再上传。"
        )
    return "这不是 Excel 表格，或文件已损坏。请另存为 .xlsx 且不加密再上传。"
