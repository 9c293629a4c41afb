"""A record that moves by steps: still in the state the step begins with, written with a version."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

from ipcontact.acts.services.steps import last_step_words, locked
from ipcontact.ui.errors import RuleViolation

Record = TypeVar("Record", bound=models.Model)


def open_in(record: Record, *states: str, called: str) -> Record:
    """The record, locked and still in one of these states.

    Args: called: what the sentence of the refusal calls it, 这件变更.
    Raises: RuleViolation `wrong_state`, saying who was faster.
    """
    current = locked(record)
    if current.state not in states:
        now = current.get_state_display()
        raise RuleViolation(
            "wrong_state",
            f"{last_step_words(current)}{called}现在是“{now}”，不能再办这一步。",
        )
    return current


def store(record: Record, **values: Any) -> Record:
    """Write fields of a locked record and raise its version, by which pages know that they are out
    of date; the day of its last change follows where the record keeps it."""
    for name, value in values.items():
        setattr(record, name, value)
    record.version += 1
    dated = [f.name for f in record._meta.concrete_fields if getattr(f, "auto_now", False)]
    record.save(update_fields=[*values, "version", *dated])
    return record
