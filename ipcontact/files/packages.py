"""Word and Excel packages: whole, of the kind they say, without macros, programs or DTDs."""

import io
import struct
import zipfile
import zlib

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from ipcontact.files.errors import FileRefused
from ipcontact.files.formats import DOCX, Format, Limits

_MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
_CHUNK = 1 << 20
_MOST_RATIO, _RATIO_FREE = 150, 20 * 1024 * 1024
_LARGEST_LIST = 4 * 1024 * 1024  # of a part that names other parts
_MACROS = ("macroenabled", "vbaproject", "vbadata", "macrosheet", "activex", "dialogsheet")
_PROGRAMS = (".exe", ".dll", ".com", ".scr", ".msi", ".bat", ".cmd", ".ps1", ".vbs", ".vbe",
             ".js", ".jse", ".wsf", ".hta", ".jar", ".lnk", ".sh", ".php", ".html", ".htm",
             ".docm", ".xlsm", ".pptm", ".zip", ".rar", ".7z")  # fmt: skip
# What an open document fetches by itself; links that a person clicks are no part of it.
_FETCHED = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/externalLinkPath")
_REMOTE = ("http:", "https:", "ftp:", "\\\\", "//", "file://")


def checked(content: bytes, kind: Format, limits: Limits) -> bytes:
    """The package unchanged, when it is what its ending says and nothing in it runs.

    Raises: FileRefused `damaged`, `encrypted`, `too_large_inside`, `macros`, `active_content`,
    `wrong_kind`.
    """
    parts = _parts(content, limits)
    names = [part.filename.casefold() for part in parts]
    _refuse_encrypted(parts)
    _refuse_programs(names)
    if "[content_types].xml" not in names:
        raise FileRefused(
            "wrong_kind",
            f"内容是 ZIP 压缩包，不是 {kind.ending.upper()} 文件，没有保存。请解压后逐个上传。",
        )
    left = limits.unpacked
    for part in parts:
        lists = part.filename.casefold().endswith((".rels", "[content_types].xml"))
        text, size = _unpack(content, part, left, keep=lists)
        left -= size
        if lists:
            _judge(part.filename.casefold(), text, kind)
    return content


def _parts(content: bytes, limits: Limits) -> list[zipfile.ZipInfo]:
    """The directory of a package that begins and ends with itself."""
    if content[:4] != b"PK\x03\x04":
        raise _damaged(content)
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        parts = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, struct.error) as error:
        raise _damaged(content) from error
    ends_itself = content[-22:-18] == b"PK\x05\x06" and not package.comment
    begins_itself = bool(parts) and min(part.header_offset for part in parts) == 0
    names = {part.filename.casefold() for part in parts}
    if not (ends_itself and begins_itself) or len(names) != len(parts):
        raise _damaged(content)
    if any("\\" in name or name.startswith("/") or ".." in name.split("/") for name in names):
        raise _damaged(content)
    declared = sum(part.file_size for part in parts)
    too_dense = declared > max(_RATIO_FREE, _MOST_RATIO * len(content))
    if len(parts) > limits.parts or declared > limits.unpacked or too_dense:
        raise _too_large()
    return parts


def _refuse_encrypted(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused("encrypted", "文件设置了密码，没有保存。请取消密码后重新上传。")


def _refuse_programs(names: list[str]) -> None:
    for name in names:
        if any(word in name for word in _MACROS):
            raise _macros()
        is_object = "/embeddings/" in name and name.endswith(".bin")
        if is_object or name.endswith(_PROGRAMS):
            raise FileRefused(
                "active_content",
                "文件中夹带了其他程序或嵌入对象，没有保存。请删除嵌入对象，或另存为 PDF 后上传。",
            )


def _unpack(content: bytes, part: zipfile.ZipInfo, limit: int, *, keep: bool) -> tuple[bytes, int]:
    """Text of a part (when asked to keep it) and its real size, which must be the declared one."""
    try:
        name, extra = struct.unpack_from("<26xHH", content, part.header_offset)
    except struct.error as error:
        raise _damaged(content) from error
    start = part.header_offset + 30 + name + extra
    packed = memoryview(content)[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        pieces = [bytes(packed)]
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        pieces = _inflate(packed)
    else:
        raise _damaged(content)
    is_markup = part.filename.casefold().endswith((".xml", ".rels", ".vml"))
    kept, size, check, end = [], 0, 0, b""
    try:
        for piece in pieces:
            size, check = size + len(piece), zlib.crc32(piece, check)
            if size > part.file_size:
                raise _damaged(content)
            if size > limit or (keep and size > _LARGEST_LIST):
                raise _too_large()
            if is_markup and _has_dtd(end + piece):
                raise FileRefused("dtd", "文件含有外部定义（DTD），没有保存。请另存为后再上传。")
            end = piece[-32:]
            if keep:
                kept.append(piece)
    except zlib.error as error:
        raise _damaged(content) from error
    if size != part.file_size or check != part.CRC:
        raise _damaged(content)
    return b"".join(kept), size


def _inflate(packed: memoryview):
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    while rest and not unpacker.eof:
        yield unpacker.decompress(rest, _CHUNK)
        rest = unpacker.unconsumed_tail
    yield unpacker.flush()


def _has_dtd(text: bytes) -> bool:
    """Whether a document type is declared, in UTF-8 or either UTF-16."""
    plain = text.replace(b"\0", b"") if b"\0" in text[:8] else text
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain


def _judge(name: str, text: bytes, kind: Format) -> None:
    """The list of content types, or a list of relations, of a package of this kind."""
    try:
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise FileRefused(
            "damaged", "文件已损坏，没有保存。请用 Word、Excel 或 WPS 打开后另存，再上传。"
        ) from error
    if name == "[content_types].xml":
        _judge_types([element.get("ContentType", "") for element in root], kind)
    for relation in root.iter():
        target = relation.get("Target", "").strip().lower()
        is_fetched = relation.get("Type", "").endswith(_FETCHED)
        if is_fetched and relation.get("TargetMode") == "External" and _is_remote(target):
            raise FileRefused(
                "active_content", "文件会自动打开网络上的内容，没有保存。请另存为 PDF 后上传。"
            )


def _is_remote(target: str) -> bool:
    is_local = target.startswith("file:///") and not target.startswith(("file:////", "file:///\\"))
    return target.startswith(_REMOTE) and not is_local


def _judge_types(types: list[str], kind: Format) -> None:
    if any(word in each.lower() for each in types for word in _MACROS):
        raise _macros()
    if types.count(_MAIN[kind.ending]) != 1:
        other = "Word 文档" if kind != DOCX else "Excel 表格"
        is_other = any(each in _MAIN.values() for each in types)
        what = f"内容是{other}" if is_other else "内容不是这种文件"
        raise FileRefused(
            "wrong_kind", f"{what}，与扩展名 .{kind.ending} 不符，没有保存。请改正扩展名后再上传。"
        )


def _macros() -> FileRefused:
    return FileRefused("macros", "文件含有宏，没有保存。请另存为不含宏的文件后再上传。")


def _too_large() -> FileRefused:
    return FileRefused("too_large_inside", "文件解压后过大，没有保存。请减少内容或图片后再上传。")


def _damaged(content: bytes) -> FileRefused:
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return FileRefused(
            "wrong_kind",
            "这是旧版 Office 文件或加了密码，没有保存。请另存为不加密的 .docx 或 .xlsx 再上传。",
        )
    return FileRefused(
        "damaged",
        "文件不完整、已损坏或只是改了扩展名，没有保存。"
        "请用 Word、Excel 或 WPS 打开后另存，再上传。",
    )
