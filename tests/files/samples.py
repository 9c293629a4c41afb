"""Small files of each kind, whole and hostile."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of one empty page with more objects after it."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        *objects,
    ]
    text, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(text))
        text += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(text)
    text += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    text += b"".join(b"%010d 00000 n \n" % place for place in places)
    text += b"trailer\n<< /Size %d /Root 1 0 R %s>>\n" % (len(parts) + 1, trailer)
    return text + b"startxref\n%d\n%%%%EOF\n" % start


def stream(content: bytes, dictionary: bytes = b"/Filter /FlateDecode", *, packed=True) -> bytes:
    """A stream object."""
    body = zlib.compress(content) if packed else content
    head = b"<< /Length %d %s >>" % (len(body), dictionary)
    return head + b"\nstream\n" + body + b"\nendstream"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def png(
    width: int = 4,
    height: int = 3,
    *,
    extra: bytes = b"",
    data: bytes | None = None,
    look: tuple[int, int, int] = (8, 2, 0),
) -> bytes:
    """A white picture; `extra` chunks stand before its data. `look`: depth, colour, interlaced."""
    depth, colour, interlaced = look
    header = struct.pack(">LLBBBBB", width, height, depth, colour, 0, 0, interlaced)
    rows = b"".join(b"\0" + b"\xff" * width * 3 for _ in range(height)) if data is None else data
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + extra
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int = 6, place: bytes = b"39 degrees north, GPS") -> bytes:
    """An EXIF segment that tells which side is up and where it was taken."""
    entries = struct.pack("<HHLHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack("<HHLL", 0x8825, 4, 1, 38)
    tiff = b"II*\0" + struct.pack("<LH", 8, 2) + entries + struct.pack("<L", 0) + place
    return segment(0xE1, b"Exif\0\0" + tiff)


# A grey picture of 8 by 8 points, as any encoder writes it.
_TABLE = segment(0xDB, b"\0" + b"\x10" * 64)
_DC = segment(0xC4, b"\x00" + bytes([0, 1, *[0] * 14]) + b"\0")
_AC = segment(0xC4, b"\x10" + bytes([0, 1, *[0] * 14]) + b"\0")
_SCAN = segment(0xDA, bytes([1, 1, 0, 0, 63, 0])) + b"\x2b\xff\x00\x3f"


def jpeg(
    width: int = 8, height: int = 8, *, extra: bytes = b"", after: bytes = b"", end=b"\xff\xd9"
) -> bytes:
    """A grey picture; `extra` segments stand before its tables, `after` follows its end."""
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    jfif = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    return b"\xff\xd8" + jfif + extra + _TABLE + frame + _DC + _AC + _SCAN + end + after


def package(parts: dict[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as box:
        for name, text in parts.items():
            box.writestr(name, text)
    return content.getvalue()


def docx(extra: dict[str, str | bytes] | None = None, *, main: str = WORD) -> bytes:
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    )
    return package(
        {
            "[Content_Types].xml": types,
            "word/document.xml": "<document>示例</document>",
            **(extra or {}),
        }
    )


def relations(kind: str, target: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )


def xlsx() -> bytes:
    content, book = io.BytesIO(), Workbook()
    book.active.append(["示例", 1])
    book.save(content)
    return content.getvalue()
