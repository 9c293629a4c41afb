"""文号 of many papers at once: a range without gaps, from a series or from a typed first number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.documents.choices import DocumentAction
from ipcontact.documents.holders import numbers_from
from ipcontact.documents.models import NumberSeries, OfficialDocument
from ipcontact.documents.rules import NumberRange, range_from
from ipcontact.documents.services.numbering import (
    NUMBERED,
    clean_number,
    last_serial,
    locked_series,
    one_at_a_time,
    refuse_closed,
    refuse_lent,
)
from ipcontact.documents.services.steps import locked, refuse_by
from ipcontact.ui.errors import RuleViolation

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

NAMED = 3  # colliding numbers named in a sentence


def number_range(
    count: int, *, today: date, series: NumberSeries | None = None, first: str = ""
) -> NumberRange:
    """The numbers that this many papers would get now.

    Args: series: lent to the system, or `first`: what the office's register gave the first paper.
    Raises: RuleViolation `nothing_to_number`, `series_closed`, `number_odd`, `number_lent`,
        `number_taken`.
    """
    if not count:
        raise RuleViolation("nothing_to_number", "没有待编号的文书，请刷新页面核对。")
    if series is not None:
        refuse_closed(series)
        start = last_serial(series, today.year) + 1
        found = NumberRange(series.prefix, today.year, start, count)
    else:
        found = _typed(first, count, today)
    _refuse_taken(found)
    return found


def number_all(
    documents: Sequence[OfficialDocument],
    *,
    by: User,
    today: date,
    series: NumberSeries | None = None,
    first: str = "",
    shown: str = "",
) -> NumberRange:
    """Give papers that have no number theirs, in their order: all or none.

    Papers are locked in the order of their keys, then all numbers and the series, as one paper's
    numbering does; so that two ranges never meet and no number is left out.

    Args: shown: the range in words, as the person saw it before; another one is refused.
    Raises: RuleViolation as `number_range`; `range_moved`, `already_numbered`, `wrong_state`,
        `wrong_actor`.
    """
    with act("编文号", by=by):
        held = {row.pk: locked(row) for row in sorted(documents, key=lambda row: row.pk)}
        for current in held.values():
            refuse_by(current, DocumentAction.NUMBER, by=by, today=today)
            if current.document_no:
                raise RuleViolation(
                    "already_numbered",
                    f"“{current.title}”已编文号{current.document_no}，请刷新页面核对后再办。",
                )
        if series is not None:
            series = locked_series(series)
        else:
            one_at_a_time()
        found = number_range(len(held), today=today, series=series, first=first)
        if shown and shown != found.words:
            raise RuleViolation(
                "range_moved", f"文号有变动，现在是{found.words}。请核对新的文号后再办。"
            )
        pairs = zip(documents, found.serials, found.numbers, strict=True)
        for document, serial, document_no in pairs:
            current = held[document.pk]
            drawn = {"series": series, "number_year": found.year, "serial": serial}
            store(current, document_no=document_no, **(drawn if series is not None else {}))
            record(current, code=NUMBERED, action=f"编文号：{document_no}"[:60], by=by, today=today)
    return found


def _typed(first: str, count: int, today: date) -> NumberRange:
    first = clean_number(first)
    found = range_from(first, count)
    if found is None:
        raise RuleViolation(
            "number_odd",
            f"“{first}”不能往下编号。请写全第一个文号，年份用六角括号，"
            f"例如“津滨市监知〔{today.year}〕12号”。",
        )
    if found.year > today.year:
        raise RuleViolation("number_odd", f"文号的年份是{found.year}，晚于今年，请核对。")
    refuse_lent(first)
    return found


def _refuse_taken(found: NumberRange) -> None:
    """A collision anywhere in the range refuses it whole; nothing is skipped."""
    numbers = found.numbers
    for number, words in numbers_from(f"{found.prefix}〔{found.year}〕"):
        if number in numbers:
            raise RuleViolation(
                "number_taken",
                f"{found.words}中，{number}已由{words}使用。"
                "请与办公室的文号登记核对，换一个起始文号。",
            )
    rows = OfficialDocument.objects.filter(document_no__in=numbers)
    taken = set(rows.values_list("document_no", flat=True))
    if taken:
        named = [number for number in numbers if number in taken]
        rest = f"等{len(named)}个" if len(named) > NAMED else ""
        raise RuleViolation(
            "number_taken",
            f"{found.words}中，{'、'.join(named[:NAMED])}{rest}已由其他文书使用。"
            "请与办公室的文号登记核对，换一个起始文号。",
        )
