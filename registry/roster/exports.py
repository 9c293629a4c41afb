"""Files of the roster: exactly what is shown, streamed, in official form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ipcontact.sheets.writer import ExportColumn, Official, stream_csv, stream_json, stream_xlsx
from ipcontact.ui.models import SiteProfile
from registry.roster.comparison import Comparison, changes
from registry.roster.filters import Selection
from registry.roster.resources import COLUMNS, export_rows

KINDS = {"xlsx": "Excel", "csv": "CSV", "json": "JSON"}
TITLE = "知识产权保护重点联系单位名录"
NO_RECOGNITION = "纳入名录不代表对其产品、服务或知识产权质量的认可。"
CHANGE_COLUMNS = (
    ExportColumn("change", "变化", width=10, note="新增、移出或者更名。"),
    ExportColumn("name", "单位名称", width=40, note="后一日的名称；移出的为前一日名录所载名称。"),
    ExportColumn("old_name", "原名称", width=40, note="只有更名的填写。"),
    ExportColumn("credit_code", "统一社会信用代码", width=22, note="18位，文本格式。"),
    ExportColumn("unit_kind", "单位类型", width=14),
)


@dataclass(frozen=True)
class Export:
    """A file to be sent: its name, how many rows it has (counted before), and its bytes."""

    filename: str
    count: int
    chunks: Iterator[bytes]


def export_roster(selection: Selection, kind: str) -> Export:
    """The rows, columns and order of a selection as a file.

    Args: kind: a key of `KINDS`.
    """
    day = selection.asked.day
    explanations = [NO_RECOGNITION]
    if selection.is_narrowed:
        used = "，".join(f"{chip.label}：{chip.value}" for chip in selection.filterset.chips())
        explanations.append(f"筛选条件：{used}。")
    rows = selection.rows()
    return _file(
        kind,
        tuple(column.export for column in COLUMNS),
        export_rows(rows, selection.choices),
        count=selection.found().order_by().count(),
        title=TITLE if selection.asked.is_today else f"{TITLE}（截至{_written(day)}）",
        stem=f"{TITLE}-{day.isoformat()}",
        as_of=day,
        on=selection.today,
        explanations=tuple(explanations),
    )


def export_comparison(comparison: Comparison, kind: str, *, today: date) -> Export:
    """Every change between two days as a file."""
    start, end = comparison.start.day, comparison.end.day
    rows = list(changes(comparison))
    return _file(
        kind,
        CHANGE_COLUMNS,
        iter(rows),
        count=len(rows),
        title=f"名录变化（{_written(start)}至{_written(end)}）",
        stem=f"名录变化-{start.isoformat()}-{end.isoformat()}",
        as_of=end,
        on=today,
        explanations=(NO_RECOGNITION,),
    )


def _file(
    kind: str,
    columns: tuple[ExportColumn, ...],
    rows: Iterator[tuple],
    *,
    count: int,
    title: str,
    stem: str,
    as_of: date,
    on: date,
    explanations: tuple[str, ...],
) -> Export:
    if kind == "xlsx":
        organ = SiteProfile.objects.current().organ_name
        form = Official(title, organ, on, as_of=as_of, explanations=explanations)
        chunks = stream_xlsx(columns, rows, form)
    elif kind == "csv":
        chunks = stream_csv(columns, rows)
    else:
        chunks = stream_json(
            columns, rows, title=title, count=count, as_of=as_of, explanations=explanations
        )
    return Export(f"{stem}.{kind}", count, chunks)


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
