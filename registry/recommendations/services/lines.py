"""A line of a sheet between the reader and the table: kept as read, given back as mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ipcontact.sheets.table import Defect, Row, Table
from registry.imports.resources import PERSONAL_WORDS
from registry.recommendations.examining import Judged
from registry.recommendations.models import RecommendationSheet, SheetLine
from registry.recommendations.resources import COLUMNS, PERSONAL

_DATES = {column.key for column in COLUMNS if column.kind == "date"}


def table_of(sheet: RecommendationSheet) -> Table:
    """Headers and places of a stored sheet, without its rows."""
    kept = sheet.summary
    return Table(
        file=sheet.filename,
        sheet=kept.get("sheet", ""),
        header_row=kept.get("header_row", 1),
        rows=[],
        warnings=[Defect(**each) for each in kept.get("warnings", [])],
        ignored_columns=kept.get("ignored_columns", []),
        skipped=[],
        notes=kept.get("notes", []),
        columns=kept.get("columns", {}),
        labels=kept.get("labels", {}),
    )


def new_line(sheet: RecommendationSheet, judged: Judged) -> SheetLine:
    """A line as read, not stored yet; contacts are kept apart from the other cells."""
    labels = sheet.summary.get("labels", {})
    cells = {key: _as_text(value) for key, value in judged.row.values.items()}
    line = SheetLine(
        sheet=sheet,
        number=judged.line.number,
        verdict=judged.verdict,
        values={
            "cells": {key: text for key, text in cells.items() if key not in PERSONAL},
            "extra": _impersonal(judged.row.extra),
            "problems": [_kept(problem, labels) for problem in judged.row.problems],
        },
        persons={key: text for key, text in cells.items() if key in PERSONAL},
    )
    write_findings(line, judged)
    return line


def write_findings(line: SheetLine, judged: Judged) -> None:
    """What was found out about a line, as it is shown."""
    labels = line.sheet.summary.get("labels", {})
    line.verdict = judged.verdict
    line.defects = [
        {**_kept(defect, labels), "may_confirm": judged.line.may_confirm}
        for defect in judged.line.defects
    ]
    line.warnings = [_kept(defect, labels) for defect in judged.line.warnings]


def _kept(defect: Defect, labels: Mapping[str, str]) -> dict[str, Any]:
    """A defect as it is stored. What a personal cell says is kept with the persons of the line
    alone, so that it stays out of the row history."""
    names = {column.label for column in COLUMNS if column.key in PERSONAL}
    names |= {labels[key] for key in PERSONAL if key in labels}
    kept = defect.as_dict()
    return {**kept, "value": ""} if defect.column in names else kept


def row_of(line: SheetLine) -> Row:
    """The row as read, with what was mended since; a mended cell has no problem any more."""
    mended = line.mended.get("cells", {})
    values: dict[str, Any] = dict(line.cells)
    for key in _DATES & values.keys():
        values[key] = _as_date(values[key])
    labels = {column.key: column.label for column in COLUMNS}
    kept: Sequence[dict[str, Any]] = line.values.get("problems", [])
    header = line.sheet.summary.get("labels", labels)
    healed = {header.get(key, labels.get(key)) for key in mended}
    problems = [Defect(**each) for each in kept if each["column"] not in healed]
    return Row(line.number, values, problems, dict(line.values.get("extra", {})))


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _as_date(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _impersonal(extra: Mapping[str, Any]) -> dict[str, str]:
    return {
        label: _as_text(value)
        for label, value in extra.items()
        if not any(word in label for word in PERSONAL_WORDS)
    }
