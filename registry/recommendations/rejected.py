"""Lines of a sheet that were left out, under the headers of the file, with why."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from ipcontact.sheets.writer import ExportColumn
from registry.imports.rejected import REASON, ROW
from registry.recommendations.models import RecommendationSheet


def rejected_rows(
    sheet: RecommendationSheet, verdicts: Collection[str]
) -> tuple[list[ExportColumn], Iterator[list[Any]]]:
    """Columns as the file has them, between row number and reason; and the rows as mended so far.

    Args: verdicts: lines to list.
    """
    places = sheet.summary.get("columns", {})
    labels = sheet.summary.get("labels", {})
    own = ("derived_row", "derived_reason")  # of a file that came back once already
    keys = [key for key in sorted(places, key=places.get) if key not in own]
    extras = sheet.summary.get("ignored_columns", [])
    columns = [
        ExportColumn("row", ROW, kind="number", width=8),
        *(ExportColumn(key, labels.get(key, key), width=22) for key in keys),
        *(ExportColumn(f"extra{place}", label) for place, label in enumerate(extras)),
        ExportColumn("reason", REASON, width=60),
    ]

    def rows() -> Iterator[list[Any]]:
        for line in sheet.lines.filter(verdict__in=verdicts):
            kept = line.values.get("extra", {})
            reasons = [f"{item['address']} {item['reason']}".strip() for item in line.defects]
            cells = [line.cells.get(key, "") for key in keys]
            more = [kept.get(label, "") for label in extras]
            yield [line.number, *cells, *more, "；".join(reasons)]

    return columns, rows()
