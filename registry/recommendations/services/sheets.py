"""The verbs of a 推荐汇总表: upload, mend a line, import, drop. All or nothing, and only once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ipcontact.accounts.models import Agency
from ipcontact.audit.services import act
from ipcontact.sheets.reader import read_table
from ipcontact.sheets.table import Table
from ipcontact.text.credit_code import normalise_credit_code
from ipcontact.text.rules import clean_text
from ipcontact.ui.errors import RuleViolation
from registry.recommendations.access import DRAFT, NOT_RECOMMENDER, is_recommender, require_of
from registry.recommendations.choices import LineVerdict, SheetState
from registry.recommendations.examining import Examined, examine, sentence
from registry.recommendations.models import RecommendationSheet, SheetLine
from registry.recommendations.resources import COLUMNS, FILLABLE, MENDABLE, PERSONAL
from registry.recommendations.services.drafting import propose, wait_for_turn
from registry.recommendations.services.lines import new_line, row_of, table_of, write_findings
from registry.rounds.models import IntakeRound

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

MOST_LINES = 2_000
CHANGED = "预览之后有了变化，已按最新情况重新核对。请看过下面的结果后，再按一次导入。"


def upload(
    *,
    content: bytes,
    filename: str,
    agency: Agency,
    round: IntakeRound,
    by: User | None,
    today: date,
) -> RecommendationSheet:
    """Take a sheet in as the office wrote it and say what each line would become.

    Raises: SheetError when the file cannot be used; RuleViolation `not_recommender`;
        PermissionDenied.
    """
    _require(agency, by)
    table = read(content, filename)
    with act("上传推荐汇总表", by=by):
        examined = examine(table, table.rows, agency=agency, round=round, today=today)
        return _keep(content, examined, agency=agency, round=round, by=by)


def mend(
    line: SheetLine,
    *,
    cells: Mapping[str, str],
    is_confirmed: bool,
    by: User,
    today: date,
) -> SheetLine:
    """Correct a line on the page; the whole sheet is judged again, as lines can repeat each other.

    Args: cells: new texts by column; is_confirmed: the code was compared with the licence.
    Raises: RuleViolation `not_open`. PermissionDenied.
    """
    require_of(line.sheet.agency, DRAFT, by=by)
    with act("改正汇总表行", by=by):
        sheet = _locked(line.sheet)
        line = sheet.lines.select_for_update().get(pk=line.pk)
        if not line.can_be_mended:
            verdict = line.get_verdict_display()
            raise RuleViolation("not_open", f"这一行{verdict}，不需要改正。请刷新页面后再看。")
        known = {key: str(cells[key]) for key in MENDABLE if key in cells}
        line.persons = {**line.persons, **{k: v for k, v in known.items() if k in PERSONAL}}
        plain = {key: value for key, value in known.items() if key not in PERSONAL}
        earlier = line.mended.get("cells", {})
        line.mended = {"cells": {**earlier, **plain}, "is_confirmed": is_confirmed}
        line.save(update_fields=["persons", "mended"])
        _judge_again(sheet, today=today)
    line.refresh_from_db()
    return line


def fill(sheet: RecommendationSheet, *, cells: Mapping[str, str], by: User, today: date) -> int:
    """Put the same words into the empty cells of every line that is not imported yet.

    Args: cells: texts by column, of `FILLABLE`; an empty one fills nothing.
    Returns: how many lines were filled in; a second time none.
    Raises: RuleViolation `not_open`. PermissionDenied.
    """
    require_of(sheet.agency, DRAFT, by=by)
    known = {key: cells[key] for key in FILLABLE if cells.get(key)}
    with act("统一补填汇总表", by=by):
        sheet = _locked(sheet)
        filled = []
        for line in sheet.lines.select_for_update():
            gaps = {key: text for key, text in known.items() if not line.cells.get(key)}
            if gaps and line.can_be_mended:
                mended = {**line.mended.get("cells", {}), **gaps}
                line.mended = {**line.mended, "cells": mended}
                filled.append(line)
        SheetLine.objects.bulk_update(filled, ["mended"])
        _judge_again(sheet, today=today)
    return len(filled)


def import_ready(
    sheet: RecommendationSheet, *, by: User | None, now: datetime, today: date
) -> RecommendationSheet:
    """Draft a recommendation for every line that is ready, in one transaction.

    Lines mended afterwards can be imported by a further call; with nothing new it changes nothing.

    Raises: RuleViolation `changed` (other lines are ready than the page said), `nothing`,
        `not_open`, `round_closed`. PermissionDenied.
    """
    _require(sheet.agency, by)
    with act("导入推荐汇总表", by=by):
        wait_for_turn(sheet.agency, sheet.round)
        sheet = _locked(sheet)
        shown = set(sheet.lines.filter(verdict=LineVerdict.READY).values_list("number", flat=True))
        examined = _judge_again(sheet, today=today)
        is_as_shown = {each.line.number for each in examined.ready} == shown
        if is_as_shown:
            _carry_out(sheet, examined, by=by, now=now)
    if not is_as_shown:
        raise RuleViolation("changed", CHANGED)
    return sheet


def import_file(
    *,
    content: bytes,
    filename: str,
    agency: Agency,
    round: IntakeRound,
    by: User | None,
    now: datetime,
    today: date,
    dry_run: bool = False,
) -> tuple[Examined, RecommendationSheet | None]:
    """Import a file in one go (command line): what it said, and the stored sheet.

    Without a sheet nothing was written: a trial, or no line was ready.
    Raises: SheetError, RuleViolation, PermissionDenied.
    """
    _require(agency, by)
    table = read(content, filename)
    with act("导入推荐汇总表", by=by):
        if not dry_run:
            wait_for_turn(agency, round)
        examined = examine(table, table.rows, agency=agency, round=round, today=today)
        if dry_run or not examined.ready:
            return examined, None
        sheet = _keep(content, examined, agency=agency, round=round, by=by)
        _carry_out(sheet, examined, by=by, now=now)
    return examined, sheet


def drop(sheet: RecommendationSheet, *, by: User) -> RecommendationSheet:
    """Give a sheet up that was not imported; its contents are deleted."""
    require_of(sheet.agency, DRAFT, by=by)
    with act("放弃推荐汇总表", by=by):
        sheet = _locked(sheet)
        if sheet.state != SheetState.PREVIEWED:
            raise RuleViolation("not_open", f"这份汇总表{sheet.get_state_display()}，不能放弃。")
        sheet.state, sheet.content, sheet.summary = SheetState.DROPPED, b"", {}
        sheet.save(update_fields=["state", "content", "summary"])
        sheet.lines.all().delete()
    return sheet


def read(content: bytes, filename: str) -> Table:
    """The table of a file. Raises: SheetError."""
    name = clean_text(PurePath(filename.replace("\\", "/")).name)[-200:] or "未命名.xlsx"
    return read_table(content, name, COLUMNS, max_rows=MOST_LINES)


def _require(agency: Agency, by: User | None) -> None:
    require_of(agency, DRAFT, by=by)
    if not is_recommender(agency):
        raise RuleViolation("not_recommender", NOT_RECOMMENDER.format(name=agency.display_name))


def _locked(sheet: RecommendationSheet) -> RecommendationSheet:
    rows = RecommendationSheet.objects.select_for_update(of=("self",)).defer("content")
    sheet = rows.select_related("agency", "round").get(pk=sheet.pk)
    if sheet.state == SheetState.DROPPED:
        raise RuleViolation("not_open", "这份汇总表已经放弃，请重新上传。")
    return sheet


def _keep(
    content: bytes, examined: Examined, *, agency: Agency, round: IntakeRound, by: User | None
) -> RecommendationSheet:
    table = examined.table
    sheet = RecommendationSheet.objects.create(
        agency=agency,
        round=round,
        filename=table.file,
        content=content,
        content_hash=hashlib.sha256(content).hexdigest(),
        summary={
            "sheet": table.sheet,
            "header_row": table.header_row,
            "columns": dict(table.columns),
            "labels": dict(table.labels),
            "ignored_columns": table.ignored_columns,
            "skipped": [[row.number, row.text] for row in table.skipped[:50]],
            "notes": table.notes,
            "warnings": [defect.as_dict() for defect in table.warnings[:200]],
            **_account(examined),
        },
        created_by=by,
    )
    SheetLine.objects.bulk_create(new_line(sheet, each) for each in examined.lines)
    return sheet


def _judge_again(sheet: RecommendationSheet, *, today: date) -> Examined:
    lines = list(sheet.lines.select_for_update())
    table = table_of(sheet)
    rows = [row_of(line) for line in lines]
    confirmed = {
        normalise_credit_code(line.credit_code) for line in lines if line.mended.get("is_confirmed")
    }
    taken = {line.number: LineVerdict.IMPORTED for line in lines if line.application_id}
    examined = examine(
        table,
        rows,
        agency=sheet.agency,
        round=sheet.round,
        today=today,
        confirmed=confirmed,
        taken=taken,
    )
    for line, judged in zip(lines, examined.lines, strict=True):
        write_findings(line, judged)
    SheetLine.objects.bulk_update(lines, ["verdict", "defects", "warnings"])
    sheet.summary = {**sheet.summary, **_account(examined)}
    sheet.save(update_fields=["summary"])
    return examined


def _carry_out(
    sheet: RecommendationSheet, examined: Examined, *, by: User | None, now: datetime
) -> None:
    lines = {line.number: line for line in sheet.lines.all()}
    imported: list[SheetLine] = []
    for each in examined.ready:
        line = lines[each.line.number]
        made = propose(
            each.proposal,
            round=sheet.round,
            agency=sheet.agency,
            by=by,
            now=now,
            sheet_line=line,
            standing=each.standing,
        )
        line.application, line.verdict = made.application, LineVerdict.IMPORTED
        imported.append(line)
    if not imported:
        if sheet.state == SheetState.IMPORTED:
            return
        raise RuleViolation("nothing", "没有一行可以导入。请按下面的原因改正后再导入。")
    SheetLine.objects.bulk_update(imported, ["application", "verdict"])
    sheet.state, sheet.imported_at = SheetState.IMPORTED, timezone.now()
    done = [
        replace(each, verdict=LineVerdict.IMPORTED) if each.verdict is LineVerdict.READY else each
        for each in examined.lines
    ]
    sheet.summary = {**sheet.summary, **_account(Examined(examined.table, done))}
    sheet.save(update_fields=["state", "imported_at", "summary"])


def _account(examined: Examined) -> dict[str, Any]:
    rejected = [each for each in examined.lines if each.verdict is LineVerdict.REJECTED]
    first = [each.line.defects[0] for each in rejected if each.line.defects]
    return {
        "counts": examined.counts,
        "sentence": sentence(examined.counts, first),
        "joining": sum(each.joins for each in examined.ready),
        "warning_count": len(examined.warnings()),
    }
