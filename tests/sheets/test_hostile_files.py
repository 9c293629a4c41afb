"""Files that are no honest spreadsheets are refused with advice, quickly, and without a trace."""

import io
import struct
import time
import zipfile

import pytest
import xlsxwriter
from openpyxl import Workbook

from ipcontact.sheets import scan
from ipcontact.sheets.reader import SheetError, read_table

HEADER = ("序号", "单位名称", "统一社会信用代码", "所属区域", "成立日期", "备注")
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def good(make_xlsx, office_row) -> bytes:
    return make_xlsx([HEADER, office_row(1), office_row(2)])


def part_of(content: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(content)).read(name)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "文件是空的"),
        (b"\0" * 600, "文件是空的"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页改名而成"),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "网页改名而成"),
        ("单位名称,统一社会信用代码\n甲,1\n".encode("gbk"), "CSV"),
        ("\ufeff单位名称,统一社会信用代码\n".encode(), "CSV"),
        (b'<?xml version="1.0"?><Workbook/>', "XML 表格"),
        (b"%PDF-1.7", "PDF"),
        (b"MZ\x90\0\x03", "不是 Excel 表格，或文件已损坏"),
        (b"PK\x03\x04", "已损坏"),
        (b"PK", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 2000, "已损坏"),
    ],
)
def test_content_when_no_workbook_then_refused_with_advice(columns, content, message):
    with pytest.raises(SheetError, match=message) as caught:
        read_table(content, "名录.xlsx", columns)

    assert ".xlsx" in caught.value.message


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_file_when_cut_off_then_refused(columns, good, office_xls, kind, kept):
    content = good if kind == "xlsx" else office_xls

    with pytest.raises(SheetError):
        read_table(content[: int(len(content) * kept)], "a.xlsx", columns)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "step"), [("xlsx", 17), ("xls", 149)])
def test_file_when_single_bytes_are_flipped_then_read_or_refused_but_never_broken(
    columns, good, office_xls, kind, step
):
    content = good if kind == "xlsx" else office_xls
    for position in range(0, len(content), step):
        broken = bytearray(content)
        broken[position] ^= 0xFF
        try:
            read_table(bytes(broken), "a.xlsx", columns)
        except SheetError as error:
            assert error.message  # noqa: PT017 - either outcome is right


def test_workbook_when_it_makes_the_library_abort_then_refused_and_the_process_lives(
    columns, repack
):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet().write_row(0, 0, HEADER)
    xml = part_of(stream.getvalue(), "xl/sharedStrings.xml")
    assert b'uniqueCount="6"' in xml
    xml = xml.replace(b'uniqueCount="6"', b'uniqueCount="4294967295"')

    with pytest.raises(SheetError, match="已损坏"):
        read_table(repack(stream.getvalue(), {"xl/sharedStrings.xml": xml}), "a.xlsx", columns)


def test_file_when_larger_than_allowed_then_refused_with_sizes(columns, good):
    with pytest.raises(SheetError, match=r"文件有 .* MB，超过 0.001 MB"):
        read_table(good, "a.xlsx", columns, max_bytes=1049)


def test_encrypted_xlsx_when_read_then_error_says_password(columns):
    with pytest.raises(SheetError, match=r"密码.*\.xlsx 且不加密"):
        read_table(compound_file("EncryptedPackage"), "a.xlsx", columns)


def test_encrypted_xls_when_read_then_error_says_password(columns, office_xls):
    globals_end = office_xls.index(b"\x09\x08\x10\0\0\x06\x05\0")  # BOF of the workbook
    broken = bytearray(office_xls)
    record = globals_end + 4 + 16
    struct.pack_into("<H", broken, record, 0x002F)

    with pytest.raises(SheetError, match="密码"):
        read_table(bytes(broken), "a.xls", columns)


def test_old_word_document_when_read_then_error_says_no_table(columns):
    with pytest.raises(SheetError, match="不是 Excel 表格"):
        read_table(compound_file("WordDocument"), "a.xls", columns)


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("word/document.xml", "Word 文档"),
        ("content.xml", r"\.ods"),
        ("xl/workbook.bin", r"\.xlsb"),
        ("readme.txt", "已损坏"),
    ],
)
def test_other_package_when_read_then_error_names_it(columns, part, message):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr(part, "x")

    with pytest.raises(SheetError, match=message):
        read_table(stream.getvalue(), "a.xlsx", columns)


def test_macros_when_inside_then_refused(columns, good, repack):
    with pytest.raises(SheetError, match="宏"):
        read_table(repack(good, {"xl/vbaProject.bin": b"x"}), "a.xlsm", columns)


def test_zip_bomb_when_declared_then_refused_within_a_second(columns, good, repack):
    bomb = repack(good, {"xl/media/image1.png": b"\0" * (210 * 1024 * 1024)})
    started = time.perf_counter()

    with pytest.raises(SheetError, match="解压后过大"):
        read_table(bomb, "a.xlsx", columns)

    assert time.perf_counter() - started < 1


def test_zip_bomb_when_its_size_is_a_lie_then_refused(columns, good, repack):
    bomb = bytearray(repack(good, {"xl/sharedStrings.xml": b" " * (30 * 1024 * 1024)}))
    true_size, lie = struct.pack("<I", 30 * 1024 * 1024), struct.pack("<I", 1000)
    assert bomb.count(true_size) == 2

    with pytest.raises(SheetError, match="已损坏"):
        read_table(bytes(bomb).replace(true_size, lie), "a.xlsx", columns)


