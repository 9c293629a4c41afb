"""What the public list shows: heads that sort, rows ready to print."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

from django.urls import reverse
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
    '<td class="nowrap" data-label="单位类型"><span>{}</span></td>'
    '<td data-label="入库条款"><span>{}</span></td>'
    '<td data-label="所属区域"><span>{}</span></td>{}'
    '<td data-label="列入日期"><time datetime="{}">{}</time></td></tr>'
)
FORMER_NAME = '<br><span class="small mute">（原名{}）</span>'
PRESENT_NAME = '<br><span class="small mute">现用名称：{}</span>'
RECOMMENDED = '<td data-label="推荐单位"><span>{}</span></td>'
NOBODY = '<td class="blank"></td>'  # not shown where rows are folded
NO_CODE = '<span class="mute">无</span>'
NUMBER = "LX0"  # stands for a unit's number in the pattern of its address


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
    address = reverse("roster:unit", args=[NUMBER])
    shown = _name_of_today if selection.asked.is_today else _name_of_the_day
    rows = (_row(address.replace(NUMBER, item[0]), read(item), shown, item[-1]) for item in stored)
    return mark_safe("\n".join(rows))  # noqa: S308  every value is escaped in _row


def _name_of_today(words: RosterRow, former: str) -> tuple[str, str]:
    """The present name; after a renaming with the old one, until the paper after the next."""
    if words.present_name:
        return escape(words.present_name), FORMER_NAME.format(escape(words.name))
    return escape(words.name), FORMER_NAME.format(escape(former)) if former else ""


def _name_of_the_day(words: RosterRow, former: str) -> tuple[str, str]:
    """The name as it was printed, beside it the present one."""
    note = FORMER_NAME.format(escape(former)) if former else ""
    present = PRESENT_NAME.format(escape(words.present_name)) if words.present_name else ""
    return escape(words.name), note + present


def _row(
    address: str,
    words: RosterRow,
    shown: Callable[[RosterRow, str], tuple[str, str]],
    former: str,
) -> str:
    since = words.listed_on.isoformat() if words.listed_on else ""
    name, note = shown(words, former)
    return ROW.format(
        escape(address),
        name,
        note,
        _code(words.credit_code),
        escape(words.unit_kind),
        escape(words.criteria),
        escape(words.region),
        RECOMMENDED.format(escape(words.recommended_by)) if words.recommended_by else NOBODY,
        since,
        since,
    )


def _code(code: str) -> str:
    parts = grouped(code)
    if not parts:
        return NO_CODE
    spans = "".join(f"<span>{escape(part)}</span>" for part in parts)
    return f'<span class="code">{spans}</span>'


def grouped(code: str) -> tuple[str, ...]:
    """A credit code in groups for the eye; anything else stays whole."""
    if not code:
        return ()
    return group_credit_code(code) if len(code) == CODE_LENGTH else (code,)
