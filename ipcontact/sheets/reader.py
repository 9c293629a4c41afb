"""Reading a table out of a spreadsheet as an office keeps it, with every defect at its cell."""

import re
from collections.abc import Sequence
from itertools import chain, islice
from typing import Any

from ipcontact.text.rules import clean_name

from .book import Book, Grid
from .cells import clean, has_invisible, judge_key, shown
from .headers import SEARCHED_ROWS, Header, HeaderFinder, refuse_incomplete
from .merges import Merges
from .table import (
    Column,
    Defect,
    Row,
    SheetError,
    SkippedRow,
    Table,
    cell_address,
    column_letters,
)

__all__ = ["Column", "Defect", "Row", "SheetError", "SkippedRow", "Table", "read_table"]

MAX_ROWS = 50_000
MAX_BYTES = 10 * 1024 * 1024
_ROWS_BESIDE_DATA = 200  # titles, signature lines, section titles

_SIGNATURE = re.compile(
    r"(?:(?:单位|部门|主要|分管)?(?:填表|填报|制表|审核|审批|复核|校对|经办|联系|报送|负责|领导)"
    r"(?:人|人员|单位|日期|时间|部门)?(?:[（(]?(?:签字|签名|签章|盖章|公章)[）)]?)*(?:[:：].*)?"
    r"|(?:单位|日期|时间|落款|备注|说明|注|附注|附|联系电话)[:：].*"
    r"|[（(]?(?:单位|加盖|此处)?(?:盖章|公章|签章|印章)[）)]?(?:[:：].*)?|落款"
    r"|(?:合|总|小|共|累)计(?:[:：]?.{0,12})?)",
)
_DATE_LINE = re.compile(r"(?:\d{4}|[〇○零一二三四五六七八九]{4}|X{4}|×{4})?年.{0,3}月.{0,3}[日号]?")


def read_table(
    content: bytes,
    filename: str,
    columns: Sequence[Column],
    *,
    max_rows: int = MAX_ROWS,
    max_bytes: int = MAX_BYTES,
) -> Table:
    """Read the first visible sheet that has the header asked for.

    Args: content: the whole .xlsx or .xls; filename: as uploaded, kept in the result; columns:
    what is wanted, in any order; max_rows: most data rows; max_bytes: largest file.
    Returns: cleaned rows with their defects, warnings, skipped rows, unknown columns.
    Raises: SheetError when the file as a whole cannot be used.
    """
    if len(content) > max_bytes:
        raise SheetError(
            f"文件有 {len(content) / 1048576:.1f} MB，超过 {max_bytes / 1048576:.3g} MB。"
            "请删除图片和无关的工作表，或分成几个文件上传。"
        )
    book = Book(content, max_rows + _ROWS_BESIDE_DATA)
    grid, head, header = _find_sheet(book, columns, max_rows)
    table = _Reading(filename, grid, header, columns, max_rows).run(head)
    table.notes[:0] = _sheet_notes(book, grid.name)
    return table


def _find_sheet(
    book: Book, columns: Sequence[Column], max_rows: int
) -> tuple[Grid, list[list[Any]], Header]:
    finder = HeaderFinder(columns)
    best: tuple[str, Header] | None = None
    for name in book.visible:
        grid = book.grid(name)
        if grid is None:
            raise SheetError(_too_many(name, max_rows))
        head = list(islice(grid.rows, SEARCHED_ROWS + 3))
        header = finder.find(head, grid.first_column, grid.merged)
        if header and not header.missing:
            refuse_incomplete(header, name, columns)
            return grid, head, header
        if header and (best is None or header.score > best[1].score):
            best = name, header
    if best:
        refuse_incomplete(best[1], best[0], columns)
    if not book.visible:
        raise SheetError("工作簿里没有可见的工作表。请取消隐藏要导入的工作表后再上传。")
    refuse_incomplete(None, "”“".join(book.visible[:3]), columns)
    raise AssertionError("unreachable")


def _too_many(sheet: str, max_rows: int) -> str:
    return f"工作表“{sheet}”的数据超过上限：最多 {max_rows} 行。请分成几个文件上传。"


def _sheet_notes(book: Book, name: str) -> list[str]:
    others = [n for n in book.visible if n != name]
    notes = [f"读取的工作表：“{name}”"]
    if others:
        notes.append("没有读取的工作表：" + "、".join(f"“{n}”" for n in others))
    if book.hidden:
        notes.append("隐藏的工作表不读取：" + "、".join(f"“{n}”" for n in book.hidden))
    return notes


