"""Has anything changed that decides what is in a freshly prepared database?"""

import hashlib
import re
from pathlib import Path

DECIDES_SCHEMA = re.compile(rb"\bmodels\.|pgtrigger|triggers")
ROOMS = ("ipcontact", "registry", "cases")


def schema_fingerprint(base_dir: Path) -> str:
    """Short hash over everything that shapes tables, triggers and reference data.

    Covers migrations, files that declare models or triggers, the loaders of reference data,
    the fixtures and the locked libraries (which bring tables of their own).
    """
    digest = hashlib.sha256((base_dir / "requirements.lock").read_bytes())
    for path in _deciding_files(base_dir):
        digest.update(str(path.relative_to(base_dir)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _deciding_files(base_dir: Path) -> list[Path]:
    sources = [path for room in ROOMS for path in (base_dir / room).rglob("*.py")]
    fixtures = [path for path in (base_dir / "fixtures").rglob("*") if path.is_file()]
    return sorted([*filter(_decides, sources), *fixtures])


def _decides(path: Path) -> bool:
    if path.parent.name == "migrations" or path.name == "reference.py":
        return True
    return bool(DECIDES_SCHEMA.search(path.read_bytes()))
