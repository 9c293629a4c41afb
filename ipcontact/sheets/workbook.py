"""Writing an official Excel form row by row: constant memory, everything typed stays text."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .export import ExportColumn, Official, Rows, as_plain, chinese_date
from .table import SheetError

MAX_TEXT = 32_767  # UTF-16 units in one cell, fixed by Excel
CUT_MARK = "…（超过 Excel 单元格上限，已截断）"
_HEADER_ROW = 2
_LAST_ROW = 1_048_575
_SERIAL_OF_YEAR_1 = 693_594  # toordinal() minus Excel's serial number
_FIRST_SAFE_SERIAL = 61  # before, Excel counts a day that never was

_Put = Callable[[int, Any], Any]


class _TextSheet(Worksheet):
    """A sheet on which a text is never taken for XlsxWriter's own rich-text markup."""

    def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:
        self._xml_inline_string(string, True, attributes)


def write_workbook(
    stream: IO[bytes], columns: Sequence[ExportColumn], rows: Rows, form: Official
) -> int:
    """Write the form and the sheet 字段说明.

    Args: stream: where the finished file goes; rows: sequences in the order of columns.
    Returns: the number of rows written. Raises: SheetError when a sheet cannot hold them.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": "宋体", "font_size": 11},
    }
    with Workbook(stream, options) as book:
        formats = _formats(book)
        count = _write_form(book, formats, columns, rows, form)
        _write_notes(book, formats, columns, form, count)
    return count


def _formats(book: Workbook) -> dict[str, Format]:
    cell = {"border": 1, "valign": "vcenter"}
    return {
        "title": book.add_format(
            {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}
        ),
        "line": book.add_format({"valign": "vcenter"}),
        "right": book.add_format({"align": "right", "valign": "vcenter"}),
        "header": book.add_format(
            cell | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#F2F2F2"}
        ),
        "text": book.add_format(cell | {"num_format": "@", "text_wrap": True}),
        "number": book.add_format(cell),
        "date": book.add_format(cell | {"num_format": "yyyy-mm-dd", "align": "center"}),
        "order": book.add_format(cell | {"align": "center"}),
    }


def _write_form(
    book: Workbook,
    formats: dict[str, Format],
    columns: Sequence[ExportColumn],
    rows: Rows,
    form: Official,
) -> int:
    sheet = book.add_worksheet("名单", _TextSheet)
    first = 1 if form.numbered else 0
    last = first + len(columns) - 1
    _set_page(sheet, form, columns, first, last)
    _write_top(sheet, formats, form, last)
    if form.numbered:
        sheet.write_string(_HEADER_ROW, 0, "序号", formats["header"])
    for position, column in enumerate(columns, first):
        sheet.write_string(_HEADER_ROW, position, column.label, formats["header"])
    puts = [_putter(sheet, i, c.kind, formats) for i, c in enumerate(columns, first)]
    number = _HEADER_ROW
    write_number, order = sheet.write_number, formats["order"]
    for number, row in enumerate(rows, _HEADER_ROW + 1):
        if number > _LAST_ROW:
            raise SheetError("行数超过一张 Excel 工作表的上限，请改用 CSV 导出或先筛选。")
        if first:
            write_number(number, 0, number - _HEADER_ROW, order)
        for put, value in zip(puts, row, strict=True):
            put(number, value)
    sheet.autofilter(_HEADER_ROW, 0, number, last)
    return number - _HEADER_ROW


def _set_page(
    sheet: Worksheet, form: Official, columns: Sequence[ExportColumn], first: int, last: int
) -> None:
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.freeze_panes(_HEADER_ROW + 1, 0)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    if form.numbered:
        sheet.set_column(0, 0, 7)
    for position, column in enumerate(columns, first):
        sheet.set_column(position, position, column.shown_width)


def _write_top(sheet: Worksheet, formats: dict[str, Format], form: Official, last: int) -> None:
    filled_by, on = f"填表单位：{form.filled_by}", f"日期：{chinese_date(form.on)}"
    sheet.set_row(0, 30)
    _across(sheet, 0, 0, last, form.title, formats["title"])
    if last < 2:
        _across(sheet, 1, 0, last, f"{filled_by}　　{on}", formats["line"])
        return
    middle = last - 1 if last < 4 else last - 2
    _across(sheet, 1, 0, middle, filled_by, formats["line"])
    _across(sheet, 1, middle + 1, last, on, formats["right"])


def _across(sheet: Worksheet, row: int, first: int, last: int, text: str, look: Format) -> None:
    if last > first:
        sheet.merge_range(row, first, row, last, "", look)
    sheet.write_string(row, first, text, look)


def _putter(sheet: Worksheet, position: int, kind: str, formats: dict[str, Format]) -> _Put:
    """The function that writes one column's cells; what it is for is decided here, once."""
    look, text_look = formats[kind], formats["text"]
    write_string, write_number, write_blank = (
        sheet.write_string,
        sheet.write_number,
        sheet.write_blank,
    )

    def put_text(row: int, value: Any) -> None:
        if value.__class__ is not str:
            value = as_plain(value)
        if not value:
            write_blank(row, position, None, text_look)
        elif write_string(row, position, value, text_look):
            write_string(row, position, _cut(value), text_look)

    def put_number(row: int, value: Any) -> None:
        if isinstance(value, int | Decimal) or (value.__class__ is float and value - value == 0):
            write_number(row, position, value, look)
        else:
            put_text(row, value)

    def put_date(row: int, value: Any) -> None:
        if isinstance(value, date):
            serial = value.toordinal() - _SERIAL_OF_YEAR_1
            if serial >= _FIRST_SAFE_SERIAL:
                write_number(row, position, serial, look)
                return
        put_text(row, value)

    return {"text": put_text, "number": put_number, "date": put_date}[kind]


def _cut(text: str) -> str:
    kept = text.encode("utf-16-le", "replace")[: (MAX_TEXT - len(CUT_MARK)) * 2]
    return kept.decode("utf-16-le", "ignore") + CUT_MARK


def _write_notes(
    book: Workbook,
    formats: dict[str, Format],
    columns: Sequence[ExportColumn],
    form: Official,
    count: int,
) -> None:
    sheet = book.add_worksheet("字段说明", _TextSheet)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 80)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    lines = [form.title]
    if form.as_of:
        lines.append(f"数据截至：{chinese_date(form.as_of)}")
    lines += [f"导出日期：{chinese_date(form.on)}", f"共 {count} 行", *form.explanations]
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, formats["line"])
    top = len(lines) + 1
    kinds = {"text": "文本", "number": "数字", "date": "日期"}
    for position, label in enumerate(("字段", "类型", "说明")):
        sheet.write_string(top, position, label, formats["header"])
    for row, column in enumerate(columns, top + 1):
        for position, text in enumerate((column.label, kinds[column.kind], column.note)):
            sheet.write_string(row, position, text, formats["text"])