class _Reading:
    """One pass over the rows of a sheet."""

    def __init__(
        self, filename: str, grid: Grid, header: Header, columns: Sequence[Column], max_rows: int
    ) -> None:
        self._grid, self._header, self._max_rows = grid, header, max_rows
        first = grid.first_column
        self._plan = [(p - first, p, c) for p, c in sorted(header.matched.items())]
        keys = [p for p in self._plan if p[2].is_key] or [p for p in self._plan if p[2].required]
        self._keys = [index for index, _, _ in keys]
        self._judged = {p for _, p, c in self._plan if c.is_key}
        self._formulas = {cell for cell in grid.formulas if cell[1] in self._judged}
        self._labels = {p: clean_name(t) for p, t in header.labels.items()}
        self._extras = self._extra_labels(first)
        self._ignored: set[int] = set()
        self.table = Table(
            file=filename,
            sheet=grid.name,
            header_row=header.row + 1,
            rows=[],
            warnings=[],
            ignored_columns=[],
            skipped=[],
            notes=[],
            columns={c.key: p for _, p, c in self._plan},
            labels={c.key: self._labels[p] for _, p, c in self._plan},
        )
        for column, kept, other in header.overruled:
            self._warn(
                header.row,
                other,
                self._labels[other],
                f"与“{self._labels[kept]}”（{column_letters(kept)} 列）同义，"
                f"“{column.label}”只读取 {column_letters(kept)} 列",
            )

    def _extra_labels(self, first: int) -> dict[int, str]:
        """Labels of unknown columns, made distinct, by position."""
        extras: dict[int, str] = {}
        for position, label in self._labels.items():
            if position not in self._header.matched:
                letters = column_letters(position)
                name = label or f"{letters} 列"
                extras[position] = f"{name}（{letters} 列）" if name in extras.values() else name
        return extras

    def run(self, head: list[list[Any]]) -> Table:
        start = self._header.first_data_row
        self._merges = Merges(self._grid.merged, start, self._judged, set(self._header.matched))
        rows = enumerate(chain(head[start:], self._grid.rows), start)
        for number, cells in rows:
            self._read(number, cells)
        if not self.table.rows:
            raise SheetError(
                f"工作表“{self._grid.name}”的表头（第 {self.table.header_row} 行）下面没有数据。"
            )
        ignored = sorted(self._ignored | set(self._extras))
        self.table.ignored_columns = [self._extra_name(p) for p in ignored]
        return self.table

    def _extra_name(self, position: int) -> str:
        return self._extras.get(position) or f"{column_letters(position)} 列（没有表头）"

    def _read(self, number: int, cells: list[Any]) -> None:
        filled = [
            i for i, c in enumerate(cells) if c != "" and (c.__class__ is not str or c.strip())
        ]
        if not filled:
            return
        if self._is_no_data(cells, filled):
            text = "　".join(shown(cells[i]) for i in filled)
            self.table.skipped.append(SkippedRow(number + 1, text[:200]))
            return
        if len(self.table.rows) >= self._max_rows:
            raise SheetError(_too_many(self._grid.name, self._max_rows))
        row = Row(number + 1, {})
        for index, position, column in self._plan:
            cell = cells[index] if index < len(cells) else ""
            if column.is_key:
                row.values[column.key] = self._key_value(row, number, position, column, cell)
            else:
                row.values[column.key] = value = clean(cell, column.kind)
                if column.kind == "date" and isinstance(value, str | int | float) and value != "":
                    self._warn(number, position, str(value), "看不懂的日期，按原文保留")
        if len(filled) > len(self._plan) or not self._header.matched.keys() >= {
            i + self._grid.first_column for i in filled
        }:
            self._keep_extras(row, cells, filled)
        self._apply_merges(row, number)
        self.table.rows.append(row)

    def _key_value(self, row: Row, number: int, position: int, column: Column, cell: Any) -> Any:
        label = self._labels[position]
        address = cell_address(number, position)
        if self._formulas and (number, position) in self._formulas:
            reason = "关键列不能用公式。请复制整列，选择性粘贴为“数值”后再上传"
            row.problems.append(Defect(number + 1, label, shown(cell), reason, address))
            return clean(cell, column.kind) if isinstance(cell, str) else ""
        value, reason = judge_key(cell, column)
        if reason:
            row.problems.append(Defect(number + 1, label, shown(cell), reason, address))
        elif column.kind != "verbatim" and has_invisible(cell):
            self._warn(number, position, value, "单元格里有看不见的字符，已去除")
        return value

    def _keep_extras(self, row: Row, cells: list[Any], filled: list[int]) -> None:
        for index in filled:
            position = index + self._grid.first_column
            if position not in self._header.matched:
                self._ignored.add(position)
                row.extra[self._extra_name(position)] = clean(cells[index], "text")

    def _apply_merges(self, row: Row, number: int) -> None:
        for address, position in self._merges.in_key_columns(number):
            label = self._labels[position]
            reason = f"{address} 是合并单元格，这一列不能合并。请取消合并，逐行填写"
            defect = Defect(
                number + 1,
                label,
                str(row.values[self._header.matched[position].key]),
                reason,
                address,
            )
            row.problems.append(defect)
        for position, address, value in self._merges.fill_down(number, row, self._header.matched):
            reason = f"{address} 是合并单元格，已按同一内容填入各行，请核对"
            self._warn(number, position, str(value), reason, address)

    def _warn(self, number: int, position: int, value: str, reason: str, address: str = "") -> None:
        label = self._labels.get(position, "")
        address = address or cell_address(number, position)
        self.table.warnings.append(Defect(number + 1, label, value, reason, address))

    def _is_no_data(self, cells: list[Any], filled: list[int]) -> bool:
        """Whether a filled row is a signature, sum, section title or repeated header."""
        keys = [i for i in self._keys if i in filled]
        if len(keys) == len(self._keys):
            if len(filled) <= 6 and all(_is_signature(cells[i]) for i in keys):
                return True
            first = self._grid.first_column
            return all(cells[i] == self._header.labels[i + first] for i in keys)
        if any(not _is_signature(cells[i]) for i in keys):
            return _is_signature(cells[filled[0]])
        return len(filled) <= 2 or _is_signature(cells[filled[0]])


def _is_signature(cell: Any) -> bool:
    if not isinstance(cell, str) or len(cell) > 200:
        return False
    text = re.sub(r"\s+", "", cell)
    return bool(_SIGNATURE.fullmatch(text) or _DATE_LINE.fullmatch(text))
