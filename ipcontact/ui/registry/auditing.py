"""What the auditor asks of every part: exceptions, controls, a unit's file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast

# What every row of an exception or a control says, as annotations of its queryset: when, who
# (key and name), which record (table and key), and in words what happened and why.
EXCEPTION_COLUMNS = ("x_at", "x_person_id", "x_person", "x_table", "x_key", "x_words")


def row_about(
    record: type[models.Model], *, at: str, person: str, key: str = "pk"
) -> dict[str, Any]:
    """The annotations of a row but for its words.

    Args:
        record: the model the row leads to, `key` the field that has its key.
        at: field of the time; person: foreign key to the person.
    """
    return {
        "x_at": F(at),
        "x_person_id": F(f"{person}_id"),
        "x_person": F(f"{person}__name"),
        "x_table": Value(record._meta.db_table, models.CharField()),
        "x_key": Cast(key, models.CharField()),
    }


@dataclass(frozen=True, kw_only=True)
class ExceptionKind:
    """Steps out of the ordinary of one kind, read from where they are kept; nothing is noted twice.

    Attributes:
        code: stable name, the value of the filter.
        label, explanation: the word, and a sentence that says what counts.
        rows: gives a queryset annotated with `EXCEPTION_COLUMNS`.
    """

    code: str
    label: str
    explanation: str
    rows: Callable[[], Any]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Control:
    """Something that must never have happened; `rows` finds where it did, like an exception's."""

    code: str
    label: str
    explanation: str
    rows: Callable[[], Any]
    order: int = 50


@dataclass(frozen=True)
class DossierEntry:
    """One line of a unit's file: a paper or a fact with its day.

    Attributes:
        title: what it is; number: 文号, 编号; on: its day; who: by whom it is.
        facts: pairs of label and value, printed below it.
        personal: the same of persons; shown in full only with the right, else as `masked`.
        records: stored records it is made of: their steps, files and documents belong to it.
    """

    title: str
    on: date | None = None
    number: str = ""
    who: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    personal: tuple[tuple[str, str], ...] = ()
    masked: tuple[tuple[str, str], ...] = ()
    records: tuple[Any, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DossierSection:
    """A section of a unit's file (一企一档), contributed by the part that keeps its records.

    `entries(unit)` yields them in the order of their days, in few queries however many there are.
    """

    code: str
    title: str
    entries: Callable[[Any], Iterable[DossierEntry]]
    order: int = 50
