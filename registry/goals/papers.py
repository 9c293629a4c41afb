"""A snapshot as the official Excel form."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ipcontact.sheets.writer import ExportColumn, Official, stream_xlsx
from registry.goals.models import FigureSnapshot
from registry.goals.wording import corrected

COLUMNS = (
    ExportColumn("code", "指标代码", width=24, note="文本格式。"),
    ExportColumn("label", "指标", width=22),
    ExportColumn("split", "分组", width=12, note="合计行不分组。"),
    ExportColumn("part", "分组项目", width=34),
    ExportColumn("value", "数值", kind="number", width=12),
    ExportColumn("unit", "单位", width=8),
    ExportColumn("rule", "统计口径", width=60),
)


def workbook(snapshot: FigureSnapshot, *, organ: str) -> Iterator[bytes]:
    """Chunks of an .xlsx: every figure, whole and by its parts. Args: organ: who fills it in."""
    said = [
        f"编号 {snapshot.number}，第{snapshot.edition}版。",
        f"校验值 {snapshot.digest}。",
        *(f"{difference}。" for difference in corrected(snapshot)),
    ]
    if snapshot.released_on is None:
        said.insert(0, "尚未发布，仅供核对。")
    form = Official(
        str(snapshot),
        organ,
        snapshot.released_on or snapshot.as_of,
        as_of=snapshot.as_of,
        explanations=tuple(said),
    )
    return stream_xlsx(COLUMNS, _rows(snapshot), form)


def filename(snapshot: FigureSnapshot) -> str:
    """名称-统计截止日.xlsx"""
    return f"{snapshot}-{snapshot.as_of.isoformat()}.xlsx"


def _rows(snapshot: FigureSnapshot) -> Iterator[list[Any]]:
    for figure in snapshot.figures:
        code, label, unit = figure["code"], figure["label"], figure["unit"]
        yield [code, label, "合计", "", _number(figure["value"]), unit, figure["rule"]]
        for split in figure["splits"]:
            for part, value in split["parts"]:
                yield [code, label, split["label"], part, _number(value), unit, split["note"]]


def _number(value: int | str | None) -> int | Decimal | None:
    return Decimal(value) if isinstance(value, str) else value
