"""What the public list shows: heads that sort, rows ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from ipcontact.text.credit_code import group_credit_code
from registry.roster.filters import Selection
from registry.roster.resources import PAGE_COLUMNS, RosterColumn, RosterRow, row_reader

CODE_LENGTH = 18


@dataclass(frozen=True)
class Head:
    """A column head; `url` sorts by it, `direction` says how it is sorted now."""

    column: RosterColumn
    url: str = ""
    direction: str = ""


ROW = (
    '<tr><th scope="row"><a href="{}">{}</a>{}</th><td data-label="信用代码">{}</td>'
    '<td data-label="单位类型"><span>{}</span></td><td data-label="入库条款"><span>{}</span></td>'
    '<td data-label="所属区域"><span>{}</span></td><td data-label="推荐单位"><span>{}</span></td>'
    '<td data-label="列入日期"><time datetime="{}">{}</time></td></tr>'
)
PRESENT_NAME = '<br><span class="small mute">现用名称：{}</span>'
NO_CODE = mark_safe('<span class="mute">无</span>')  # noqa: S308  a constant


def heads(selection: Selection) -> list[Head]:
    """Heads of the list for the present order."""
    return [_head(column, selection) for column in PAGE_COLUMNS]


def _head(column: RosterColumn, selection: Selection) -> Head:
    if not column.sort:
        return Head(column)
    next_sort = f"-{column.sort}" if selection.sort == column.sort else column.sort
    direction = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(selection.sort, "")
    return Head(column, selection.query(sort=next_sort, page=None), direction)


def shown_rows(stored: Iterable[tuple], selection: Selection) -> SafeString:
    """The rows of a page as HTML, written here and not in the template for speed.

    Args: stored: tuples of `resources.STORED`.
    """
    read = row_reader(selection.choices)
    return mark_safe("\n".join(_row(item[0], read(item)) for item in stored))  # noqa: S308  escaped by _row


def _row(public_no: str, words: RosterRow) -> SafeString:
    since = words.listed_on.isoformat() if words.listed_on else ""
    return format_html(
        ROW,
        reverse("roster:unit", args=[public_no]),
        words.name,
        format_html(PRESENT_NAME, words.present_name) if words.present_name else "",
        _code(words.credit_code),
        words.unit_kind,
        words.criteria,
        words.region,
        words.recommended_by,
        since,
        since,
    )


def _code(code: str) -> SafeString:
    parts = grouped(code)
    if not parts:
        return NO_CODE
    spans = format_html_join("", "<span>{}</span>", ((part,) for part in parts))
    return format_html('<span class="code">{}</span>', spans)


def grouped(code: str) -> tuple[str, ...]:
    """A credit code in groups for the eye; anything else stays whole."""
    if not code:
        return ()
    return group_credit_code(code) if len(code) == CODE_LENGTH else (code,)
