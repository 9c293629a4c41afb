"""Promise 35: hostile files through the real upload page and the command leave nothing behind."""

import io
import time
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook

from registry.imports.models import ImportRun
from registry.units.models import Unit
from tests.factories import credit_code, make_user
from tests.workbooks import as_bytes, office_roster

pytestmark = pytest.mark.django_db
SHEET = "xl/worksheets/sheet1.xml"
GOOD = office_roster([("示例甲有限公司", credit_code(1)), ("示例乙有限公司", credit_code(2))])
ANSWERS = {
    "purpose": "edition",
    "edition_name": "示例名录",
    "kind": "addition",
    "published_on": "2020-12-01",
    "document_no": "",
}


def repacked(changed: dict[str, bytes]) -> bytes:
    """The good file with some of its parts replaced."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in dict.fromkeys([*old.namelist(), *changed]):
            new.writestr(name, changed.get(name) or old.read(name))
    return stream.getvalue()


def sheet() -> bytes:
    return zipfile.ZipFile(io.BytesIO(GOOD)).read(SHEET)


def billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    kind = f'<!DOCTYPE worksheet [<!ENTITY l0 "lol">{entities}]>'.encode()
    return repacked({SHEET: kind + sheet().replace(b"</worksheet>", b"&l9;</worksheet>")})


def many_rows() -> bytes:
    cell = (
        b'<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d" t="inlineStr"><is><t>x</t></is></c></row>'
    )
    rows = b"".join(cell % (n, n, n) for n in range(20, 300_020))
    return repacked({SHEET: sheet().replace(b"</sheetData>", rows + b"</sheetData>")})


def rows_of(*rows: tuple) -> bytes:
    book = Workbook()
    for cells in rows:
        book.active.append(cells)
    return as_bytes(book)


HEAD = ("单位名称", "统一社会信用代码")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED: dict[str, Callable[[], bytes]] = {
    "zip bomb": lambda: repacked({"xl/media/image1.png": b"\0" * (210 * 1024 * 1024)}),
    "billion laughs": billion_laughs,
    "300000 rows": many_rows,
    "ole": lambda: OLE + b"\0" * 600,
    "encrypted or old": lambda: OLE + b"\xff" * 5000,
    "html": lambda: b"<html><table><tr><td>1</td></tr></table></html>",
    "csv": lambda: "单位名称,统一社会信用代码\n甲,1\n".encode("gbk"),
    "truncated": lambda: GOOD[: len(GOOD) // 2],
    "macros": lambda: repacked({"xl/vbaProject.bin": b"x"}),
    "no header": lambda: rows_of(("甲", "乙"), ("丙", "丁")),
    "missing column": lambda: rows_of(HEAD[:1], ("示例甲有限公司",)),
    "column twice": lambda: rows_of((*HEAD, HEAD[1]), ("示例甲有限公司", "1", "2")),
    "header only": lambda: rows_of(HEAD),
    "far cell": lambda: repacked(
        {
            SHEET: sheet().replace(
                b"</sheetData>",
                b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
            )
        }
    ),
}


@pytest.fixture
def post(client) -> Callable:
    client.force_login(make_user())

    def send(content: bytes, name: str = "名单.xlsx"):
        return client.post(
            reverse("imports:new"), {**ANSWERS, "file": SimpleUploadedFile(name, content)}
        )

    return send


@pytest.mark.parametrize("kind", REFUSED)
def test_upload_when_hostile_then_refused_in_words_in_time_and_nothing_stays(post, kind, tmp_path):
    content, path = REFUSED[kind](), tmp_path / "名单.xlsx"
    path.write_bytes(content)
    begun = time.monotonic()

    response = post(content)
    page = response.content.decode()
    with pytest.raises(CommandError) as refusal:
        call_command("import_units", str(path), "--edition", "示例", "--published-on", "2020-12-01")

    assert time.monotonic() - begun < 20
    assert response.status_code == 200
    assert 'class="error' in page or "errors" in page
    assert "Traceback" not in page
    assert refusal.value.returncode == 2
    assert not ImportRun.objects.exists()
    assert not Unit.objects.exists()


def test_upload_when_rows_are_hostile_then_each_is_refused_at_its_cell(post):
    rows = [
        ("=cmd|' /C calc'!A0", credit_code()),
        ("示例公式有限公司", "=1+1"),
        ("示例数字有限公司", 911201160000000000),
        ("示例校验有限公司", "91120116MA0000000X"),
        ("示例全零有限公司", "0" * 18),
        ("长" * 32_000, credit_code()),
        ("İ" * 200, credit_code()),
        ("㍿" * 200, credit_code()),
        ("示例好的有限公司", credit_code()),
    ]

    response = post(rows_of(HEAD, *rows))

    run = ImportRun.objects.get()
    assert response.status_code == 302
    refused = {line.number for line in run.lines.filter(verdict="rejected")}
    assert refused >= {2, 3, 4, 5, 6, 7, 9}
    assert 10 not in refused
    assert all(item["address"] for line in run.lines.all() for item in line.defects)


def test_preview_when_saved_with_names_that_grow_then_no_error(post, client):
    post(rows_of((*HEAD, "备注"), ("İ" * 190 + "有限公司", credit_code(), "\u202e😀𠮷=1+1")))
    run = ImportRun.objects.get()

    saved = client.post(reverse("imports:save", args=[run.key]), {"confirm": "1"})

    assert saved.status_code == 302
    assert Unit.objects.get().name.startswith("İ")


@pytest.mark.parametrize(
    "name",
    ["../../etc/x.xlsx", "..\\..\\x.xlsx", '"><img src=x>.xlsx', "\u202excod.xlsx", "长" * 240],
)
def test_upload_when_its_name_is_a_trick_then_only_a_clean_name_is_kept_and_escaped(
    post, client, name
):
    response = post(GOOD, name)

    if response.status_code == 200:  # too long for the form: said, not stored
        assert not ImportRun.objects.exists()
        return
    run = ImportRun.objects.get()
    page = client.get(run.get_absolute_url()).content.decode()
    assert not set(run.filename) & set("/\\\u202e\n")
    assert "<img src=x" not in page


def test_upload_when_too_large_then_said_before_it_is_read(post, client):
    above_the_form = post(b"PK" + b"\0" * (11 * 1024 * 1024))
    above_all = client.generic("POST", reverse("imports:new"), CONTENT_LENGTH=str(10**12))

    assert "超过 10 MB" in above_the_form.content.decode()
    assert above_all.status_code == 413
    assert not ImportRun.objects.exists()
