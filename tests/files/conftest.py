"""Files as people have them, made byte by byte, and a folder of each test's own."""

from collections.abc import Iterator

import pytest

from ipcontact.accounts.models import Agency
from ipcontact.files import access, pending


@pytest.fixture(autouse=True)
def storage(tmp_path, settings) -> Iterator:
    """The private folder of the test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    yield tmp_path / "media" / "files"
    pending._names().clear()


@pytest.fixture
def readers(monkeypatch) -> Iterator[set]:
    """People who see every agency, the owner of files in these tests."""
    seeing: set[int] = set()
    monkeypatch.setitem(access._readers, Agency._meta.db_table, lambda user, key: user.pk in seeing)
    return seeing


@pytest.fixture
def visitors(monkeypatch, readers) -> set[str]:
    """Grounds on which a visitor reads files of an agency, but for papers of the office."""
    grounds = {"draft"}

    def may(file, basis):
        return basis in grounds and file.uploaded_by_id is None

    monkeypatch.setitem(access._visitors, Agency._meta.db_table, may)
    return grounds
