"""Reading once for a page what several of its parts ask of the same record."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model

Record = TypeVar("Record", bound=Model)
Found = TypeVar("Found")


def once(record: Record, look: Callable[[Record], Found]) -> Found:
    """What `look` finds for the record of a page, read once however many parts ask.

    Kept with this instance and as long as it: a service locks and reads an instance of its own.
    """
    kept = record.__dict__.setdefault("_found_once", {})
    if look not in kept:
        kept[look] = look(record)
    return kept[look]
