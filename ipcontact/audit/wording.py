"""Row changes in words: verbose names for columns, labels for choices, names for keys."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.fields.ranges import RangeField
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from ipcontact.audit.rules import CONCEALED

EMPTY = "无"
LONGEST = 120
# Columns that say nothing to a reader beside the change itself: counters and search keys.
SILENT = frozenset({"version", "pinyin"})


@cache
def models_by_table() -> dict[str, type[models.Model]]:
    """Every table of the project and its model."""
    found = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in found}


def table_label(table_name: str) -> str:
    """What a row of the table is called; the table's own name when its model is gone."""
    model = models_by_table().get(table_name)
    return str(model._meta.verbose_name) if model else table_name


def field_of(table_name: str, column: str) -> models.Field | None:
    """The field behind a column, or None when model or field are gone."""
    model = models_by_table().get(table_name)
    if model is None:
        return None
    return next((f for f in model._meta.concrete_fields if f.column == column), None)


def is_silent(field: models.Field | None, column: str) -> bool:
    """Whether a column is left out of sentences: keys and bookkeeping of the row."""
    if column in SILENT:
        return True
    if field is None:
        return False
    return field.primary_key or getattr(field, "auto_now", False) or _is_creation_time(field)


def _is_creation_time(field: models.Field) -> bool:
    return getattr(field, "auto_now_add", False)


class Names:
    """Names behind foreign keys, looked up once per related model for a whole page."""

    def __init__(self) -> None:
        self._wanted: dict[type[models.Model], set[Any]] = {}
        self._found: dict[type[models.Model], dict[str, str]] = {}

    def want(self, field: models.Field | None, value: Any) -> None:
        """Remember a key that a sentence will show."""
        if isinstance(field, models.ForeignKey) and value not in (None, CONCEALED):
            self._wanted.setdefault(field.related_model, set()).add(value)

    def fetch(self) -> None:
        """Look all remembered keys up: one query per model."""
        for model, keys in self._wanted.items():
            rows = model._base_manager.in_bulk(keys)
            self._found[model] = {str(key): str(row) for key, row in rows.items()}

    def of(self, field: models.ForeignKey, value: Any) -> str:
        """The name of the row behind a key, or the key when the row is gone."""
        return self._found.get(field.related_model, {}).get(str(value), f"编号{value}")


def value_words(field: models.Field | None, value: Any, names: Names | None = None) -> str:
    """A stored JSON value as a reader knows it.

    Args:
        field: the field of the column, None when unknown.
        value: what ``to_jsonb`` made of it.
        names: names behind foreign keys; without them keys are shown as numbers.
    Returns:
        plain text of at most 120 characters; 无 for nothing.
    """
    if value is None or value in ("", [], {}):
        return EMPTY
    if value == CONCEALED:
        return CONCEALED
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(field, models.ForeignKey):
        return (names or Names()).of(field, value)
    if isinstance(value, list) and isinstance(value[0], dict):
        return f"{len(value)} 行"
    if isinstance(value, list):
        base = field.base_field if isinstance(field, ArrayField) else None
        return _short("、".join(value_words(base, item, names) for item in value))
    if field is not None and field.flatchoices:
        labels = {str(key): str(label) for key, label in field.flatchoices}
        return labels.get(str(value), str(value))
    if isinstance(value, dict):
        return _short(json.dumps(value, ensure_ascii=False))
    return _short(_moment_words(field, str(value)))


def _moment_words(field: models.Field | None, text: str) -> str:
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(text)
        return _local(moment) if moment else text
    if isinstance(field, RangeField):
        return _period_words(text)
    return text


def _local(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def _period_words(text: str) -> str:
    start, _, end = text.strip("[]()").partition(",")
    first, last = _day(start), _day(end)
    if last and text.endswith(")"):
        last -= timedelta(days=1)
    if first and last:
        return f"{first}至{last}"
    if first:
        return f"{first}起"
    return f"至{last}" if last else text


def _day(text: str) -> date | None:
    try:
        return parse_date(text.strip('"'))
    except ValueError:
        return None


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def table_choices(tables: Iterable[str]) -> list[tuple[str, str]]:
    """Tables with their labels, for a choice field, in the order of the labels."""
    return sorted(((name, table_label(name)) for name in tables), key=lambda pair: pair[1])
