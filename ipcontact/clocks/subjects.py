"""Any record as the subject of a clock or an act: named by table and key, found again, seen or not.

A subject is named by its table and its primary key as text, so that platform rooms can serve
records of apps they do not know.
"""

from collections.abc import Iterable

from django.db import models
from django.db.models import CharField, Q
from django.db.models.functions import Cast

from ipcontact.audit.wording import models_by_table, table_label

Reference = tuple[str, str]


def reference(subject: models.Model) -> Reference:
    """Table and key of a stored record."""
    if subject.pk is None:
        raise ValueError("a subject must be stored first")
    return subject._meta.db_table, str(subject.pk)


def resolve(table: str, key: str) -> models.Model | None:
    """The record behind a reference; None when it or its table is gone."""
    return resolve_all([(table, key)]).get((table, key))


def resolve_all(references: Iterable[Reference]) -> dict[Reference, models.Model]:
    """Records behind references, one query per table; those that are gone are left out."""
    keys: dict[str, set[str]] = {}
    for table, key in references:
        keys.setdefault(table, set()).add(key)
    found = {}
    for table, wanted in keys.items():
        model = models_by_table().get(table)
        if model is not None:
            rows = model._base_manager.in_bulk(wanted)
            found |= {(table, str(key)): row for key, row in rows.items()}
    return found


def label(table: str, subject: models.Model | None) -> str:
    """What a page calls the subject: its kind and its own name."""
    return f"{table_label(table)} {subject}" if subject is not None else table_label(table)


def is_visible(user, table: str, key: str) -> bool:
    """Whether this person may know of the record: by its manager's `visible_to`, else not."""
    rows = _visible_rows(user, table)
    return rows is not None and rows.filter(pk=key).exists()


def visible_q(user, tables: Iterable[str]) -> Q:
    """Condition on `subject_table` and `subject_key` for records this person may know of."""
    condition = Q(pk__in=())
    for table in tables:
        rows = _visible_rows(user, table)
        if rows is not None:
            keys = rows.order_by().values_list(Cast("pk", CharField()))
            condition |= Q(subject_table=table, subject_key__in=keys)
    return condition


def _visible_rows(user, table: str) -> models.QuerySet | None:
    model = models_by_table().get(table)
    manager = getattr(model, "objects", None)
    return manager.visible_to(user) if hasattr(manager, "visible_to") else None
