"""Looks into an upload before a byte of it is kept: name, size, kind and contents."""

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from ipcontact.files import jpeg, packages, pdf, png, scanner
from ipcontact.files.errors import FileRefused
from ipcontact.files.formats import (
    DEFAULT,
    JPG,
    LIMITS,
    MEGABYTE,
    PDF,
    PNG,
    Format,
    Limits,
    in_words,
)
from ipcontact.sheets.responses import safe_filename
from ipcontact.text.rules import clean_text

_DIRECTORY_END = b"PK\x05\x06"
_MARKUP = (b"<html", b"<script", b"<!doctype", b"<svg", b"<?php", b"<body", b"<iframe")


@dataclass(frozen=True)
class Examined:
    """An upload that may be kept.

    Attributes:
        name: the original name, cleaned.
        kind: what it is by ending and content alike.
        content: what is kept; pictures without place, device and time.
        sha256: of that content.
    """

    name: str
    kind: Format
    content: bytes
    sha256: str

    @property
    def size(self) -> int:
        return len(self.content)


def examine(
    upload: Any, *, allowed: tuple[Format, ...] = DEFAULT, limits: Limits = LIMITS
) -> Examined:
    """Judge an uploaded file.

    Args: upload: Django's uploaded file, or anything with ``name``, ``size`` and ``read()``;
    something already examined is given back. allowed: kinds this place takes.
    Returns: the file as it will be kept. Raises: FileRefused.
    Source: OWASP ASVS 5.0 chapter 5.2.
    """
    if isinstance(upload, Examined):
        _refuse_kind(upload.kind, allowed, limits)
        return upload
    name = clean_name(upload.name)
    kind = _kind_by_ending(name, allowed, limits)
    content = _read(upload, limits)
    scanner.refuse_infected(content)
    _refuse_polyglot(content, kind)
    if kind == PDF:
        kept = pdf.checked(content, limits)
    elif kind == JPG:
        kept = jpeg.cleaned(content, limits)
    elif kind == PNG:
        kept = png.cleaned(content, limits)
    else:
        kept = packages.checked(content, kind, limits)
    return Examined(name, kind, kept, hashlib.sha256(kept).hexdigest())


def clean_name(raw: str) -> str:
    """The name people see: without folders and anything invisible, at most 100 characters."""
    base = PurePath(clean_text(raw).replace("\\", "/")).name
    return safe_filename(base) if base.strip(" .") else "未命名"


def _kind_by_ending(name: str, allowed: tuple[Format, ...], limits: Limits) -> Format:
    stem, dot, ending = name.rpartition(".")
    for kind in DEFAULT:
        if dot and stem and ending.lower() in kind.endings:
            _refuse_kind(kind, allowed, limits)
            return kind
    raise _wrong_type(allowed, limits)


def _refuse_kind(kind: Format, allowed: tuple[Format, ...], limits: Limits) -> None:
    if kind not in allowed:
        raise _wrong_type(allowed, limits)


def _wrong_type(allowed: tuple[Format, ...], limits: Limits) -> FileRefused:
    words = in_words(allowed, limits)
    return FileRefused(
        "type_not_allowed", f"不接受这种文件，没有保存。可以上传：{words}。请转换后再上传。"
    )


def _read(upload: Any, limits: Limits) -> bytes:
    if upload.size and upload.size > limits.bytes:
        raise _too_large(limits)
    upload.seek(0)
    content = upload.read(limits.bytes + 1)
    if len(content) > limits.bytes:
        raise _too_large(limits)
    if not content:
        raise FileRefused("empty", "文件是空的（0 字节），没有保存。请重新选择文件。")
    return content


def _too_large(limits: Limits) -> FileRefused:
    most = limits.bytes // MEGABYTE
    return FileRefused(
        "too_large", f"文件超过 {most} MB，没有保存。请压缩图片或拆成几个文件后再上传。"
    )


def _refuse_polyglot(content: bytes, kind: Format) -> None:
    """A picture or PDF that is a ZIP or a web page at the same time."""
    if kind not in (PDF, JPG, PNG):
        return
    head = content[:1024].lower()
    if _ends_as_package(content) or (kind == PDF and any(word in head for word in _MARKUP)):
        raise FileRefused(
            "polyglot", "文件里夹带了另一种格式的内容，没有保存。请用原软件另存后再上传。"
        )


def _ends_as_package(content: bytes) -> bool:
    """Whether the directory of a ZIP stands at the end, as unpackers look for it."""
    at = content.rfind(_DIRECTORY_END)
    rest = len(content) - at - 22  # the comment of the directory
    if at < 0 or not 0 <= rest <= 0xFFFF:
        return False
    return int.from_bytes(content[at + 20 : at + 22], "little") <= rest
