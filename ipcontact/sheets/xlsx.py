"""A look inside an .xlsx package before it is opened: sizes, parts. Trusts nothing it says."""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser

from .table import SheetError

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 150  # packed to unpacked; real workbooks stay below 50
RATIO_FREE = 20 * 1024 * 1024  # below this the ratio does not matter
MAX_PARTS = 5_000
MAX_STRING_TAGS = 8_000_000  # of the part that holds all texts
CHUNK = 1 << 20

DAMAGED = "文件已损坏或不是受支持的表格。请用 Excel 或 WPS 打开后另存为 .xlsx（不加密）再上传。"
TOO_BIG = "文件解压后过大，已拒绝打开。请只保留需要导入的工作表，另存为新的 .xlsx 再上传。"


def check_package(content: bytes) -> zipfile.ZipFile:
    """Open the ZIP package after checking that it unpacks to what it says and to no bomb.

    Raises: SheetError.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        parts = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, struct.error) as error:
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
            size, tags = len(packed), content.count(b"<", start, start + len(packed))
        elif part.compress_type == zipfile.ZIP_DEFLATED:
            size, tags = _unpack(packed, part.file_size)
        else:
            raise SheetError(DAMAGED)
    except (struct.error, zlib.error) as error:
        raise SheetError(DAMAGED) from error
    if size != part.file_size:
        raise SheetError(DAMAGED)
    if tags > MAX_STRING_TAGS and "sharedstrings" in part.filename.casefold():
        raise SheetError(TOO_BIG)


def _unpack(packed: memoryview, declared: int) -> tuple[int, int]:
    """Size and number of tags of a deflated part; stops soon after the declared size."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    size = tags = 0
    rest: bytes | memoryview = packed
    while not unpacker.eof and size <= declared:
        chunk = unpacker.decompress(rest, CHUNK)
        if not chunk and not unpacker.unconsumed_tail and not unpacker.eof:
            raise SheetError(DAMAGED)
        if b"<!DOCTYPE" in chunk:
            raise SheetError(DAMAGED)
        size += len(chunk)
        tags += chunk.count(b"<")
        rest = unpacker.unconsumed_tail
    return size, tags


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
    parse(package, part, collector)
    return iter(collector.found)


def parse(package: zipfile.ZipFile, part: str, target: Any) -> None:
    """Feed a part to an XML target, refusing document types; damage is a SheetError."""
    parser = XMLParser(target=target, forbid_dtd=True)
    try:
        with package.open(part) as stream:
            while chunk := stream.read(CHUNK):
                parser.feed(chunk)
        parser.close()
    except (
        DefusedXmlException,
        ParseError,
        NotImplementedError,
        ValueError,
        KeyError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        LookupError,
    ) as error:
        raise SheetError(DAMAGED) from error
