"""Columns of lists, and the table that draws them with our own template."""

from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet

from ipcontact.ui import drawing
from ipcontact.ui.templatetags import ui as pieces


class Column(tables.Column):
    """A plain column. Args: drop: may go where the page is narrow."""

    css = ""
    row_header = False

    def __init__(self, *args, drop: bool = False, **kwargs) -> None:
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)
        self.drop = drop

    @property
    def css_class(self) -> str:
        return f"{self.css} {'drop' if self.drop else ''}".strip()


class NameColumn(Column):
    """The row's own name: heads the row and links to the record."""

    css = "name"
    row_header = True

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("linkify", True)
        super().__init__(*args, **kwargs)


class CodeColumn(Column):
    """A credit code or number, grouped for reading, copied without gaps."""

    def render(self, value: str):
        return pieces.code(value)


class DateColumn(Column):
    """A day."""

    css = "nowrap"

    def render(self, value):
        return pieces.day(value)


class NumberColumn(Column):
    """A whole number, right-aligned."""

    css = "num"

    def render(self, value):
        return pieces.number(value)


class StateColumn(Column):
    """A state in words. Args: tones: stored value -> idle, go, warn, ok or bad."""

    def __init__(self, *args, tones: dict[str, str] | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.tones = tones or {}

    def render(self, value, bound_column, record):
        stored = bound_column.accessor.resolve(record)
        return pieces.state(value, self.tones.get(stored, "idle"))


class Table(tables.Table):
    """A list's table.

    Class attributes besides the columns:
        usual: names of the columns shown until somebody chooses (default: all).
        fixed: names that cannot be taken away (default: the row header).
        pick: name of the record's attribute that bulk actions post, or nothing for no boxes.
    """

    usual: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    pick: str = ""

    class Meta:
        template_name = "ui/table.html"

    def __init__(self, data: Any, *, shown: list[str] | None = None, picks: bool = False, **kwargs):
        names = list(self.base_columns)
        kept = self.kept(shown)
        kwargs.setdefault("exclude", [name for name in names if name not in kept])
        super().__init__(data=data, **kwargs)
        self.picks = bool(picks and self.pick)
        if isinstance(data, QuerySet):
            rows = self.data.data  # a last key, so that no row appears on two pages
            keys = rows.query.order_by or rows.model._meta.ordering
            is_down = bool(keys) and str(keys[-1]).startswith("-")  # an index runs both ways
            self.data.data = rows.order_by(*keys, "-pk" if is_down else "pk")

    @classmethod
    def kept(cls, shown: list[str] | None) -> list[str]:
        """Names of the columns to show, in their own order; unknown names count for nothing."""
        names = list(cls.base_columns)
        fixed = set(cls.fixed) or {n for n, c in cls.base_columns.items() if _heads_row(c)}
        wanted = set(shown or ()) & set(names) or set(cls.usual or names)
        return [name for name in names if name in wanted | fixed]

    @classmethod
    def choices(cls, shown: list[str]) -> list[tuple[str, str, bool, bool]]:
        """For the column menu: name, label, whether shown, whether it must stay."""
        kept = cls.kept(shown)
        fixed = set(cls.fixed) or {n for n, c in cls.base_columns.items() if _heads_row(c)}
        return [
            (name, column.verbose_name or name, name in kept, name in fixed)
            for name, column in cls.base_columns.items()
        ]

    @property
    def body(self):
        """The rows of the page as HTML."""
        return drawing.body(self, self.marked_rows)

    @property
    def marked_rows(self):
        """Rows of the page with the value their box posts."""
        page = getattr(self, "page", None)
        for row in page.object_list if page else self.rows:
            yield row, (getattr(row.record, self.pick) if self.picks else "")


def _heads_row(column: tables.Column) -> bool:
    return getattr(column, "row_header", False)
