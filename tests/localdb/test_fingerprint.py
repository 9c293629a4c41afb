"""The fingerprint changes exactly when a prepared database would."""

from pathlib import Path

import pytest

from ipcontact.localdb.fingerprint import schema_fingerprint

FILES = {
    "requirements.lock": "django==5.2",
    "registry/models.py": "class Unit(models.Model): ...",
    "registry/views.py": "def home(request): ...",
    "registry/migrations/0001_initial.py": "operations = []",
    "ipcontact/accounts/reference.py": "def load(folder): ...",
    "fixtures/regions.json": "[]",
    "templates/base.html": "<html>",
}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.mark.parametrize("name", sorted(FILES))
def test_fingerprint_when_a_file_changes_then_only_those_that_decide_count(clone, name):
    before = schema_fingerprint(clone)
    (clone / name).write_text(FILES[name] + " # changed")

    changed = schema_fingerprint(clone) != before

    assert changed is (name not in {"registry/views.py", "templates/base.html"})


def test_fingerprint_when_nothing_changes_then_same(clone):
    assert schema_fingerprint(clone) == schema_fingerprint(clone)
