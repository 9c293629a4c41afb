"""Clusters of our own, in a folder as awkward as people make them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ipcontact.localdb.server import LocalServer


@pytest.fixture
def local_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "重点 联系" / ".local"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def server(local_dir: Path) -> Iterator[LocalServer]:
    """A server that is not running yet."""
    server = LocalServer(local_dir, durable=False)
    yield server
    server.stop()
