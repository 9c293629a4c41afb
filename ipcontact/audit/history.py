"""The history of records as sentences: who did what to which field, before and after."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from ipcontact.audit.models import Change, Operation
from ipcontact.audit.rules import CONCEALED
from ipcontact.audit.wording import EMPTY, Names, field_of, is_silent, table_label, value_words

SYSTEM = "系统"
FIELDS_OF_NEW_ROW = 4


@dataclass(frozen=True)
class Part:
    """One field of a sentence."""

    label: str
    before: str
    after: str
    is_concealed: bool


@dataclass(frozen=True)
class Sentence:
    """One change as a reader meets it."""

    at: datetime
    who: str
    act: str
    reason: str
    operation: str
    subject: str
    parts: tuple[Part, ...]

    @property
    def is_update(self) -> bool:
        return self.operation == Operation.UPDATE

    @property
    def is_insert(self) -> bool:
        return self.operation == Operation.INSERT


def sentences(
    changes: Iterable[Change], *, every_field: bool = False, about: models.Model | None = None
) -> list[Sentence]:
    """Put changes into words.

    Args:
        changes: rows in the order to be read.
        every_field: also the bookkeeping columns, and all fields of new and deleted rows.
        about: the record they are read on; that a row belongs to it goes without saying.
    Returns:
        one sentence each; names behind foreign keys take one query per related model.
    """
    rows = list(changes)
    names = Names()
    for change in rows:
        for column in _columns(change, every_field, about):
            field = field_of(change.table_name, column)
            for side in (change.before, change.after):
                names.want(field, (side or {}).get(column))
    names.fetch()
    return [_sentence(change, names, _columns(change, every_field, about)) for change in rows]


def history_of(
    record: models.Model, related: Iterable[Any] = (), *, limit: int = 20
) -> tuple[list[Sentence], bool]:
    """The last changes of a record and of the rows that belong to it.

    Args:
        record: the record.
        related: further records, or querysets and lists of them.
        limit: how many sentences at most.
    Returns:
        the sentences, newest first, and whether there are older ones.
    """
    keys: dict[str, list[str]] = {}
    for row in _flat([record, *related]):
        keys.setdefault(row._meta.db_table, []).append(str(row.pk))
    wanted = models.Q(pk__in=())
    for table_name, row_keys in keys.items():
        wanted |= models.Q(table_name=table_name, row_key__in=row_keys)
    found = list(Change.objects.filter(wanted).order_by("-id")[: limit + 1])
    return sentences(found[:limit], about=record), len(found) > limit


def last_change_of(record: models.Model, column: str) -> Change | None:
    """The latest change of one column; None when it stands as the record was created."""
    rows = Change.objects.filter(table_name=record._meta.db_table, row_key=str(record.pk))
    changes = rows.filter(operation=Operation.UPDATE, after__has_key=column)
    return changes.order_by("-id").first()


def _flat(rows: Iterable[Any]) -> Iterator[models.Model]:
    for row in rows:
        if isinstance(row, models.Model):
            yield row
        elif row:
            yield from _flat(row)


def _columns(change: Change, every_field: bool, about: models.Model | None) -> list[str]:
    columns = list((change.before or {}) | (change.after or {}))
    if every_field:
        return columns
    shown = [c for c in columns if not is_silent(field_of(change.table_name, c), c)]
    if change.operation == Operation.UPDATE:
        return shown
    values = change.after if change.operation == Operation.INSERT else change.before
    told = [
        column
        for column in shown
        if values[column] not in (None, "", [], {}, False)
        and not _is_link_to(about, field_of(change.table_name, column), values[column])
    ]
    return told[:FIELDS_OF_NEW_ROW]


def _is_link_to(record: models.Model | None, field: models.Field | None, value: Any) -> bool:
    if record is None or not isinstance(field, models.ForeignKey):
        return False
    return isinstance(record, field.related_model) and value == record.pk


def _sentence(change: Change, names: Names, columns: list[str]) -> Sentence:
    return Sentence(
        at=change.at,
        who=change.user_name or SYSTEM,
        act=change.act,
        reason=change.reason,
        operation=change.operation,
        subject=table_label(change.table_name),
        parts=tuple(_part(change, column, names) for column in columns),
    )


def _part(change: Change, column: str, names: Names) -> Part:
    field = field_of(change.table_name, column)
    before, after = ((side or {}).get(column) for side in (change.before, change.after))
    return Part(
        label=str(field.verbose_name) if field else column,
        before=value_words(field, before, names) if change.before else EMPTY,
        after=value_words(field, after, names) if change.after else EMPTY,
        is_concealed=CONCEALED in (before, after),
    )
