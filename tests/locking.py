"""What a work holds while it waits for something: whoever waits for the first thing of an order
and holds none that comes after it, never waits crosswise."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from tests.acts.test_races import WAIT


def held_while_waiting(
    work: Callable[[], Any], *, first: Model | Callable[[], Any], later: Iterable[Model]
) -> set[Model]:
    """Which of the later rows a work holds while it waits for the first thing.

    Args: first: a row, or a function that takes the lock the work waits for.
    """
    later, failed = set(later), []

    def run() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001  the test looks at what came out
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        if isinstance(first, Model):
            _rows(first).select_for_update(of=("self",)).get()
        else:
            first()
        thread.start()
        _until_somebody_waits()
        held = {
            row
            for row in later
            if not _rows(row).select_for_update(of=("self",), skip_locked=True).exists()
        }
    thread.join(WAIT)
    assert failed == []
    return held


def _rows(row: Model):
    return type(row)._base_manager.filter(pk=row.pk)


def _until_somebody_waits() -> None:
    end, pause = timezone.now() + timedelta(seconds=WAIT), threading.Event()
    while timezone.now() < end:
        with connection.cursor() as cursor:
            cursor.execute(  # in this database: another worker's tests wait in theirs
                "SELECT count(*) FROM pg_locks AS waiting WHERE NOT granted AND pid IN"
                " (SELECT pid FROM pg_locks JOIN pg_database AS base ON base.oid = database"
                "  WHERE datname = current_database())"
            )
            if cursor.fetchone() != (0,):
                return
        pause.wait(0.02)
    raise AssertionError("nobody waits")
