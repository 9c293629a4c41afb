"""Measuring a sheet of an .xlsx before it is read: how far it reaches, where formulas are."""

import re
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass, field

from .table import SheetError, cell_address
from .xlsx import CHUNK, DAMAGED, TOO_BIG, parse

MAX_ELEMENTS = 6_000_000
MAX_AREA = 4_000_000  # cells of the rectangle around all filled ones

_MAX_PIECE = 16 * 1024 * 1024
_UTF8_START = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml [^>]*?(?:encoding=[\"']utf-8[\"'][^>]*)?\?>\s*)?<worksheet[ >]",
    re.IGNORECASE,
)
_ODDITIES = (b"<!", b"\0", b":c ", b":c>", b":row", b":mergeCell ")
_ANY_CELL = re.compile(rb"<c[\s/>]")
_ANY_FORMULA = re.compile(rb"<f[\s/>]")
_PLAIN_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: [a-z]+="[^"<>]*")*(?: ?/>|>(?:<(f|v|is)[ />]|</c>))'
)


@dataclass(slots=True)
class Extent:
    """Filled rectangle and formula cells of one sheet; positions count from 0."""

    rows: int = 0
    columns: int = 0
    filled_rows: int = 0
    merged: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)

    def add(self, row: int, column: int) -> None:
        """Widen the rectangle by a filled cell; refuse one that would not fit into memory."""
        if row >= self.rows:
            self.rows = row + 1
        if column >= self.columns:
            self.columns = column + 1
        if self.rows * self.columns > MAX_AREA:
            last = cell_address(self.rows - 1, self.columns - 1)
            raise SheetError(
                f"表格范围过大（有内容的单元格一直到 {last}）。"
                "请删除名单右侧和下方多余的行、列后重新保存再上传。"
            )


def measure(package: zipfile.ZipFile, part: str, max_filled_rows: int) -> Extent:
    """Extent, formulas and number of merged ranges of a sheet.

    Stops at the row after max_filled_rows (the caller sees filled_rows above it).
    Raises: SheetError for damaged, hostile or boundless sheets.
    """
    try:
        extent = _measure_quickly(package, part, max_filled_rows)
    except (KeyError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
        raise SheetError(DAMAGED) from error
    if extent is not None:
        return extent
    scan = _SheetScan(max_filled_rows)
    with suppress(_Enough):
        parse(package, part, scan)
    return scan.extent


def _measure_quickly(package: zipfile.ZipFile, part: str, max_filled_rows: int) -> Extent | None:
    """The same by pattern, several times faster: only for sheets in the form Excel writes.

    Every cell must have its address first, plain attributes and nothing unusual around, so that
    no cell can hide from the pattern. Returns None for anything else.
    """
    extent = Extent()
    positions: dict[bytes, int] = {}
    rest = b""
    is_first = True
    with package.open(part) as stream:
        while True:
            chunk = stream.read(CHUNK)
            text = rest + chunk
            if is_first and not _UTF8_START.match(text):
                return None
            is_first = False
            cut = text.rfind(b"<row") if chunk else len(text)
            text, rest = (text[:cut], text[cut:]) if cut > 0 else (b"", text)
            if len(rest) > _MAX_PIECE or any(odd in text for odd in _ODDITIES):
                return None
            cells = _PLAIN_CELL.findall(text)
            if len(cells) != len(_ANY_CELL.findall(text)):
                return None
            filled = {(letters, row) for letters, row, content in cells if content}
            formulas = [(letters, row) for letters, row, content in cells if content == b"f"]
            if len(formulas) != len(_ANY_FORMULA.findall(text)):
                return None
            for letters in {letters for letters, _ in filled}:
                positions.setdefault(letters, _position(letters.decode()))
            rows = {row for _, row in filled}
            if filled:
                furthest = max(positions[letters] for letters, _ in filled)
                extent.add(max(map(int, rows)) - 1, furthest)
            extent.filled_rows += len(rows)
            extent.merged += text.count(b"<mergeCell ")
            extent.formulas.update((int(r) - 1, _position(c.decode())) for c, r in formulas)
            if not chunk or extent.filled_rows > max_filled_rows:
                return extent


class _Enough(Exception):
    """The scan has seen more rows than wanted."""


class _SheetScan:
    """XML target that follows cells as the reader will place them."""

    def __init__(self, max_filled_rows: int) -> None:
        self.extent = Extent()
        self._limit = max_filled_rows
        self._row = self._column = -1
        self._row_is_filled = False
        self._elements = 0
        self._positions: dict[str, int] = {}

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise SheetError(TOO_BIG)
        name = tag[tag.rfind("}") + 1 :]
        if name == "c":
            self._cell(attrs.get("r"))
        elif name in ("v", "is"):
            self.extent.add(self._row, self._column)
            if not self._row_is_filled:
                self._count_row()
        elif name == "f":
            self.extent.formulas.add((self._row, self._column))
        elif name == "mergeCell":
            self.extent.merged += 1
        elif name == "row":
            number = attrs.get("r")
            self._row = int(number) - 1 if number else self._row + 1
            self._column = -1
            self._row_is_filled = False

    def _cell(self, address: str | None) -> None:
        if address is None:
            self._column += 1
            return
        letters = address.rstrip("0123456789")
        column = self._positions.get(letters)
        if column is None:
            column = self._positions[letters] = _position(letters)
        self._column = column
        row = int(address[len(letters) :]) - 1
        if row != self._row:
            self._row = row
            self._row_is_filled = False

    def _count_row(self) -> None:
        self._row_is_filled = True
        self.extent.filled_rows += 1
        if self.extent.filled_rows > self._limit:
            raise _Enough

    def close(self) -> None:
        """Nothing to hand back: the caller holds `extent`."""


def _position(letters: str) -> int:
    if not re.fullmatch("[A-Za-z]{1,3}", letters):
        raise ValueError(letters)
    position = 0
    for letter in letters.upper():
        position = position * 26 + ord(letter) - 64
    return position - 1
