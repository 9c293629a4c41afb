"""Everything that is done with files of former days."""

from registry.backfills.services.entering import (
    CODE,
    ENTER,
    apply_past,
    changes,
    check,
    describe,
    enter,
)
from registry.backfills.services.past import Past
from registry.backfills.services.voiding import CONFIRM, VOID, entry_of, void, void_problems

__all__ = [
    "CODE",
    "CONFIRM",
    "ENTER",
    "VOID",
    "Past",
    "apply_past",
    "changes",
    "check",
    "describe",
    "enter",
    "entry_of",
    "void",
    "void_problems",
]
