"""How values and changes of an import are shown to people."""

from __future__ import annotations

from datetime import date
from typing import Any

from registry.imports.rules import Vocabulary
from registry.units.choices import RegistrationState, UnitKind


def changed(column: str, old: str, new: str, address: str = "") -> dict[str, str]:
    """One change as it is stored with a line: column, value before and after, cell."""
    return {"column": column, "old": old, "new": new, "address": address}


def in_words(name: str, value: Any, words: Vocabulary) -> str:
    """A value of a field of a unit as people read it; empty for none.

    Args: name: field of `Unit`; value: as stored (keys of regions and agencies).
    """
    if value in (None, ""):
        return ""
    if name == "kind":
        return UnitKind(value).label
    if name == "registration_state":
        return RegistrationState(value).label
    if name == "region":
        return words.region_labels.get(value, str(value))
    if name in ("lead_agency", "co_agency"):
        return words.agency_labels.get(value, str(value))
    return value.isoformat() if isinstance(value, date) else str(value)
