"""Filters of lists: read through a form, shown as chips, harmless whatever is typed."""

from dataclasses import dataclass

import django_filters
from django import forms
from django.http import QueryDict

LONGEST_VALUE = 200
MOST_VALUES = 50


@dataclass(frozen=True)
class Chip:
    """An active filter: what it says and the query string without it."""

    label: str
    value: str
    without: str


def clean_query(raw: QueryDict) -> QueryDict:
    """A copy no database can stumble over: no NUL, no lone surrogates, nothing endless."""
    clean = QueryDict(mutable=True)
    for name, values in raw.lists():
        kept = [_clean(value) for value in values[:MOST_VALUES]]
        clean.setlist(_clean(name), kept)
    return clean


def _clean(value: str) -> str:
    text = value.encode("utf-8", "ignore").decode("utf-8").replace("\x00", "")
    return text[:LONGEST_VALUE]


class FilterSet(django_filters.FilterSet):
    """Filters of a list page.

    Class attributes:
        primary: names shown in one row; the others fold under 更多筛选. Empty: all in the row.
    """

    primary: tuple[str, ...] = ()

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        return [self.form[name] for name in self.form.fields if self._is_primary(name)]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self.form[name] for name in self.form.fields if not self._is_primary(name)]

    def _is_primary(self, name: str) -> bool:
        return not self.primary or name in self.primary

    @property
    def is_more_used(self) -> bool:
        return any(self.data.get(field.html_name) for field in self.more_fields)

    @property
    def mistakes(self) -> list[str]:
        """What was ignored because it could not be understood, in words."""
        fields = self.form.fields
        return [
            f"{(name in fields and fields[name].label) or name}：{' '.join(messages)}"
            for name, messages in self.form.errors.items()
        ]

    def chips(self) -> list[Chip]:
        """Active filters, each with the address that takes it away."""
        found = []
        self.form.is_valid()
        for name, field in self.form.fields.items():
            if not self.form.cleaned_data.get(name):
                continue
            names = _parameters(self.form[name])
            typed = [(n, value) for n in names for value in self.data.getlist(n) if value]
            for parameter, value in typed:
                words = _words(field, value)
                found.append(Chip(str(field.label or name), words, self._without(parameter, value)))
        return found

    def _without(self, name: str, value: str) -> str:
        rest = self.data.copy()
        rest.setlist(name, [each for each in rest.getlist(name) if each != value])
        rest.pop("page", None)
        return f"?{rest.urlencode()}"


def _parameters(bound: forms.BoundField) -> list[str]:
    """Names a field has in the address: more than one for ranges."""
    widget = bound.field.widget
    suffixes = getattr(widget, "suffixes", None)
    if suffixes:
        return [f"{bound.html_name}_{suffix}" for suffix in suffixes]
    return [bound.html_name]


def _words(field: forms.Field, value: str) -> str:
    if isinstance(field, forms.ModelChoiceField):
        key = field.to_field_name or "pk"
        found = field.queryset.filter(**{key: value}).first()
        return field.label_from_instance(found) if found is not None else value
    choices = getattr(field, "choices", ())  # never measured: lists made on the spot have no length
    flat = {str(key): str(label) for key, label in choices if not isinstance(label, (list, tuple))}
    return flat.get(value, {"true": "是", "false": "否"}.get(value, value))
