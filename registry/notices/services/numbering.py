"""文号 of the 入库告知函 of an edition, all at once: a range without gaps."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ipcontact.acts.services import record
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

    Raises: RuleViolation as `documents.number_range`; `number_taken` also by an edition or notice.
    """
    count = len(letters_to_number(notice, edition))
    found = documents.number_range(count, today=today, series=series, first=first)
    _refuse_published(found)
    return found


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
        _refuse_published(found)
        words = f"编告知函文号，{found.count}份：{found.words}"
        record(current, code=CODES[action], action=words[:60], by=by, today=today)
    return found


def _refuse_published(found: NumberRange) -> None:
    """公布通知 and 公示 take their number from the same register and keep it on their own row."""
    editions = RosterEdition.objects.filter(document_no__in=found.numbers)
    notices = PublicNotice.objects.filter(document_no__in=found.numbers)
    for kind, rows in (("名录", editions), ("公示", notices)):
        if (row := rows.order_by("document_no").first()) is not None:
            raise RuleViolation(
                "number_taken",
                f"{found.words}中，{row.document_no}已由{kind}“{row}”使用。"
                "请与办公室的文号登记核对，换一个起始文号。",
            )
