"""Triggers for ``Meta.triggers``: row history and rows that must not change.

The work is done by three database functions of migration 0001; the triggers only name them and
pass the columns, so that a hundred audited tables share one piece of SQL.
"""

from collections.abc import Sequence

import pgtrigger
from django.db import models

from ipcontact.audit.rules import ALWAYS_PERSONAL


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _columns(model: type[models.Model], names: Sequence[str]) -> list[str]:
    return [model._meta.get_field(name).column for name in names]


class _SharedFunctionTrigger(pgtrigger.Trigger):
    """A trigger that runs a function of the schema in place of one of its own."""

    function = ""
    func = "RETURN NULL;"

    def arguments(self, model: type[models.Model]) -> list[str]:
        return []

    def render_execute(self, model: type[models.Model]) -> str:
        return f"{self.function}({', '.join(map(_literal, self.arguments(model)))})"


class _HistoryTrigger(_SharedFunctionTrigger):
    when = pgtrigger.After

    def __init__(self, *, personal: Sequence[str], ignored: Sequence[str], **kwargs) -> None:
        self.personal = tuple(personal)
        self.ignored = tuple(ignored)
        super().__init__(**kwargs)

    def arguments(self, model: type[models.Model]) -> list[str]:
        own = {field.column for field in model._meta.local_concrete_fields}
        personal = [*_columns(model, self.personal), *(c for c in ALWAYS_PERSONAL if c in own)]
        lists = (sorted(set(personal)), _columns(model, self.ignored))
        return [model._meta.pk.column, *("{" + ",".join(names) + "}" for names in lists)]


class _InsertHistory(_HistoryTrigger):
    """Once per statement: a bulk insert of 20,000 rows is one set operation."""

    function = "audit_write_inserted"
    level = pgtrigger.Statement
    operation = pgtrigger.Insert
    referencing = pgtrigger.Referencing(new="new_rows")


class _ChangeHistory(_HistoryTrigger):
    """Once per updated or deleted row."""

    function = "audit_write_changed"
    operation = pgtrigger.Update | pgtrigger.Delete


class _Immutable(_SharedFunctionTrigger):
    function = "audit_refuse_change"
    when = pgtrigger.Before

    def __init__(self, *, fields: Sequence[str], **kwargs) -> None:
        self.fields = tuple(fields)
        super().__init__(**kwargs)

    def arguments(self, model: type[models.Model]) -> list[str]:
        return _columns(model, self.fields)


def audited(personal: Sequence[str] = (), ignored: Sequence[str] = ()) -> list[pgtrigger.Trigger]:
    """Row history for a model: ``triggers = audited(personal=("mobile",))`` in its Meta.

    Every insert, update and delete of a row, also by bulk operations and plain SQL, writes one
    ``Change``. For a many-to-many table: ``pgtrigger.register(*audited())(Model.field.through)``
    in ``ready()``.

    Args:
        personal: fields of persons (mobile, e-mail, …): noted as changed, never with a value.
        ignored: fields that tell nothing (search keys, ``last_login``): not noted at all; an
            update of nothing else writes no row.
    Returns:
        two triggers.
    """
    arguments = {"personal": personal, "ignored": ignored}
    return [
        _InsertHistory(name="history_insert", **arguments),
        _ChangeHistory(name="history_change", **arguments),
    ]


def immutable(fields: Sequence[str] = ()) -> list[pgtrigger.Trigger]:
    """Rows, or some of their fields, that the database itself refuses to change.

    Args:
        fields: fields that keep their first value; without any, the row can be neither
            updated nor deleted. TRUNCATE is left alone.
    Returns:
        one trigger; a refused statement raises ``django.db.IntegrityError``.
    """
    operation = pgtrigger.Update if fields else pgtrigger.Update | pgtrigger.Delete
    return [_Immutable(name="immutable", fields=fields, operation=operation)]