def test_part_when_named_twice_then_refused(columns, good):
    stream = io.BytesIO(good)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr(SHEET.upper(), "<worksheet/>")

    with pytest.raises(SheetError, match="已损坏"):
        read_table(stream.getvalue(), "a.xlsx", columns)


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_document_type_when_declared_then_refused(columns, good, repack, part):
    declared = (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
        b'<!ENTITY c SYSTEM "file:///etc/passwd">]>'
    )
    xml = part_of(good, part)
    xml = xml[xml.index(b"?>") + 2 :] if xml.startswith(b"<?xml") else xml

    with pytest.raises(SheetError, match="已损坏"):
        read_table(repack(good, {part: declared + xml}), "a.xlsx", columns)


@pytest.mark.parametrize("address", ["XFD1048576", "XFD30000", "J1048576"])
@pytest.mark.parametrize("quick", [True, False])
def test_cell_when_far_away_then_refused_by_address_before_memory_is_taken(
    columns, good, repack, address, quick
):
    cell = f'<c r="{address}"><v>1</v></c>' if quick else f'<c x=">" r="{address}"><v>1</v></c>'
    row = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    added = f'<row r="{row}">{cell}</row></sheetData>'.encode()
    xml = part_of(good, SHEET).replace(b"</sheetData>", added)

    with pytest.raises(SheetError, match=f"一直到 .*{row}"):
        read_table(repack(good, {SHEET: xml}), "a.xlsx", columns)


def test_empty_formatted_cells_when_far_away_then_do_not_matter(columns, good, repack):
    added = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    xml = part_of(good, SHEET).replace(b"</sheetData>", added)

    assert len(read_table(repack(good, {SHEET: xml}), "a.xlsx", columns).rows) == 2


def test_merged_ranges_when_too_many_then_refused(columns, good, repack):
    ranges = b"".join(b'<mergeCell ref="D%d:D%d"/>' % (i, i + 1) for i in range(10, 50_000, 2))
    xml = part_of(good, SHEET).replace(
        b"</sheetData>", b"</sheetData><mergeCells>" + ranges + b"</mergeCells>"
    )

    with pytest.raises(SheetError, match="合并单元格过多"):
        read_table(repack(good, {SHEET: xml}), "a.xlsx", columns)


def test_rows_when_above_the_limit_then_refused_and_at_the_limit_read(
    make_xlsx, columns, office_row
):
    content = make_xlsx([HEADER, *(office_row(i) for i in range(1, 11))])

    assert len(read_table(content, "a.xlsx", columns, max_rows=10).rows) == 10
    with pytest.raises(SheetError, match=r"最多 9 行"):
        read_table(content, "a.xlsx", columns, max_rows=9)


@pytest.mark.slow
def test_rows_when_300000_then_refused_within_two_seconds(columns, good, repack):
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d" t="inlineStr"><is><t>x</t></is></c></row>'
        % (i, i, i)
        for i in range(10, 300_000)
    )
    xml = part_of(good, SHEET).replace(b"</sheetData>", rows + b"</sheetData>")
    content = repack(good, {SHEET: xml})
    started = time.process_time()

    with pytest.raises(SheetError, match="最多 50000 行"):
        read_table(content, "a.xlsx", columns)

    assert time.process_time() - started < 2


def test_long_text_and_rare_characters_when_read_then_kept_exactly(make_xlsx, columns, office_row):
    name = "𠮷" + "长" * 32_000

    table = read_table(make_xlsx([HEADER, office_row(1, name=name)]), "a.xlsx", columns)

    assert table.rows[0].values["name"] == name


def test_direction_marks_when_in_a_name_then_removed_with_a_warning(make_xlsx, columns, office_row):
    content = make_xlsx([HEADER, office_row(1, name="示例\u202e司公\u202c有限")])

    table = read_table(content, "a.xlsx", columns)

    assert table.rows[0].values["name"] == "示例司公有限"
    assert [(w.address, w.reason) for w in table.warnings] == [
        ("B2", "单元格里有看不见的字符，已去除")
    ]


def test_only_hidden_sheets_when_read_then_refused(columns, good, repack):
    xml = part_of(good, "xl/workbook.xml").replace(b'state="visible"', b'state="hidden"')

    with pytest.raises(SheetError, match="没有可见的工作表"):
        read_table(repack(good, {"xl/workbook.xml": xml}), "a.xlsx", columns)


def test_quick_and_thorough_measuring_when_compared_then_agree(make_xlsx, office_row):
    def change(workbook: Workbook) -> None:
        workbook.active["AB77"] = "=1+1"
        workbook.active["C90"] = 5
        workbook.active.merge_cells("D4:D9")

    content = make_xlsx([HEADER, *(office_row(i) for i in range(50))], change=change)
    package = zipfile.ZipFile(io.BytesIO(content))
    quick = scan._measure_quickly(package, SHEET, 1000)
    thorough = scan._SheetScan(1000)
    scan.parse(package, SHEET, thorough)

    assert quick == thorough.extent
    assert (quick.rows, quick.columns, quick.formulas) == (90, 28, {(76, 27)})


def compound_file(stream_name: str) -> bytes:
    """A compound file with one named stream, as encrypted workbooks and Word documents are."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    struct.pack_into("<108I", header, 80, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE, *[0xFFFFFFFF] * 125)
    directory = bytearray(512)
    for place, (name, kind) in enumerate((("Root Entry", 5), (stream_name, 2))):
        text = name.encode("utf-16-le") + b"\0\0"
        directory[place * 128 : place * 128 + len(text)] = text
        struct.pack_into("<HB", directory, place * 128 + 64, len(text), kind)
        struct.pack_into("<III", directory, place * 128 + 116, 2, 0, 0)
    return bytes(header) + table + bytes(directory) + b"\0" * 512
