"""Any record as the auditor reads it: what it is, whose it is, every step on it."""

from __future__ import annotations

from typing import Any

import pgtrigger.registry
from django.db import models

from ipcontact.audit.wording import models_by_table
from ipcontact.clocks import subjects
from registry.units.models import Unit

# From a record to the unit it belongs to.
_WAYS = (("unit",), ("application", "unit"), ("surviving",), ("submission", "application", "unit"))


def record_of(table: str, key: str) -> models.Model | None:
    """A stored record of a table with row history; None for anything else."""
    watched = {model._meta.db_table for model, _ in pgtrigger.registry.registered()}
    model = models_by_table().get(table) if table in watched else None
    if model is None or not (key.isascii() and key.isdigit() and len(key) <= 18):
        return None
    return subjects.resolve(table, key)


def unit_of(record: Any) -> Unit | None:
    """The unit a record belongs to, as it stands today; None for records of many units."""
    if isinstance(record, Unit):
        return record.duplicate_of or record
    for way in _WAYS:
        found = record
        for name in way:
            found = getattr(found, name, None)
        if isinstance(found, Unit):
            return found.duplicate_of or found
    return None
