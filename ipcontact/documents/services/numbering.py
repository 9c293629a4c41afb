"""文号: typed in from the office's own register, or drawn from a series lent to the system."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Max

from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.documents.choices import DocumentAction
from ipcontact.documents.holders import bearer_of, numbers_from
from ipcontact.documents.models import NumberSeries, OfficialDocument
from ipcontact.documents.rules import is_of_series, number_of, number_warnings, range_from
from ipcontact.documents.services.steps import PREFIX, locked, refuse_by
from ipcontact.text.rules import clean_text
from ipcontact.ui.errors import RuleViolation

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

NUMBERED = f"{PREFIX}number"


def write_number(
    document: OfficialDocument,
    *,
    document_no: str,
    by: User,
    today: date,
    accept_warnings: bool = False,
    version: int | None = None,
) -> OfficialDocument:
    """Enter the number the office's register gave; empty makes it 待编号 again.

    Args: accept_warnings: the person has read what is odd about it and keeps it.
    Raises: RuleViolation `number_odd` with every oddity, `wrong_state`, `wrong_actor`,
        `number_fixed`, `number_sent`, `number_lent`, `stale`.
    """
    document_no = clean_number(document_no)
    with act("填写文号", by=by):
        current = locked(document, version)
        refuse_by(current, DocumentAction.NUMBER, by=by, today=today)
        if document_no == current.document_no:
            return current
        _refuse_odd(current, document_no, by=by, today=today, is_accepted=accept_warnings)
        store(current, document_no=document_no)
        words = f"文号：{document_no}" if document_no else "文号改为待编号"
        record(current, code=NUMBERED, action=words[:60], by=by, today=today)
    return current


def typed_number(document_no: str, *, by: User, today: date, accept_warnings: bool = False) -> str:
    """A number typed for a record of another room (`holders`), judged as that of a document.

    Called inside the act that writes it. Returns: the number, freed of spaces; empty stays so.
    Raises: RuleViolation `number_odd`, `number_lent`.
    """
    document_no = clean_number(document_no)
    if document_no:
        _refuse_odd(None, document_no, by=by, today=today, is_accepted=accept_warnings)
    return document_no


def _refuse_odd(
    document: OfficialDocument | None,
    document_no: str,
    *,
    by: User,
    today: date,
    is_accepted: bool,
) -> None:
    one_at_a_time()
    refuse_lent(document_no)
    warnings = number_problems(document, document_no, by=by, today=today)
    if warnings and not is_accepted:
        raise RuleViolation(
            "number_odd", f"请核对文号：{''.join(warnings)}确认无误的，请勾选“文号无误”后保存。"
        )


def number_problems(
    document: OfficialDocument | None, document_no: str, *, by: User, today: date
) -> list[str]:
    """What is odd about a typed number: its form, or another paper that has it.

    One that this person may not know of is not named.
    Args: document: that gets it; None when a record of another room does.
    """
    if not document_no:
        return []
    others = OfficialDocument.objects.filter(document_no=document_no)
    if document is not None:
        others = others.exclude(pk=document.pk)
    used_by = bearer_of(document_no)
    if others.exists():
        known = others.visible_to(by).first()
        used_by = f"“{known.title}”" if known else "另一份文书"
    return number_warnings(document_no, today=today, used_by=used_by)


def refuse_taken_since(document_no: str, *, was_shared: bool) -> None:
    """A number judged when a decision on paper was entered, asked again when another confirms it:
    somebody may have used it meanwhile, or its 代字 may have been lent.

    In the transaction that writes it `one_at_a_time` goes before.
    Args: was_shared: another paper had it at the entry already, which was read and kept.
    Raises: RuleViolation `number_lent`, `number_taken`.
    """
    if not document_no:
        return
    refuse_lent(document_no)
    used_by = borne_by(document_no)
    if used_by and not was_shared:
        raise RuleViolation(
            "number_taken",
            f"文号{document_no}在登记之后已由{used_by}使用，不能再用。请与办公室的文号登记核对："
            "对方填错的，请其改正后再确认；登记填错的，请退回登记，改正文号后重新登记。",
        )


def borne_by(document_no: str) -> str:
    """What to call the record that has this number, without naming a document; empty when none
    has."""
    documents = OfficialDocument.objects.filter(document_no=document_no)
    return bearer_of(document_no) or ("另一份文书" if documents.exists() else "")


def clean_number(document_no: str) -> str:
    """A number as typed, freed of spaces."""
    return "".join(clean_text(document_no).split())[:60]


def refuse_closed(series: NumberSeries) -> None:
    """Raises: RuleViolation `series_closed`."""
    if not series.is_open:
        raise RuleViolation("series_closed", f"文号系列“{series}”已停用，请另选或手工填写文号。")


def refuse_lent(document_no: str) -> None:
    """A 代字 lent to this system is numbered by it alone; a typed number would leave a gap. Once
    the series is closed the office's register numbers it again.

    Raises: RuleViolation `number_lent`.
    """
    for series in NumberSeries.objects.filter(is_open=True):
        if is_of_series(document_no, series.prefix):
            raise RuleViolation(
                "number_lent", f"“{series.prefix}”由本系统编号，请选择该系列取号，不要手工填写。"
            )


def draw_number(
    document: OfficialDocument,
    *,
    series: NumberSeries,
    by: User,
    today: date,
    version: int | None = None,
) -> OfficialDocument:
    """The next number of a series: the series is locked, so that two never get the same and none
    is left out. It stays with the document, also when that is voided.

    Raises: RuleViolation `series_closed`, `number_fixed`, `number_sent`, `wrong_state`,
        `wrong_actor`, `stale`.
    """
    with act("编文号", by=by):
        current = locked(document, version)
        refuse_by(current, DocumentAction.NUMBER, by=by, today=today)
        lent, serial, document_no = _next_of(series, today.year)
        store(
            current,
            series=lent,
            number_year=today.year,
            serial=serial,
            document_no=document_no,
        )
        words = f"编文号：{current.document_no}"
        record(current, code=NUMBERED, action=words[:60], by=by, today=today)
    return current


def next_number(series: NumberSeries, *, today: date) -> str:
    """The next number of a series for a record of another room, which keeps it for good.

    Called inside the act that writes it. Raises: RuleViolation `series_closed`.
    """
    return _next_of(series, today.year)[2]


def _next_of(series: NumberSeries, year: int) -> tuple[NumberSeries, int, str]:
    lent = locked_series(series)
    refuse_closed(lent)
    serial = last_serial(lent, year) + 1
    return lent, serial, number_of(lent.prefix, year, serial)


def locked_series(series: NumberSeries) -> NumberSeries:
    """The series as it is now, for nobody else to draw from. It may have been opened again a moment
    ago, so whoever still types a number of it is waited for."""
    one_at_a_time()
    return NumberSeries.objects.select_for_update().get(pk=series.pk)


def last_serial(series: NumberSeries, year: int) -> int:
    """The highest number of a series in a year, on whichever record; 0 when there is none.

    One that was typed while the series was closed counts too: a series opened again goes on.
    """
    start = f"{series.prefix}〔{year}〕"
    documents = OfficialDocument.objects.all()
    last = documents.filter(series=series, number_year=year).aggregate(last=Max("serial"))["last"]
    typed = documents.filter(series=None, document_no__startswith=start)
    numbers = [*typed.values_list("document_no", flat=True), *(no for no, _ in numbers_from(start))]
    borne = (range_from(number, 1) for number in numbers)
    return max([last or 0, *(found.first for found in borne if found is not None)])


def one_at_a_time() -> None:
    """A number is compared with those there are: until the end of the transaction nobody else
    writes one, typed or drawn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ipcontact.documents.numbers'))")
