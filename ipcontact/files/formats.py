"""The five kinds of file that are taken in, and how much of each."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Format:
    """A kind of file. `ending` is the canonical one, `endings` all that mean the same."""

    ending: str
    content_type: str
    endings: tuple[str, ...]
    label: str


PDF = Format("pdf", "application/pdf", ("pdf",), "PDF")
JPG = Format("jpg", "image/jpeg", ("jpg", "jpeg"), "JPG 图片")
PNG = Format("png", "image/png", ("png",), "PNG 图片")
DOCX = Format(
    "docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ("docx",),
    "Word 文档（.docx）",
)
XLSX = Format(
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ("xlsx",),
    "Excel 表格（.xlsx）",
)
DEFAULT = (PDF, JPG, PNG, DOCX, XLSX)
SCANS = (PDF, JPG, PNG)
BY_TYPE = {kind.content_type: kind for kind in DEFAULT}
INLINE = frozenset({PDF.content_type, JPG.content_type, PNG.content_type})


@dataclass(frozen=True)
class Limits:
    """How much is taken in.

    Attributes:
        bytes: size of one file as uploaded; below the largest body of a request.
        pixels: width times height of a picture; a phone takes 12 to 50 million.
        unpacked: bytes that compressed parts may become.
        parts: files inside an Office package.
        per_owner: files of one record that are not removed.
        fresh: files of one uploader that belong to no record yet.
    """

    bytes: int = 15 * MEGABYTE
    pixels: int = 60_000_000
    unpacked: int = 200 * MEGABYTE
    parts: int = 2_000
    per_owner: int = 60
    fresh: int = 60


LIMITS = Limits()


def accepted(kinds: tuple[Format, ...]) -> str:
    """Value of the `accept` attribute of a file input."""
    return ",".join(f".{ending}" for kind in kinds for ending in kind.endings)


def in_words(kinds: tuple[Format, ...] = DEFAULT, limits: Limits = LIMITS) -> str:
    """What may be uploaded, for help texts and refusals."""
    names = "、".join(kind.ending.upper() for kind in kinds)
    return f"{names}，每个不超过 {limits.bytes // MEGABYTE} MB"
