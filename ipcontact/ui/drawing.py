"""Rows of tables and choices of filters as HTML, written in one go: templates take too long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django_tables2 import Column, ManyToManyColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import signature


def body(table, rows) -> SafeString:
    """The rows of a page as `<tr>`; nothing when there are none.

    Args: table: a bound table of ours; rows: pairs of a row and the value its box posts.
    """
    cells = [(_cell(table, column), *_frame(column)) for column in table.columns]
    lines = []
    for row, pick in rows:
        drawn = "".join(_drawn(_escaped(draw(row)), *frame) for draw, *frame in cells)
        lines.append(f"\n  <tr>{_box(row, pick) if table.picks else ''}{drawn}</tr>")
    return mark_safe("".join(lines))  # noqa: S308  every cell is escaped above


def _drawn(content: str, before: str, after: str, blank: str) -> str:
    return f"{before}{content}{after}" if content else blank


def _escaped(content: Any) -> str:
    return content if isinstance(content, SafeString) else escape(str(content))


def _cell(table, column) -> Callable[[BoundRow], Any]:
    """What draws the cells of a column, as `BoundRow.get_cell` does.

    What the column wants to know and where its value lies is looked up once, not for every cell.
    """
    names, everything = signature(column.render)
    empty, default = column.column.empty_values, column.default
    read = _reader(table, column)
    plain = type(column.column).render is Column.render and not hasattr(
        table, f"render_{column.name}"
    )

    def draw(row: BoundRow) -> Any:
        value = read(row.record)
        if value in empty:
            return default
        if plain and not column.link:
            return value
        known = row._optional_cell_arguments(column, value)
        wanted = known if everything else {name: known[name] for name in names}
        content = column.render(**wanted)
        return column.link(content, **known) if column.link else content

    return draw if read else lambda row: row.get_cell(column.name)


def _reader(table, column) -> Callable[[Any], Any] | None:
    """A function from a record to the column's value, choices in words; None for odd columns."""
    model = getattr(table.data, "model", None)
    if model is None or not column.accessor or isinstance(column.column, ManyToManyColumn):
        return None
    *steps, last = column.accessor.split(column.accessor.SEPARATOR)
    if _has_choices(model, steps, last):
        last = f"get_{last}_display"

    def read(record: Any) -> Any:
        value = record
        for name in (*steps, last):
            value = getattr(value, name, None)
        return value() if callable(value) else value

    return read


def _has_choices(model: type[Model], steps: list[str], last: str) -> bool:
    try:
        for step in steps:
            model = model._meta.get_field(step).related_model
        field = model._meta.get_field(last)
    except (FieldDoesNotExist, AttributeError):  # a property or a method on the way
        return False
    return bool(getattr(field, "choices", None)) and hasattr(model, f"get_{last}_display")


def _frame(column) -> tuple[str, str, str]:
    """What stands before and after a cell's content, and the cell that has none."""
    if getattr(column.column, "row_header", False):
        return '<th scope="row">', "</th>", '<th scope="row"></th>'
    css = escape(getattr(column.column, "css_class", ""))
    klass = f' class="{css}"' if css else ""
    label = _escaped(column.header)
    blank = f'<td class="{css} blank"></td>' if css else '<td class="blank"></td>'
    return f'<td data-label="{label}"{klass}><span>', "</span></td>", blank


def _box(row, pick: Any) -> SafeString:
    return format_html(
        '<td class="pick lead"><input type="checkbox" name="pick" value="{}" '
        'aria-label="选中{}"></td>',
        pick,
        row.record,
    )


def select(bound: forms.BoundField, attrs: dict[str, str]) -> SafeString | None:
    """A drop-down as the widget itself would draw it; None when it is something else.

    Choices are read once: they may be a query.
    """
    widget = bound.field.widget
    if type(widget).__name__ != "Select":
        return None
    choices = _choices(bound.field)
    if any(isinstance(label, list | tuple) for _, label in choices):  # groups
        return None
    chosen = {str(value) for value in widget.format_value(bound.value())}
    own = {"name": bound.html_name, **bound.build_widget_attrs(attrs), "id": bound.auto_id}
    options = "".join(_options(choices, chosen))
    return mark_safe(f"<select{flatatt(own)}>{options}</select>")  # noqa: S308  escaped piece by piece


def text_box(bound: forms.BoundField, attrs: dict[str, str]) -> SafeString | None:
    """A box for one line as the widget itself would draw it; None when it is something else."""
    widget = bound.field.widget
    if type(widget) is not forms.TextInput:
        return None
    given = {"id": bound.auto_id, **bound.build_widget_attrs(attrs)}
    drawn = widget.get_context(bound.html_name, bound.value(), given)["widget"]
    value = {} if drawn["value"] is None else {"value": drawn["value"]}
    own = {"type": drawn["type"], "name": drawn["name"], **value, **drawn["attrs"]}
    return mark_safe(f"<input{flatatt(own)}>")  # noqa: S308  escaped by flatatt


def radios(bound: forms.BoundField) -> SafeString:
    """The choices of a field in one line, each a radio button before its words."""
    chosen = str(bound.value() or "")
    return format_html_join(
        "",
        '<label for="{1}"><input type="radio" name="{0}" value="{2}" id="{1}"{3}> {4}</label>',
        (
            (bound.html_name, f"{bound.auto_id}_{place}", value, _mark(value, chosen), label)
            for place, (value, label) in enumerate(bound.field.choices)
        ),
    )


def _mark(value: str, chosen: str) -> SafeString:
    return mark_safe(" checked" if str(value) == chosen else "")  # noqa: S308  our own word


def _choices(field: forms.Field) -> list[tuple]:
    """The choices of a field; rows of a table in one plain query, without count and cursor."""
    if not isinstance(field, forms.ModelChoiceField):
        return list(field.widget.choices)
    empty = [] if field.empty_label is None else [("", field.empty_label)]
    rows = [(field.prepare_value(row), field.label_from_instance(row)) for row in field.queryset]
    return empty + rows


def _options(choices: list[tuple], chosen: set[str]) -> Iterator[str]:
    for value, label in choices:
        key = "" if value is None else str(value)
        mark = " selected" if key in chosen else ""
        yield f'<option value="{escape(key)}"{mark}>{_escaped(label)}</option>'
