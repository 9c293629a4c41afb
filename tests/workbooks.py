"""Roster files as offices write them. Names are fictional."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook

HEADER = ("序号", "企业名称", "统一社会\n信用代码", "所属街镇", "申报条件", "推荐单位", "备注")
PLACES = ("塘沽街道", "新河街道", "大沽街道")


def office_roster(
    units: Sequence[tuple[str, str]], *, title: str = "2020年重点联系单位名单"
) -> bytes:
    """A list with a merged title, the header in row 4, a formula as number and a signature.

    Args: units: name and code of each line, as somebody typed them.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "名单"
    sheet.append([title])
    sheet.merge_cells("A1:G1")
    sheet.append([])
    sheet.append(["填表单位：示例市场监管所", None, None, None, None, "2020年12月1日"])
    sheet.append(HEADER)
    for row, (name, code) in enumerate(units, start=5):
        place = PLACES[row % len(PLACES)]
        sheet.append(["=ROW()-4", name, code, place, "1", "示例塘沽市场监管所", ""])
    sheet.append([])
    sheet.append(["填表人：示例甲", None, None, None, "审核人：示例乙"])
    return as_bytes(book)


def as_bytes(book: Workbook) -> bytes:
    """The file of a workbook."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def cells_of(sheet) -> Iterable[tuple[str, ...]]:
    """Every row of a sheet as strings, nothing for an empty cell."""
    for row in sheet.iter_rows(values_only=True):
        yield tuple("" if value is None else str(value) for value in row)
