"""PDF files: whole, readable for the check, and without programs or files inside."""

import re
import zlib
from collections.abc import Iterator

from ipcontact.files.errors import FileRefused
from ipcontact.files.formats import Limits

_HEADER = re.compile(rb"%PDF-[12]\.\d")
_END = re.compile(rb"%%EOF[\s\0]*\Z")
_TAIL = 2048
_STREAM = re.compile(rb"(?<!end)stream(?:\r?\n|\r| {1,8}\r?\n)")
_MOST_STREAMS = 20_000
_CHUNK, _FED = 1 << 20, 1 << 16
_LONGEST_DICTIONARY = 8 * 1024
_LONGEST_NAME = 64  # with every letter as #hh


def _name(word: str, *, whole: bool = True) -> re.Pattern[bytes]:
    """Pattern of a PDF name, each letter plain or as #hh (ISO 32000-1, 7.3.5)."""
    letters = "".join(f"(?:{re.escape(c)}|#(?i:{ord(c):02x}))" for c in word)
    end = r"(?![A-Za-z0-9_#.\-])" if whole else ""
    return re.compile(f"/{letters}{end}".encode())


# Long names are looked for everywhere: chance does not write them into packed data.
_ANYWHERE = (
    (_name("JavaScript"), "script"),
    (_name("Launch"), "launch"),
    (_name("EmbeddedFile", whole=False), "attachment"),
    (_name("RichMedia", whole=False), "attachment"),
)
# Short ones only among the objects.
_IN_OBJECTS = ((_name("JS"), "script"), (_name("XFA"), "script"))
_ENCRYPTED = _name("Encrypt")
_FIRST, _FLATE, _PREDICTOR = _name("First"), _name("FlateDecode"), _name("Predictor")
_OTHER_FILTERS = tuple(
    _name(word)
    for word in (
        "ASCIIHexDecode",
        "ASCII85Decode",
        "LZWDecode",
        "RunLengthDecode",
        "Crypt",
        "AHx",
        "A85",
        "LZW",
        "RL",
    )  # fmt: skip
)
_REASONS = {
    "script": "PDF 中含有程序脚本",
    "launch": "PDF 中含有启动其他程序的指令",
    "attachment": "PDF 中夹带了其他文件或多媒体",
}
_ADVICE = "没有保存。请用浏览器打开后“打印”为新的 PDF，再上传。"


def checked(content: bytes, limits: Limits) -> bytes:
    """The file unchanged, when it is a whole PDF with nothing active inside.

    Raises: FileRefused `damaged`, `polyglot`, `encrypted`, `active_content`, `too_large_inside`,
    `uncheckable`. What is looked for: JavaScript, launching, embedded files, rich media and
    forms with scripts (ISO 32000-1, 12.6.4, 7.11.4), also inside packed object streams.
    """
    if not _HEADER.match(content) or b"startxref" not in content[-_TAIL:]:
        raise _damaged()
    if not _END.search(content[-_TAIL:]):
        raise _damaged()
    outside = _outside_streams(content)
    if _ENCRYPTED.search(outside):
        raise FileRefused("encrypted", f"PDF 设置了密码或权限限制，无法检查内容，{_ADVICE}")
    _refuse_active(content, _ANYWHERE)
    _refuse_active(outside, _IN_OBJECTS)
    for unpacked, holds_objects in _unpacked_streams(content, limits):
        _refuse_active(unpacked, _ANYWHERE)
        if holds_objects:
            _refuse_active(unpacked, _IN_OBJECTS)
    return content


def _refuse_active(text: bytes, names: tuple[tuple[re.Pattern[bytes], str], ...]) -> None:
    for pattern, reason in names:
        if pattern.search(text):
            raise FileRefused("active_content", f"{_REASONS[reason]}，{_ADVICE}")


def _outside_streams(content: bytes) -> bytes:
    """The objects alone, without the data of streams."""
    pieces, at = [], 0
    while found := _STREAM.search(content, at):
        end = content.find(b"endstream", found.end())
        if end < 0:
            break
        pieces.append(content[at : found.start()])
        at = end
    return b"\n".join((*pieces, content[at:]))


def _unpacked_streams(content: bytes, limits: Limits) -> Iterator[tuple[bytes, bool]]:
    """Pieces of each packed stream, and whether it holds objects. What the dictionary says of
    the packing is not believed: whatever can be unpacked is."""
    left = 2 * limits.unpacked  # scanned pages unpack to many times their size
    for number, found in enumerate(_STREAM.finditer(content)):
        if number >= _MOST_STREAMS:
            raise FileRefused("uncheckable", f"PDF 的组成部分过多，无法检查，{_ADVICE}")
        holds_objects = _holds_objects(content, found.start())
        overlap = b""
        for piece in _inflated(content, found.end(), is_needed=holds_objects):
            left -= len(piece)
            if left < 0:
                raise FileRefused("too_large_inside", f"PDF 解压后过大，{_ADVICE}")
            yield overlap + piece, holds_objects
            overlap = piece[-_LONGEST_NAME:]


def _holds_objects(content: bytes, end: int) -> bool:
    """Whether the stream beginning at `end` is an object stream (ISO 32000-1, 7.5.7).

    Raises: FileRefused `uncheckable` when its objects are packed in a way not read here.
    """
    window = content[max(end - _LONGEST_DICTIONARY, 0) : end]
    dictionary = window[max(window.rfind(b" obj"), 0) :]
    if not _FIRST.search(dictionary):
        return False
    if _PREDICTOR.search(dictionary) or any(n.search(dictionary) for n in _OTHER_FILTERS):
        raise FileRefused("uncheckable", f"PDF 的压缩方式无法检查，{_ADVICE}")
    return bool(_FLATE.search(dictionary))


def _inflated(content: bytes, start: int, *, is_needed: bool) -> Iterator[bytes]:
    """What can be unpacked from there on, piece by piece; nothing when it is packed otherwise."""
    unpacker = zlib.decompressobj()
    try:
        for at in range(start, len(content), _FED):
            rest = content[at : at + _FED]
            while rest:
                yield unpacker.decompress(rest, _CHUNK)
                rest = unpacker.unconsumed_tail
            if unpacker.eof:
                return
    except zlib.error as error:  # not packed this way, or damage a reader would skip
        if is_needed:
            raise _damaged() from error


def _damaged() -> FileRefused:
    return FileRefused(
        "damaged",
        "这不是完整的 PDF 文件（可能没有传完、已损坏，或只是改了扩展名），没有保存。"
        "请打开确认后重新上传。",
    )
