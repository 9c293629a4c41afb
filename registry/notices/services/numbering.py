"""文号 of the letters of an edition, all at once; of a notice or an edition, filled in later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.documents import services as documents
from ipcontact.documents.models import NumberSeries, OfficialDocument
from ipcontact.documents.rules import NumberRange
from ipcontact.ui.errors import RuleViolation
from registry.notices.choices import NoticeAction
from registry.notices.letters import letters_of, refuse_changed
from registry.notices.models import PublicNotice
from registry.notices.services.steps import CODES, locked, refuse_by
from registry.roster.models import RosterEdition
from registry.roster.services import edition_for_number, number_edition

if TYPE_CHECKING:
    from ipcontact.accounts.models import User


def letters_to_number(notice: PublicNotice, edition: RosterEdition) -> list[OfficialDocument]:
    """Letters of an edition that are 待编号, in the order of its list; those that have a number
    keep it."""
    rows = [row for row in letters_of(notice) if row.item.announcement.edition == edition]
    found = [row.document for row in rows if row.document is not None]
    return [row for row in found if not row.document_no]


def range_for_letters(
    notice: PublicNotice,
    edition: RosterEdition,
    *,
    today: date,
    series: NumberSeries | None = None,
    first: str = "",
) -> NumberRange:
    """The numbers that the letters of an edition would get now; nothing is written.

    Raises: RuleViolation as `documents.number_range`.
    """
    count = len(letters_to_number(notice, edition))
    return documents.number_range(count, today=today, series=series, first=first)


def number_letters(
    notice: PublicNotice,
    edition: RosterEdition,
    *,
    by: User,
    today: date,
    series: NumberSeries | None = None,
    first: str = "",
    shown: str = "",
    mark: str = "",
) -> NumberRange:
    """编文号 for all letters of an edition, in the order of its list: all of them or none.

    Args: series: lent to the system, or `first`: what the office's register gave the first letter;
        shown: the range as the person saw it; mark: of the letters shown (`letters.mark_of`).
    Raises: RuleViolation `stale`, `range_moved`, `number_taken`, `number_odd`, `number_lent`,
        `series_closed`, `nothing_to_number`, `wrong_state`, `wrong_actor`.
    """
    action = NoticeAction.NUMBER_LETTERS
    with act(action.label, by=by):
        current = locked(notice)
        refuse_by(current, action, by=by, today=today)
        rows = letters_to_number(current, edition)
        refuse_changed(rows, mark)
        how = {"series": series, "first": first, "shown": shown}
        found = documents.number_all(rows, by=by, today=today, **how)
        words = f"编告知函文号，{found.count}份：{found.words}"
        record(current, code=CODES[action], action=words[:60], by=by, today=today)
    return found


def number_paper(
    notice: PublicNotice,
    *,
    edition: RosterEdition | None = None,
    document_no: str = "",
    series: NumberSeries | None = None,
    accept_warnings: bool = False,
    by: User,
    today: date,
    version: int | None = None,
) -> str:
    """补填文号 of a published notice, or of an edition announced from it: typed as the office's
    register gave it, or drawn from a series lent to the system. One that stands is not changed.

    Returns: the number.
    Raises: RuleViolation `already_numbered`, `number_missing`, `number_odd`, `number_lent`,
        `series_closed`, `wrong_state`, `wrong_actor`, `stale`.
    """
    action = NoticeAction.NUMBER
    with act(action.label, by=by):
        current = locked(notice)
        refuse_by(current, action, by=by, today=today, version=version)
        bearer = current if edition is None else edition_for_number(edition)
        if bearer.document_no:
            raise RuleViolation(
                "already_numbered", f"已有文号{bearer.document_no}，不能再改。请刷新页面核对。"
            )
        if series is not None:
            number = documents.next_number(series, today=today)
        else:
            how = {"by": by, "today": today, "accept_warnings": accept_warnings}
            number = documents.typed_number(document_no, **how)
        if not number:
            raise RuleViolation("number_missing", "请填写文号，或者选择文号系列。")
        if edition is None:
            paper = "公示"
            store(current, document_no=number)
        else:
            paper = "公布通知"
            number_edition(bearer, document_no=number, by=by)
            store(current)
        words = f"{paper}文号：{number}"[:60]
        record(current, code=CODES[action], action=words, by=by, today=today)
    return number


def numbers_starting(start: str) -> Iterator[tuple[str, str]]:
    """文号 of notices and editions that begin so, for the room of documents. What is not public
    is not named."""
    editions = RosterEdition.objects.filter(document_no__startswith=start)
    for row in editions.order_by("document_no"):
        yield row.document_no, f"名录“{row}”"
    for row in PublicNotice.objects.filter(document_no__startswith=start).order_by("document_no"):
        yield row.document_no, f"公示“{row}”" if row.published_on else "一份还没有发布的公示"
