"""Turning raw cells into clean values, and judging cells of key columns."""

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from ipcontact.text.rules import clean_text, parse_date

from .table import Column

EXACT_NUMBER = 10**11  # from twelve digits on Excel shows and may keep a number inexactly

# Characters that cleaning leaves as they are; most cells have no others.
_PLAIN = re.compile(
    r"[!-~一-鿿（），；：！？。、《》“”·]+(?: [!-~一-鿿（），；：！？。、《》“”·]+)*"
)
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?E[+]?\d{2,}", re.IGNORECASE)


def clean(cell: Any, kind: str) -> Any:
    """Value of a cell: cleaned text, int or float, date; an empty or uncomputed cell is ""."""
    if isinstance(cell, str):
        return _clean_string(cell, kind)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        if cell.is_integer():
            cell = int(cell)
        elif not math.isfinite(cell):
            return ""
    elif isinstance(cell, datetime):
        return cell.date()
    elif isinstance(cell, time | timedelta):
        return str(cell)
    if kind == "date" and not isinstance(cell, date):
        return parse_date(cell) or cell
    return cell


def _clean_string(cell: str, kind: str) -> Any:
    if kind == "verbatim":
        return cell
    if kind == "date":
        return _date_or_text(cell)
    if not cell or _PLAIN.fullmatch(cell):
        return cell
    return clean_text(cell, lines=kind == "lines")


@lru_cache(maxsize=20_000)
def _date_or_text(cell: str) -> Any:
    return parse_date(cell) or clean_text(cell)


def judge_key(cell: Any, column: Column) -> tuple[Any, str]:
    """Value of a cell in a key column and what is wrong with it ("" when nothing).

    A long number is never turned back into a code: digits may already be lost.
    """
    if isinstance(cell, bool | datetime | date | time | timedelta):
        return "", "这一格被 Excel 存成了日期或逻辑值。请把整列设为“文本”格式，重新填写"
    if isinstance(cell, int | float):
        if abs(cell) >= EXACT_NUMBER or not float(cell).is_integer():
            return "", (
                "这一格以数字形式存放，可能已经丢失末位。"
                "请把整列设为“文本”格式，按证照重新填写，不要只改格式"
            )
        return str(int(cell)), ""
    value = _clean_string(cell, column.kind)
    if _SCIENTIFIC.fullmatch(value):
        return "", "这是科学计数法的数字，原来的代码已丢失。请把整列设为“文本”格式，按证照重新填写"
    return value, ""


def shown(cell: Any) -> str:
    """A raw cell as a message shows it."""
    if isinstance(cell, float) and abs(cell) >= EXACT_NUMBER:
        return f"{cell:.5E}"
    return clean_text(cell)[:200]


def has_invisible(cell: Any) -> bool:
    """Whether a text holds zero-width, bidi or control characters (line breaks do not count)."""
    return (
        isinstance(cell, str)
        and not _PLAIN.fullmatch(cell)
        and any(unicodedata.category(c) in ("Cf", "Cc") and c not in "\t\r\n" for c in cell)
    )
