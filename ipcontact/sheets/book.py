"""Opening an uploaded .xlsx or .xls safely and handing out its visible sheets as grids."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from . import scan, xls, xlsx
from .scan import Extent
from .table import SheetError
from .xlsx import DAMAGED

MAX_MERGED = 20_000


@dataclass(slots=True)
class Grid:
    """Cells of one sheet, counted from 0: rows start at row 0 and at column first_column."""

    name: str
    rows: Iterator[list[Any]]
    first_column: int
    merged: list[tuple[int, int, int, int]]  # first row, first column, last row, last column
    formulas: set[tuple[int, int]]
    filled_rows: int


class Book:
    """An opened workbook: names of visible and hidden sheets, `grid(name)` to read one."""

    def __init__(self, content: bytes, max_filled_rows: int) -> None:
        """Check the content and open it.

        Args: content: the whole file; max_filled_rows: where counting of rows may stop.
        Raises: SheetError saying what the file is and what to do.
        """
        self._limit = max_filled_rows
        self._package = None
        self._extents: dict[str, Extent] = {}
        extents: list[Extent] = []
        if content.startswith(b"PK"):
            self._package = xlsx.check_package(content)
            self._parts = xlsx.sheet_parts(self._package)
        elif content.startswith(xls.SIGNATURE):
            extents = xls.measure_sheets(content, max_filled_rows)
        else:
            raise SheetError(_what_it_is(content))
        self._book = _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)))
        sheets = list(self._book.sheets_metadata)
        if self._package is None:
            if len(extents) != len(sheets):
                raise SheetError(DAMAGED)
            self._extents = {s.name: e for s, e in zip(sheets, extents, strict=True)}
        tables = [s for s in sheets if s.typ == SheetTypeEnum.WorkSheet]
        self.visible = [s.name for s in tables if s.visible == SheetVisibleEnum.Visible]
        self.hidden = [s.name for s in tables if s.visible != SheetVisibleEnum.Visible]

    def grid(self, name: str) -> Grid:
        """Read a sheet after measuring it."""
        extent = self._extent(name)
        if extent.filled_rows > self._limit:
            return Grid(name, iter(()), 0, [], set(), extent.filled_rows)
        if extent.merged > MAX_MERGED:
            raise SheetError(_too_many_merged(name, extent.merged))
        sheet = _guarded(lambda: self._book.get_sheet_by_name(name))
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
        if len(merged) > MAX_MERGED:
            raise SheetError(_too_many_merged(name, len(merged)))
        first_column = sheet.start[1] if sheet.start else 0
        rows = iter(_guarded(sheet.iter_rows))
        return Grid(name, rows, first_column, merged, extent.formulas, extent.filled_rows)

    def _extent(self, name: str) -> Extent:
        if self._package is None:
            return self._extents[name]
        part = self._parts.get(name)
        if part is None:
            raise SheetError(DAMAGED)
        return scan.measure(self._package, part, self._limit)


def _guarded(action: Callable[[], Any]) -> Any:
    """Run a call into the reading library; whatever it trips over means a damaged file."""
    try:
        return action()
    except PasswordError as error:
        raise SheetError(xls.ENCRYPTED) from error
    except (CalamineError, OSError, ValueError, OverflowError, MemoryError) as error:
        raise SheetError(DAMAGED) from error
    except BaseException as error:  # a panic of the Rust library is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise SheetError(DAMAGED) from error


def _too_many_merged(sheet: str, count: int) -> str:
    return f"工作表“{sheet}”里的合并单元格过多（{count} 处）。请取消合并后重新保存再上传。"


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
