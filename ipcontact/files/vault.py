"""The private folder: contents are written under a passing name and renamed when the row is safe.

Nothing here knows rows. `incoming/` holds contents whose transaction has not ended well yet,
the two-letter folders hold contents that a committed row names.
"""

import contextlib
import errno
import os
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from ipcontact.files.errors import FileRefused

_NAME = re.compile(r"[0-9a-f]{32}")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write(content: bytes) -> str:
    """Keep contents under a new random name among the incoming.

    Returns: the name, with the bytes on the disk. Raises: FileRefused `storage_full` or
    `storage_unwritable`; nothing is left behind then.
    """
    name = secrets.token_hex(16)
    try:
        path = _incoming(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_whole(path, content)
    except OSError as error:
        if error.errno in _FULL:
            raise FileRefused(
                "storage_full",
                "服务器存储空间不足，文件没有保存。已填写的内容还在，请通知系统管理员后再上传。",
            ) from error
        raise FileRefused(
            "storage_unwritable",
            "服务器暂时不能保存文件。已填写的内容还在，请通知系统管理员后再上传。",
        ) from error
    return name


def _write_whole(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(path.parent)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def settle(name: str) -> None:
    """Move contents to their lasting place; harmless the second time."""
    lasting = _lasting(name)
    lasting.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        _incoming(name).rename(lasting)
    _sync_folder(lasting.parent)


def discard(name: str) -> None:
    """Delete contents wherever they are; harmless the second time."""
    _incoming(name).unlink(missing_ok=True)
    _lasting(name).unlink(missing_ok=True)


def open_content(name: str) -> BinaryIO:
    """The contents for reading. Raises: FileNotFoundError."""
    try:
        return _lasting(name).open("rb")
    except FileNotFoundError:
        with contextlib.suppress(FileNotFoundError):
            return _incoming(name).open("rb")
        return _lasting(name).open("rb")  # settled in between


def incoming() -> Iterator[tuple[str, float]]:
    """Names among the incoming with their age in seconds."""
    now = time.time()
    for path in _files(_root() / "incoming"):
        with contextlib.suppress(FileNotFoundError):
            yield path.name, now - path.stat().st_mtime


def settled() -> Iterator[str]:
    """Names in their lasting places."""
    for folder in sorted(_root().glob("[0-9a-f][0-9a-f]")):
        yield from (path.name for path in _files(folder))


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in sorted(folder.iterdir()) if _NAME.fullmatch(path.name))


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "files"


def _incoming(name: str) -> Path:
    return _root() / "incoming" / _proper(name)


def _lasting(name: str) -> Path:
    return _root() / _proper(name)[:2] / name


def _proper(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("not a name of this folder")
    return name


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
