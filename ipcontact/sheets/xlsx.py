"""A look inside an .xlsx before it is opened: sizes, extent, formulas. Trusts nothing it says."""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser

from .table import SheetError, cell_address

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 150  # packed to unpacked; real workbooks stay below 50
RATIO_FREE = 20 * 1024 * 1024  # below this the ratio does not matter
MAX_PARTS = 5_000
MAX_ELEMENTS = 6_000_000
MAX_AREA = 4_000_000  # cells of the rectangle around all filled ones
_CHUNK = 1 << 20

DAMAGED = "文件已损坏或不是受支持的表格。请用 Excel 或 WPS 打开后另存为 .xlsx（不加密）再上传。"
TOO_BIG = "文件解压后过大，已拒绝打开。请只保留需要导入的工作表，另存为新的 .xlsx 再上传。"


@dataclass(slots=True)
class Extent:
    """Filled rectangle and formula cells of one sheet; positions count from 0."""

    rows: int = 0
    columns: int = 0
    filled_rows: int = 0
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


def check_package(content: bytes) -> zipfile.ZipFile:
    """Open the ZIP package after checking that it unpacks to what it says and to no bomb.

    Raises: SheetError.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, struct.error) as error:
        raise SheetError(DAMAGED) from error
    names = {part.filename.casefold() for part in parts}
    if len(parts) > MAX_PARTS or len(names) != len(parts):
        raise SheetError(DAMAGED)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or unpacked > max(RATIO_FREE, MAX_RATIO * len(content)):
        raise SheetError(TOO_BIG)
    if "xl/workbook.xml" not in names:
        raise SheetError(_other_package(names))
    if any(name.endswith("vbaproject.bin") for name in names):
        raise SheetError("文件含有宏，不能导入。请另存为不含宏的 .xlsx 再上传。")
    for part in parts:
        _check_part(content, part)
    return package


def _other_package(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return "这是 .xlsb 二进制工作簿。请另存为 .xlsx 再上传。"
    if "content.xml" in names:
        return "这是 .ods 表格。请另存为 .xlsx 再上传。"
    if "word/document.xml" in names:
        return "这是 Word 文档，不是表格。请把名单放在 Excel 表格里，另存为 .xlsx 再上传。"
    return DAMAGED


def _check_part(content: bytes, part: zipfile.ZipInfo) -> None:
    """Unpack one part without keeping it: its real size must be the declared one."""
    if part.flag_bits & 1:
        raise SheetError("文件已加密。请另存为 .xlsx 且不加密再上传。")
    try:
        name, extra = struct.unpack_from("<26xHH", content, part.header_offset)
        start = part.header_offset + 30 + name + extra
        packed = memoryview(content)[start : start + part.compress_size]
        if part.compress_type == zipfile.ZIP_STORED:
            size = len(packed)
        elif part.compress_type == zipfile.ZIP_DEFLATED:
            size = _inflated_size(packed, part.file_size)
        else:
            raise SheetError(DAMAGED)
    except (struct.error, zlib.error) as error:
        raise SheetError(DAMAGED) from error
    if size != part.file_size:
        raise SheetError(DAMAGED)


def _inflated_size(packed: memoryview, declared: int) -> int:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    size = 0
    rest: bytes | memoryview = packed
    while not unpacker.eof and size <= declared:
        chunk = unpacker.decompress(rest, _CHUNK)
        if not chunk and not unpacker.unconsumed_tail and not unpacker.eof:
            raise SheetError(DAMAGED)
        size += len(chunk)
        rest = unpacker.unconsumed_tail
    return size


def sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Which part of the package holds which sheet (by its name)."""
    targets: dict[str, str] = {}
    for tag, attrs in _elements(package, "xl/_rels/workbook.xml.rels"):
        if tag == "Relationship":
            identity, target = attrs.get("Id", ""), attrs.get("Target", "")
            if identity in targets:
                raise SheetError(DAMAGED)
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            targets[identity] = posixpath.normpath(path)
    parts: dict[str, str] = {}
    for tag, attrs in _elements(package, "xl/workbook.xml"):
        if tag == "sheet":
            name = attrs.get("name", "")
            link = next((v for k, v in attrs.items() if k.endswith("}id")), "")
            if name in parts or link not in targets:
                raise SheetError(DAMAGED)
            parts[name] = targets[link]
    return parts


def measure(package: zipfile.ZipFile, part: str, max_filled_rows: int) -> Extent:
    """Extent and formulas of a sheet.

    Stops at the row after max_filled_rows (the caller sees filled_rows above it).
    Raises: SheetError for damaged, hostile or boundless sheets.
    """
    scan = _SheetScan(max_filled_rows)
    _parse(package, part, scan)
    return scan.extent


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
        name = tag[tag.rfind("}") + 1 :]
        if name == "c":
            self._cell(attrs.get("r"))
        elif name in ("v", "is"):
            self.extent.add(self._row, self._column)
            if not self._row_is_filled:
                self._count_row()
        elif name == "f":
            self.extent.formulas.add((self._row, self._column))
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
        if self._elements > MAX_ELEMENTS:
            raise SheetError(TOO_BIG)

    def close(self) -> None:
        """Nothing to hand back: the caller holds `extent`."""


def _position(letters: str) -> int:
    if not re.fullmatch("[A-Za-z]{1,3}", letters):
        raise ValueError(letters)
    position = 0
    for letter in letters.upper():
        position = position * 26 + ord(letter) - 64
    return position - 1


class _Collector:
    """XML target that keeps the start of every element of a small part."""

    def __init__(self) -> None:
        self.found: list[tuple[str, dict[str, str]]] = []

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        self.found.append((tag[tag.rfind("}") + 1 :], dict(attrs)))
        if len(self.found) > 20_000:
            raise SheetError(TOO_BIG)

    def close(self) -> None:
        """Nothing to hand back: the caller holds `found`."""


def _elements(package: zipfile.ZipFile, part: str) -> Iterator[tuple[str, dict[str, str]]]:
    collector = _Collector()
    _parse(package, part, collector)
    return iter(collector.found)


def _parse(package: zipfile.ZipFile, part: str, target: "_SheetScan | _Collector") -> None:
    parser = XMLParser(target=target, forbid_dtd=True)
    try:
        with package.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                parser.feed(chunk)
        parser.close()
    except _Enough:
        return
    except (
        DefusedXmlException,
        ParseError,
        ValueError,
        KeyError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        LookupError,
    ) as error:
        raise SheetError(DAMAGED) from error
