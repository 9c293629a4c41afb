"""A private folder for the files of each test, and limits that begin anew."""

import pytest
from django.core.cache import cache

from ipcontact.files import pending


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    yield
    pending._names().clear()
    cache.clear()
