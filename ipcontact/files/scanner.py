"""An optional virus scanner: ClamAV over its INSTREAM protocol, when one is set."""

import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings

from ipcontact.files.errors import FileRefused

_SECONDS = 20
_PIECE = 1 << 16
_LONGEST_ANSWER = 4096


def refuse_infected(content: bytes) -> None:
    """Ask the scanner of ``CLAMAV_URL`` (``tcp://host:3310`` or ``unix:///path``), if there is one.

    Raises: FileRefused `infected`; `not_scanned` when the scanner does not answer: what could not
    be looked at is not taken in.
    """
    if not settings.CLAMAV_URL:
        return
    try:
        answer = _ask(content)
    except OSError as error:
        raise _not_scanned() from error
    if answer.endswith("FOUND"):
        raise FileRefused("infected", "病毒检查没有通过，文件没有保存。请清除病毒后再上传。")
    if not answer.endswith("OK"):
        raise _not_scanned()


def _ask(content: bytes) -> str:
    with _connected() as link:
        link.sendall(b"zINSTREAM\0")
        for at in range(0, len(content), _PIECE):
            piece = content[at : at + _PIECE]
            link.sendall(struct.pack(">L", len(piece)) + piece)
        link.sendall(struct.pack(">L", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
            piece = link.recv(_LONGEST_ANSWER)
            if not piece:
                break
            answer += piece
    return answer.decode("ascii", "replace").strip("\0\n ")


def _connected() -> socket.socket:
    place = urlsplit(settings.CLAMAV_URL)
    if place.scheme == "unix":
        link = socket.socket(socket.AF_UNIX)
        try:
            link.settimeout(_SECONDS)
            link.connect(place.path)
        except OSError:
            link.close()
            raise
        return link
    return socket.create_connection((place.hostname, place.port or 3310), timeout=_SECONDS)


def _not_scanned() -> FileRefused:
    return FileRefused("not_scanned", "病毒检查暂时不可用，文件没有保存。请稍后再上传。")
