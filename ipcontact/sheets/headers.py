"""Finding the header among title rows and matching its cells to the columns asked for."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .table import Column, SheetError, cell_address, column_letters

SEARCHED_ROWS = 20
MAX_DEPTH = 3
_BRACKETED = re.compile(r"[(\[【〔<《].*?[)\]】〕>》]")
_NOT_LETTERS = re.compile(r"[\W_]+")

Merged = Sequence[tuple[int, int, int, int]]


@dataclass(slots=True)
class Header:
    """A header as found. Positions count from 0; matched and others go by column position."""

    row: int
    depth: int = 1
    matched: dict[int, Column] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    missing: list[Column] = field(default_factory=list)
    repeated: list[tuple[Column, list[int]]] = field(default_factory=list)
    overruled: list[tuple[Column, int, int]] = field(default_factory=list)
    score: int = 0

    @property
    def first_data_row(self) -> int:
        return self.row + self.depth


def header_key(text: object) -> str:
    """A header text without spaces, line breaks, punctuation, width and case."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", str(text)).casefold())


def header_keys(text: object) -> list[str]:
    """Keys under which a header cell may be known: whole, and without remarks in brackets."""
    plain = unicodedata.normalize("NFKC", str(text))
    keys = [header_key(plain), header_key(_BRACKETED.sub("", plain))]
    return [key for key in dict.fromkeys(keys) if key]


class HeaderFinder:
    """Looks for the row that matches the wanted columns best."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._by_key: dict[str, Column] = {}
        for column in columns:
            for text in (*column.synonyms, column.label):
                self._by_key[header_key(text)] = column
        for column in columns:  # a label always means its own column
            self._by_key[header_key(column.label)] = column

    def find(self, rows: Sequence[list[Any]], first_column: int, merged: Merged) -> Header | None:
        """The best header in the first rows of a sheet, None when nothing resembles one."""
        best: Header | None = None
        for number in range(min(len(rows), SEARCHED_ROWS)):
            header = self._match(rows, number, first_column, merged)
            if header.score and (best is None or header.score > best.score):
                best = header
        return best

    def _match(
        self, rows: Sequence[list[Any]], number: int, first_column: int, merged: Merged
    ) -> Header:
        header = Header(number)
        header.depth = self._depth(rows, number, first_column, merged)
        found: dict[str, list[int]] = {}
        for position, parts in _texts(rows, header, first_column, merged).items():
            header.labels[position] = "".join(parts)
            column = self._known(parts)
            if column is not None:
                found.setdefault(column.key, []).append(position)
        for column in self._columns:
            positions = found.get(column.key, [])
            if len(positions) > 1:
                positions = self._choose(header, column, positions)
            if positions:
                header.matched[positions[0]] = column
                header.score += 100 if column.required else 1
            elif column.required:
                header.missing.append(column)
        if header.score < 100 and any(c.required for c in self._columns):
            header.score = header.score if header.score > 1 else 0
        return header

    def _choose(self, header: Header, column: Column, positions: list[int]) -> list[int]:
        """Of several headers for one column the one that has its very name, if it is one."""
        own = header_key(column.label)
        exact = [p for p in positions if own in header_keys(header.labels[p])]
        if len(exact) != 1:
            header.repeated.append((column, positions))
            return positions[:1]
        header.overruled += [(column, exact[0], p) for p in positions if p != exact[0]]
        return exact

    def _known(self, parts: list[str]) -> Column | None:
        texts = ["".join(parts)]
        if len(parts) > 1:
            texts.append(parts[-1])
        for text in texts:
            for key in header_keys(text):
                if key in self._by_key:
                    return self._by_key[key]
        return None

    def _depth(
        self, rows: Sequence[list[Any]], number: int, first_column: int, merged: Merged
    ) -> int:
        """How many rows the header takes: by merged cells, or a second row under group titles."""
        spans = [r2 - r1 + 1 for r1, _, r2, _ in merged if r1 == number and r2 > r1]
        if spans:
            return min(max(spans), MAX_DEPTH, len(rows) - number)
        if number + 1 >= len(rows):
            return 1
        upper, lower = rows[number], rows[number + 1]
        groups = {c for r1, c1, r2, c2 in merged if r1 == number == r2 for c in range(c1, c2 + 1)}
        filled = {first_column + i for i, cell in enumerate(lower) if _is_filled(cell)}
        own = {first_column + i for i, cell in enumerate(upper) if _is_filled(cell)}
        if not filled or not own - groups or not filled <= groups | set(range(9999)) - own:
            return 1
        known = [c for c in filled if self._known([str(lower[c - first_column])])]
        return 2 if known else 1


def _texts(
    rows: Sequence[list[Any]], header: Header, first_column: int, merged: Merged
) -> dict[int, list[str]]:
    """Header texts of each column from top to bottom, group titles spread over their columns."""
    last = header.row + header.depth - 1
    texts: dict[int, list[str]] = {}
    for number in range(header.row, last + 1):
        line = {first_column + i: str(c) for i, c in enumerate(rows[number]) if _is_filled(c)}
        if header.depth > 1 and number < last:
            for r1, c1, r2, c2 in merged:
                if r1 == number and c2 > c1 and r2 < last and c1 in line:
                    line |= {c: line[c1] for c in range(c1, c2 + 1) if c not in line}
        for position, text in line.items():
            parts = texts.setdefault(position, [])
            if text not in parts:
                parts.append(text)
    return texts


def _is_filled(cell: Any) -> bool:
    return cell != "" and bool(str(cell).strip())


def refuse_incomplete(header: Header | None, sheet: str, columns: Sequence[Column]) -> None:
    """Raise SheetError when a header is missing or names a column twice; say what to write."""
    required = [c for c in columns if c.required]
    if header is None:
        wanted = "、".join(c.spellings for c in required or columns)
        raise SheetError(
            f"工作表“{sheet}”前 {SEARCHED_ROWS} 行里没有找到表头。表头至少要有：{wanted}。"
        )
    if header.repeated:
        column, positions = header.repeated[0]
        cells = "、".join(
            f"{cell_address(header.row, p)}“{_one_line(header.labels[p])}”" for p in positions
        )
        raise SheetError(
            f"工作表“{sheet}”的表头里“{column.label}”出现了 {len(positions)} 次（{cells}）。"
            "请只留一列，或把另一列改成别的名称后再上传。"
        )
    if header.missing:
        wanted = "；".join(c.spellings for c in header.missing)
        seen = "、".join(f"{column_letters(p)}“{_one_line(t)}”" for p, t in header.labels.items())
        raise SheetError(
            f"工作表“{sheet}”第 {header.row + 1} 行的表头缺少：{wanted}。"
            f"现有的列：{seen[:300]}。请在表头补上后再上传。"
        )


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
