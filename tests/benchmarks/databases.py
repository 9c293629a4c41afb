"""The databases of a run: one for each size, copies of the template of the tests."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from django.db import OperationalError, connections

from tests import testdb
from tests.benchmarks import register

_CONTENT = ("names.py", "register.py")


def prepare(size: int, *, template: str, keep: bool, tell: Callable[[str], None]) -> str:
    """Make the register of this size, or find the one an earlier run kept.

    Args: keep: use what is there. Returns: the name of the database, Django being connected to it.
    """
    name = f"{testdb.CLONE_PREFIX}bench_{template[-8:]}_{_fingerprint()}_{size}"
    if not (keep and _is_usable(name, size)):
        tell(f"正在建立 {size:,} 家单位的名录 …")
        began = time.perf_counter()
        testdb.clone(name)
        testdb.use_database(name)
        register.build(size)
        tell(f"　用时 {time.perf_counter() - began:.0f} 秒")
    register.staff()
    register.clerk()
    return name


def _fingerprint() -> str:
    """What the content of a database follows from, beside the migrations of the template."""
    digest = hashlib.sha256()
    for name in _CONTENT:
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()[:8]


def _is_usable(name: str, size: int) -> bool:
    testdb.use_database(name)
    try:
        connections["default"].ensure_connection()
    except OperationalError:  # no such database
        return False
    return register.is_built(size)
