"""JPEG pictures: measured, proven whole, and written anew without what they tell of places."""

import re
import struct
from collections.abc import Iterator

from ipcontact.files.errors import FileRefused
from ipcontact.files.formats import Limits

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
# Tables, frames and scans of the picture itself. APP0 (JFIF), APP14 (colour transform of Adobe)
# and colour profiles are needed to show it; every other APP segment and comment is left out.
_PICTURE = frozenset({*range(0xC0, 0xD0), 0xDB, 0xDC, 0xDD, 0xDE, 0xDF, _SCAN} - {0xC8})
_NEXT_MARKER = re.compile(rb"\xff(?:[^\x00\xff\xd0-\xd7])", re.DOTALL)
_ORIENTATION = 0x0112
_MOST_SEGMENTS = 2_000


def cleaned(content: bytes, limits: Limits) -> bytes:
    """The picture without EXIF (place, device, time), XMP, IPTC, comments and trailing data.

    Which side is up is kept, as the only EXIF entry.

    Raises: FileRefused `damaged` (also a file cut off half way), `too_many_pixels`.
    """
    kept, orientation, measured = [], 1, False
    for marker, segment in _segments(content):
        if marker in _FRAMES:
            _measure(segment, limits)
            measured = True
        if marker == 0xE1 and orientation == 1:
            orientation = _orientation(segment)
        if marker in _PICTURE or _is_needed(marker, segment):
            kept.append(bytes((0xFF, marker)) + segment)
    if not measured:
        raise _damaged()
    at = 1 if kept[0][1] == 0xE0 else 0
    if orientation != 1:
        kept.insert(at, _upright(orientation))
    return b"".join((b"\xff\xd8", *kept, b"\xff\xd9"))


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and rest of each segment; that of a scan holds its picture data too."""
    if content[:3] != b"\xff\xd8\xff":
        raise _damaged()
    at = 2
    for _ in range(_MOST_SEGMENTS):
        while content[at : at + 2] == b"\xff\xff":  # fill bytes
            at += 1
        if len(content) < at + 2 or content[at] != 0xFF:
            raise _damaged()
        marker = content[at + 1]
        if marker == _END:
            return
        if marker < 0xC0 or marker == _START or 0xD0 <= marker <= 0xD7 or len(content) < at + 4:
            raise _damaged()
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if marker == _SCAN:
            following = _NEXT_MARKER.search(content, end)
            if following is None:
                raise _damaged()
            end = following.start()
        if length < 2 or end > len(content):
            raise _damaged()
        yield marker, content[at + 2 : end]
        at = end
    raise _damaged()


def _measure(segment: bytes, limits: Limits) -> None:
    if len(segment) < 8:
        raise _damaged()
    height, width = struct.unpack_from(">HH", segment, 3)
    if not height or not width:
        raise _damaged()
    refuse_flood(width, height, limits)


def refuse_flood(width: int, height: int, limits: Limits) -> None:
    """Refuse a picture that would fill the memory of whoever opens it."""
    if width * height > limits.pixels:
        raise FileRefused(
            "too_many_pixels",
            f"图片尺寸过大（{width}×{height} 像素），没有保存。请缩小后再上传。",
        )


def _is_needed(marker: int, segment: bytes) -> bool:
    if marker == 0xE0:
        return segment[2:7] == b"JFIF\0"
    if marker == 0xE2:
        return segment[2:14] == b"ICC_PROFILE\0"
    return marker == 0xEE and segment[2:7] == b"Adobe"


def _orientation(segment: bytes) -> int:
    """Which side is up (1 to 8) as an EXIF segment says; 1 when it says nothing legible."""
    tiff = segment[8:]
    if segment[2:8] != b"Exif\0\0" or tiff[:4] not in (b"II*\0", b"MM\0*"):
        return 1
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        (at,) = struct.unpack_from(f"{order}L", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for number in range(min(count, 200)):
            tag, kind, _, value = struct.unpack_from(f"{order}HHLH", tiff, at + 2 + 12 * number)
            if tag == _ORIENTATION and kind == 3 and 1 <= value <= 8:
                return value
    except struct.error:
        return 1
    return 1


def _upright(orientation: int) -> bytes:
    """An EXIF segment with this one entry."""
    entry = struct.pack(">HHLHH", _ORIENTATION, 3, 1, orientation, 0)
    tiff = b"MM\0*" + struct.pack(">LH", 8, 1) + entry + struct.pack(">L", 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _damaged() -> FileRefused:
    return FileRefused(
        "damaged", "图片不完整或已损坏，没有保存。请打开确认能看到整张图片后重新上传。"
    )
