"""The general document: title, parts with heading, paragraphs and ruled tables, signature.

For papers that are mostly lists (上会材料, 名额表): the caller brings data, the form is here.

    render("tables", tables_context(title="拟纳入名单", organ=…, parts=[Part(tables=[Grid(…)])]))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ipcontact.documents.gbt9704 import Sheet
from ipcontact.documents.sources import register as register_source


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table: one word per column in `heads`, and as many texts in each row."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    caption: str = ""

    def __post_init__(self) -> None:
        if not self.heads or any(len(row) != len(self.heads) for row in self.rows):
            raise ValueError(f"every row of a table has {len(self.heads)} cells, at least one")


@dataclass(frozen=True, kw_only=True)
class Part:
    """A heading, paragraphs, then tables; each may be missing."""

    heading: str = ""
    paragraphs: Sequence[str] = ()
    tables: Sequence[Grid] = ()


def tables_context(
    *,
    title: str,
    parts: Sequence[Part],
    organ: str,
    day: date | None = None,
    document_no: str = "",
    note: str = "",
) -> dict[str, Any]:
    """What `tables.docx` (upright) and `tables-wide.docx` (turned, for many columns) ask for.

    Args:
        title: heading of the paper; parts: its contents, in order.
        organ: who signs; day: of the paper, None for an internal one without date.
        document_no: 文号, empty for none; note: a line under the title.
    """
    return {
        "title": title,
        "document_no": document_no,
        "note": note,
        "parts": parts,
        "organ": organ,
        "day": chinese_day(day) if day else "",
    }


def chinese_day(day: date) -> str:
    """成文日期: 2026年9月1日, whole year, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def register() -> None:
    """Tell the builder of these templates."""
    register_source("tables", tables_sheet)
    register_source("tables-wide", tables_wide_sheet)


def tables_sheet() -> Sheet:
    """The upright paper."""
    return _sheet(is_wide=False)


def tables_wide_sheet() -> Sheet:
    """The turned paper."""
    return _sheet(is_wide=True)


def _sheet(*, is_wide: bool) -> Sheet:
    sheet = Sheet("", is_wide=is_wide)
    sheet.line("公文标题", "{{ title }}")
    for name in ("document_no", "note"):
        sheet.tag(f"{{%p if {name} %}}")
        sheet.line("公文表题", f"{{{{ {name} }}}}")
        sheet.tag("{%p endif %}")
    sheet.tag("{%p for part in parts %}")
    sheet.tag("{%p if part.heading %}")
    sheet.line("公文一级标题", "{{ part.heading }}")
    sheet.tag("{%p endif %}")
    sheet.tag("{%p for text in part.paragraphs %}")
    sheet.line("公文正文", "{{ text }}")
    sheet.tag("{%p endfor %}")
    sheet.tag("{%p for table in part.tables %}")
    sheet.tag("{%p if table.caption %}")
    sheet.line("公文表题", "{{ table.caption }}")
    sheet.tag("{%p endif %}")
    sheet.table(
        [
            ["{%tc for head in table.heads %}", "{{ head }}", "{%tc endfor %}"],
            ["{%tr for row in table.rows %}"],
            ["{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}"],
            ["{%tr endfor %}"],
        ]
    )
    sheet.line("公文表格", "")
    sheet.tag("{%p endfor %}")
    sheet.tag("{%p endfor %}")
    sheet.tag("{%p if day %}")
    sheet.sign(organ="{{ organ }}", day="{{ day }}")
    sheet.tag("{%p endif %}")
    return sheet
