"""A look inside an .xls (BIFF in a compound file) before it is opened: extent and formulas."""

import struct
from collections.abc import Iterator

from .scan import Extent
from .table import SheetError
from .xlsx import DAMAGED

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "文件设有密码（已加密）。请取消密码，另存为 .xlsx 且不加密再上传。"
_FORMULAS = frozenset({0x0006, 0x0206, 0x0406})
_VALUES = frozenset({0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E}) | _FORMULAS
_MULTIPLE_NUMBERS = 0x00BD
_BEGIN = frozenset({0x0009, 0x0209, 0x0409, 0x0809})
_END, _SHEET, _FILE_PASSWORD = 0x000A, 0x0085, 0x002F
_LAST_SECTOR = 0xFFFFFFFA  # and above: end of chain, free, allocation tables


def measure_sheets(content: bytes, max_filled_rows: int) -> list[Extent]:
    """Extent and formulas of every sheet in workbook order.

    Raises: SheetError for encrypted or damaged files and compound files that are no workbook.
    """
    try:
        stream = _workbook_stream(content)
        return [_measure(stream, offset, max_filled_rows) for offset in _sheet_offsets(stream)]
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise SheetError(DAMAGED) from error


def _sheet_offsets(stream: bytes) -> list[int]:
    offsets = []
    for code, start, length in _records(stream, 0):
        if code == _FILE_PASSWORD:
            raise SheetError(ENCRYPTED)
        if code == _SHEET and length >= 6:
            offsets.append(struct.unpack_from("<I", stream, start)[0])
    return offsets


def _measure(stream: bytes, offset: int, max_filled_rows: int) -> Extent:
    extent = Extent()
    last_row = -1
    for code, start, length in _records(stream, offset):
        if (code not in _VALUES and code != _MULTIPLE_NUMBERS) or length < 6:
            continue
        row, column = struct.unpack_from("<HH", stream, start)
        if code == _MULTIPLE_NUMBERS:
            column = struct.unpack_from("<H", stream, start + length - 2)[0]
        extent.add(row, column)
        if code in _FORMULAS:
            extent.formulas.add((row, column))
        if row != last_row:
            last_row = row
            extent.filled_rows += 1
            if extent.filled_rows > max_filled_rows:
                break
    return extent


def _records(stream: bytes, position: int) -> Iterator[tuple[int, int, int]]:
    """(code, start of data, length) of the records of one substream, charts inside left out."""
    depth = 0
    end = len(stream) - 4
    while position <= end:
        code, length = struct.unpack_from("<HH", stream, position)
        if code in _BEGIN:
            depth += 1
        elif code == _END:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            if position + 4 + length > len(stream):
                raise SheetError(DAMAGED)
            yield code, position + 4, length
        position += 4 + length


def _workbook_stream(content: bytes) -> bytes:
    """The stream of a compound file that holds the workbook ([MS-CFB])."""
    sector_shift, mini_shift = struct.unpack_from("<HH", content, 30)
    if sector_shift not in (9, 12) or mini_shift != 6:
        raise SheetError(DAMAGED)
    size = 1 << sector_shift
    directory, cutoff, mini_table = struct.unpack_from("<I4xI I", content, 48)
    table = _allocation_table(content, size)

    def chained(start: int) -> bytes:
        return b"".join(content[(s + 1) * size : (s + 2) * size] for s in _chain(table, start))

    entries = _entries(chained(directory))
    if "EncryptedPackage" in entries:
        raise SheetError(ENCRYPTED)
    found = entries.get("Workbook") or entries.get("Book")
    if found is None:
        raise SheetError(
            "这不是 Excel 表格（可能是旧版 Word 等文件）。请用 Excel 或 WPS 另存为 .xlsx 再上传。"
        )
    start, length = found
    if length >= cutoff:
        return chained(start)[:length]
    minis = chained(mini_table)
    mini_chain = struct.unpack(f"<{len(minis) // 4}I", minis)
    holder = chained(entries["Root Entry"][0]) if "Root Entry" in entries else b""
    return b"".join(holder[s * 64 : s * 64 + 64] for s in _chain(mini_chain, start))[:length]


def _allocation_table(content: bytes, size: int) -> tuple[int, ...]:
    following, count = struct.unpack_from("<II", content, 68)
    sectors = list(struct.unpack_from("<109I", content, 76))
    for _ in range(min(count, len(content) // size)):
        if following >= _LAST_SECTOR:
            break
        *more, following = struct.unpack_from(f"<{size // 4}I", content, (following + 1) * size)
        sectors += more
    packed = b"".join(content[(s + 1) * size : (s + 2) * size] for s in sectors if s < _LAST_SECTOR)
    return struct.unpack(f"<{len(packed) // 4}I", packed[: len(packed) // 4 * 4])


def _chain(table: tuple[int, ...], sector: int) -> Iterator[int]:
    for _ in range(len(table) + 1):
        if sector >= _LAST_SECTOR:
            return
        yield sector
        sector = table[sector]
    raise SheetError(DAMAGED)  # a loop


def _entries(directory: bytes) -> dict[str, tuple[int, int]]:
    entries = {}
    for start in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, start + 64)[0]
        if 2 <= length <= 64:
            name = directory[start : start + length - 2].decode("utf-16-le")
            entries[name] = struct.unpack_from("<II", directory, start + 116)
    return entries
