"""Rows that last for a module: made once, found by each of its tests, gone with the last.

A test runs in a transaction of its own, which is rolled back. Around those of a module lies
another one; what was made in it first is there again after each of them. Tests that commit
(`transaction=True`) cannot hide in it: they make their rows themselves and stand in modules
of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pytest
import time_machine
from django.db import models, transaction
from django.test import override_settings

T = TypeVar("T")
M = TypeVar("M", bound=models.Model)


def once_per_module(build: Callable[[], T], *, now: datetime) -> Callable:
    """A fixture that gives what `build()` returned; None in a module whose tests commit.

    Args:
        build: makes the rows through the services, at the time `now`, its files in `media`.
    """

    @pytest.fixture(scope="module")
    def rows(request, django_db_setup, django_db_blocker, media: Path) -> Iterator[T | None]:
        if commits(request.node):
            yield None
            return
        mixed = [item.name for item in request.session.items
                 if item.path == request.path and commits(item)]  # fmt: skip
        assert mixed == [], "tests that commit, among rows that last: move them to another module"
        with django_db_blocker.unblock(), transaction.atomic():
            with time_machine.travel(now, tick=True), override_settings(MEDIA_ROOT=media):
                found = build()
            yield found
            transaction.set_rollback(True)

    return rows


def commits(node: pytest.Item | pytest.Module) -> bool:
    """Whether the tests of a module run outside a transaction."""
    mark = node.get_closest_marker("django_db")
    return mark is not None and bool(mark.kwargs.get("transaction"))


@pytest.fixture(scope="module")
def media(tmp_path_factory) -> Path:
    """Where the files of a module's rows lie, and those of its tests."""
    return tmp_path_factory.mktemp("media")


def again(row: M) -> M:
    """A lasting row as it stands, for one test; nothing an earlier test read hangs on it."""
    return type(row)._default_manager.get(pk=row.pk)
