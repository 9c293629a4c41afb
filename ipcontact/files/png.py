"""PNG pictures: measured, unpacked once within bounds, written anew with the picture alone."""

import struct
import zlib
from collections.abc import Iterator

from ipcontact.files.errors import FileRefused
from ipcontact.files.formats import Limits
from ipcontact.files.jpeg import refuse_flood

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# What is needed to show it. Texts, times, EXIF and animation are left out.
_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB",
                   b"iCCP", b"sBIT", b"bKGD", b"pHYs"})  # fmt: skip
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = frozenset({1, 2, 4, 8, 16})
_CHUNK = 1 << 20
_MOST_CHUNKS = 20_000
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
          (0, 1, 1, 2))  # fmt: skip


def cleaned(content: bytes, limits: Limits) -> bytes:
    """The picture without texts, EXIF and private parts.

    Raises: FileRefused `damaged` (also when cut off or followed by something else),
    `too_many_pixels`.
    """
    kept = [SIGNATURE]
    unpacked, expected = _Unpacked(), 0
    for position, (kind, data, raw) in enumerate(_chunks(content)):
        if (kind == b"IHDR") != (position == 0):
            raise _damaged()
        if kind == b"IHDR":
            expected = _expected_size(data, limits)
        elif kind == b"IDAT":
            unpacked.feed(data, expected)
        elif kind not in _KEPT and kind[:1].isupper():  # a critical part nobody knows
            raise _damaged()
        if kind in _KEPT:
            kept.append(raw)
    if unpacked.size != expected or not unpacked.is_whole:
        raise _damaged()
    return b"".join(kept)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Kind, data and whole of each chunk, its check sum proven; the last one ends the file."""
    if not content.startswith(SIGNATURE):
        raise _damaged()
    at = len(SIGNATURE)
    for _ in range(_MOST_CHUNKS):
        if at + 12 > len(content):
            break
        (length,) = struct.unpack_from(">L", content, at)
        end = at + 12 + length
        kind, data = content[at + 4 : at + 8], content[at + 8 : end - 4]
        if end > len(content) or not kind.isalpha():
            break
        if struct.pack(">L", zlib.crc32(data, zlib.crc32(kind))) != content[end - 4 : end]:
            break
        yield kind, data, content[at:end]
        if kind == b"IEND" and end == len(content):
            return
        at = end
    raise _damaged()


def _expected_size(header: bytes, limits: Limits) -> int:
    """Bytes the picture data must unpack to."""
    if len(header) != 13:
        raise _damaged()
    width, height, depth, colour, packing, filtering, interlaced = struct.unpack(">LLBBBBB", header)
    is_known = colour in _CHANNELS and depth in _DEPTHS and interlaced in (0, 1)
    if not (width and height and is_known) or packing or filtering:
        raise _damaged()
    refuse_flood(width, height, limits)
    bits = depth * _CHANNELS[colour]
    if not interlaced:
        return height * (1 + (width * bits + 7) // 8)
    size = 0
    for left, top, across, down in _ADAM7:
        columns, rows = -(-(width - left) // across), -(-(height - top) // down)
        if columns > 0 and rows > 0:
            size += rows * (1 + (columns * bits + 7) // 8)
    return size


class _Unpacked:
    """Counts what the picture data becomes, without keeping it."""

    def __init__(self) -> None:
        self._unpacker = zlib.decompressobj()
        self.size = 0

    @property
    def is_whole(self) -> bool:
        return self._unpacker.eof and not self._unpacker.unused_data

    def feed(self, data: bytes, limit: int) -> None:
        rest = data
        while rest and not self._unpacker.eof:
            try:
                self.size += len(self._unpacker.decompress(rest, _CHUNK))
            except zlib.error as error:
                raise _damaged() from error
            if self.size > limit:
                raise _damaged()
            rest = self._unpacker.unconsumed_tail


def _damaged() -> FileRefused:
    return FileRefused(
        "damaged", "图片不完整或已损坏，没有保存。请打开确认能看到整张图片后重新上传。"
    )
