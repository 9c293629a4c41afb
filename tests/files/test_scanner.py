"""The optional virus scanner, spoken to over a real socket in ClamAV's own protocol."""

import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from ipcontact.files.checks import examine
from ipcontact.files.errors import FileRefused
from tests.files.samples import pdf, upload

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def serve(listener: socket.socket) -> None:
    """Answer one INSTREAM request as clamd does."""
    link, _ = listener.accept()
    with link, link.makefile("rb") as asked:
        assert asked.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack(">L", asked.read(4))[0]:
            content += asked.read(size)
        link.sendall(b"stream: Eicar FOUND\0" if EICAR in content else b"stream: OK\0")


@pytest.fixture(params=["tcp", "unix"])
def scanner(request, tmp_path, settings) -> Iterator[None]:
    if request.param == "tcp":
        listener = socket.create_server(("127.0.0.1", 0))
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    else:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(tmp_path / "clamd"))
        listener.listen()
        settings.CLAMAV_URL = f"unix://{tmp_path / 'clamd'}"
    thread = threading.Thread(target=serve, args=[listener])
    thread.start()
    yield
    thread.join(timeout=10)
    listener.close()


def test_examine_when_scanner_finds_something_then_refused(scanner):
    with pytest.raises(FileRefused) as refusal:
        examine(upload("证书.pdf", pdf(b"(" + EICAR + b")")))

    assert refusal.value.code == "infected"


def test_examine_when_scanner_finds_nothing_then_taken(scanner):
    assert examine(upload("证书.pdf", pdf())).content == pdf()


def test_examine_when_scanner_is_silent_then_nothing_is_taken_unseen(settings, tmp_path):
    settings.CLAMAV_URL = f"unix://{tmp_path / 'nobody'}"

    with pytest.raises(FileRefused) as refusal:
        examine(upload("证书.pdf", pdf()))

    assert refusal.value.code == "not_scanned"
