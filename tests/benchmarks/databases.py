"""The databases of a run: one for each size, copies of the template of the tests."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.db import OperationalError, connections

from tests import testdb
from tests.benchmarks import filing, register

_CONTENT = ("names.py", "register.py", "filing.py", "deciding.py")


def prepare(size: int, *, template: str, keep: bool, tell: Callable[[str], None]) -> str:
    """Make the register of this size, or find the one an earlier run kept.

    Args: keep: use what is there. Returns: the name of the database, Django being connected to it.
    """
    name = f"{testdb.CLONE_PREFIX}bench_{template[-8:]}_{_fingerprint()}_{size}"
    if not (keep and _is_usable(name, partial(register.is_built, size))):
        tell(f"正在建立 {size:,} 家单位的名录 …")
        began = time.perf_counter()
        testdb.clone(name)
        testdb.use_database(name)
        register.build(size)
        tell(f"　用时 {time.perf_counter() - began:.0f} 秒")
    register.staff()
    register.clerk()
    return name


def prepare_applications(like: str, count: int, *, keep: bool, tell: Callable[[str], None]) -> str:
    """A copy of a register with so many applications beside it, or the one a run kept.

    Args: like: the database of the register. Returns: the name; Django is connected to it.
    """
    name = f"{like}_filed"
    if not (keep and _is_usable(name, partial(filing.is_built, count))):
        tell(f"正在建立 {count:,} 件申报 …")
        began = time.perf_counter()
        testdb.use_database("postgres")
        testdb.clone(name, like=like)
        testdb.use_database(name)
        filing.build(count)
        tell(f"　用时 {time.perf_counter() - began:.0f} 秒")
    return name


def _fingerprint() -> str:
    """What the content of a database follows from, beside the migrations of the template."""
    digest = hashlib.sha256()
    for name in _CONTENT:
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()[:8]


def _is_usable(name: str, is_built: Callable[[], bool]) -> bool:
    testdb.use_database(name)
    try:
        connections["default"].ensure_connection()
    except OperationalError:  # no such database
        return False
    return is_built()
