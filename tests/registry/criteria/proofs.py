"""Lists and particulars as units hand them in. Numbers and names are made up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl import Workbook

from ipcontact.text.patent_number import expected_check_digit
from registry.criteria.models import Criterion
from tests.workbooks import as_bytes

HEADER = ("序号", "专利号", "专利名称", "专利类型", "专利权人", "法律状态", "申请日", "授权公告日")


def patent_number(serial: int, *, year: int = 2020, kind: int = 1) -> str:
    digits = f"{year}{kind}{serial:07d}"
    return f"{digits}.{expected_check_digit(digits)}"


def patent_rows(count: int, *, start: int = 1) -> list[tuple]:
    """Lines of held patents: number, name, type, holder, status, filed, granted."""
    return [
        (
            f"ZL{patent_number(start + place)}",
            f"示例装置{start + place}",
            "发明",
            "示例有限公司",
            "有效",
            "2020-03-01",
            "2022-03-01",
        )
        for place in range(count)
    ]


def workbook(rows: Iterable[Sequence], header: Sequence[str] = HEADER) -> bytes:
    """A list with a title row above its header, as offices write it."""
    book = Workbook()
    sheet = book.active
    sheet.append(["专利清单"])
    sheet.append(list(header))
    for place, row in enumerate(rows, start=1):
        sheet.append([place, *row])
    return as_bytes(book)


def criterion(code: str) -> Criterion:
    return Criterion.objects.get(scheme__code="2021", code=code)
