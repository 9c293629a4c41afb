"""A row that is a second one of another unit: marked, unmarked, and by which keys it is found.

Called by `merges.services`, which has locked the rows, asked for the right and runs the act.
"""

from __future__ import annotations

from django.utils import timezone

from registry.units.models import Unit
from registry.units.services import search_keys


def mark_duplicate(unit: Unit, *, of: Unit) -> None:
    """From now on the number of `unit` leads to the other one, and nobody meets it any more."""
    unit.duplicate_of = of
    _save(unit, "duplicate_of")


def unmark_duplicate(unit: Unit) -> None:
    """The unit stands on its own again."""
    unit.duplicate_of = None
    _save(unit, "duplicate_of")


def refresh_search_keys(unit: Unit) -> None:
    """Make the keys anew from the names the unit has now."""
    unit.search_text = search_keys(unit.names.values_list("name", "pinyin"))
    _save(unit, "search_text")


def _save(unit: Unit, *fields: str) -> None:
    unit.version += 1
    unit.updated_at = timezone.now()
    unit.save(update_fields=[*fields, "version", "updated_at"])
