"""A unit's file as a zip: contents, evidence, every attachment; written as it is sent.

Nothing is held in memory but the piece under way, however large the file of a unit is.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from ipcontact.files.formats import BY_TYPE
from ipcontact.files.models import StoredFile
from ipcontact.files.services import read
from ipcontact.ui.errors import RuleViolation
from registry.dossiers.gathering import Dossier

CHUNK = 1 << 16
MEGABYTE = 1024 * 1024
MOST_FILES = 2_000
STYLES = ("tokens", "base", "layout", "components", "print")


class _Pieces:
    """Where the zip writes to: kept until it is sent on."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._place = 0

    def write(self, data: bytes) -> int:
        self._held.append(bytes(data))
        self._place += len(data)
        return len(data)

    def tell(self) -> int:
        return self._place

    def flush(self) -> None:
        """Nothing is kept back."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        held, self._held = self._held, []
        return b"".join(held)


def refuse_too_big(dossier: Dossier) -> None:
    """Raises: RuleViolation `too_big` when a browser could not be sent all files at once."""
    most = settings.DOSSIER_MOST_MEGABYTES
    if len(dossier.files) > MOST_FILES or dossier.bytes > most * MEGABYTE:
        raise RuleViolation(
            "too_big",
            f"附件共{len(dossier.files)}份、{dossier.bytes // MEGABYTE}MB，"
            f"超过一次下载的上限（{MOST_FILES}份、{most}MB）。请不带附件下载，附件逐份打开。",
        )


def stored_path(number: int, place: int, file: StoredFile) -> str:
    """Name of a file in the zip: safe everywhere and telling nothing of a person."""
    return f"files/{number:03d}-{place}.{BY_TYPE[file.content_type].ending}"


def paths_of(dossier: Dossier) -> dict[int, str]:
    """Path in the zip of every file, by its key."""
    places: dict[int, int] = {}
    found = {}
    for number, file in dossier.files:
        places[number] = places.get(number, 0) + 1
        found[file.pk] = stored_path(number, places[number], file)
    return found


def stream(dossier: Dossier, *, with_files: bool, reason: str, by: str) -> Iterator[bytes]:
    """The zip in pieces. Args: with_files: attachments too; reason, by: printed on the contents."""
    now = timezone.localtime()
    paths = paths_of(dossier) if with_files else {}
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED) as archive:
        context = {"dossier": dossier, "paths": paths, "at": now, "reason": reason, "by": by}
        for name in ("contents", "evidence"):
            page = render_to_string(f"registry/dossiers/taken_{name}.html", context)
            archive.writestr(_info(f"{name}.html", now), page)
            yield pieces.taken()
        archive.writestr(_info("style.css", now), _styles())
        yield pieces.taken()
        for _, file in dossier.files if with_files else ():
            with archive.open(_info(paths[file.pk], now), "w") as target:
                for piece in _contents(file):
                    target.write(piece)
                    yield pieces.taken()
    yield pieces.taken()


def _contents(file: StoredFile) -> Iterator[bytes]:
    try:
        content = read(file)
    except FileNotFoundError:  # taken away since the contents were drawn up
        yield "文件已移除。".encode()
        return
    with content:
        while piece := content.read(CHUNK):
            yield piece


def _info(name: str, at: datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _styles() -> str:
    folder = Path(settings.BASE_DIR) / "static" / "css"
    return "\n".join((folder / f"{name}.css").read_text("utf-8") for name in STYLES)
