"""Registration data as the registration system exports it. Names are fictional."""

from openpyxl import Workbook

from tests.workbooks import as_bytes

HEADER = ("序号", "企业名称", "统一社会信用代码", "住所", "经营状态", "法定代表人", "成立日期")


def registration(*lines: tuple[str, str, str, str, str]) -> bytes:
    """Args: lines: name, code, address, state and representative of each row."""
    book = Workbook()
    sheet = book.active
    sheet.append(["市场主体登记信息"])
    sheet.append(HEADER)
    for number, line in enumerate(lines, start=1):
        sheet.append([number, *line, "2010-01-01"])
    return as_bytes(book)
