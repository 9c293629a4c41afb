"""Promise 36: what is refused on the way in, with a reason; nothing of it reaches the disk."""

import io
import zipfile

import pytest

from ipcontact.files.checks import examine
from ipcontact.files.errors import FileRefused
from ipcontact.files.formats import MEGABYTE, Limits
from ipcontact.files.services import store
from tests.factories import make_user
from tests.files.samples import (
    docx,
    jpeg,
    package,
    pdf,
    png,
    relations,
    stream,
    upload,
    xlsx,
)

SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
EXE = b"MZ" + b"\0" * 200
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
OBJECTS = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"


def zip_after(content: bytes) -> bytes:
    """The content with a ZIP behind it that unpackers accept."""
    tail = io.BytesIO(content)
    with zipfile.ZipFile(tail, "a") as box:
        box.writestr("a.exe", EXE)
    return tail.getvalue()


def locked_docx() -> bytes:
    content = bytearray(docx())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(signature) + offset] |= 1
    return bytes(content)


def lying_docx() -> bytes:
    """A package whose directory says a part is smaller than it is."""
    content = bytearray(docx({"word/big.xml": b"x" * 100_000}))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(content)


REFUSED = [
    ("空.pdf", b"", "empty"),
    ("大.pdf", b"%PDF-1.7" + b" " * (15 * MEGABYTE), "too_large"),
    # by name
    ("a.pdf.php", pdf(), "type_not_allowed"),
    ("a.exe", EXE, "type_not_allowed"),
    ("a.svg", b"<svg onload='alert(1)'/>", "type_not_allowed"),
    ("a.html", b"<html></html>", "type_not_allowed"),
    ("a.zip", package({"a.exe": EXE}), "type_not_allowed"),
    ("a.docm", docx(main=MACRO), "type_not_allowed"),
    ("a.gif", b"GIF89a", "type_not_allowed"),
    ("pdf", pdf(), "type_not_allowed"),
    (".pdf", pdf(), "type_not_allowed"),
    # by content
    ("a.pdf", b"<html><script>alert(1)</script></html>", "polyglot"),
    ("a.pdf", EXE, "damaged"),
    ("a.pdf", png(), "damaged"),
    ("a.pdf", b"GIF89a" + pdf(), "damaged"),
    ("a.pdf", b"\n" + pdf(), "damaged"),
    ("a.pdf", pdf()[:-30], "damaged"),
    ("a.pdf", pdf() + b" " * 2000 + b"more", "damaged"),
    ("a.pdf", pdf() + b"<script>alert(1)</script>", "polyglot"),
    ("a.pdf", b"%PDF-1.7\n%<html><script>x</script>\n" + pdf(), "polyglot"),
    ("a.pdf", zip_after(pdf()), "polyglot"),
    ("a.png", zip_after(png()), "polyglot"),
    ("a.jpg", zip_after(jpeg()), "polyglot"),
    ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "damaged"),
    ("a.png", jpeg(), "damaged"),
    ("a.jpg", png(), "damaged"),
    # inside a PDF
    ("a.pdf", pdf(SCRIPT), "active_content"),
    ("a.pdf", pdf(b"<< /S /Java#53cript /JS 5 0 R >>"), "active_content"),
    ("a.pdf", pdf(b"<< /#4a#53 (x) >>"), "active_content"),
    ("a.pdf", pdf(b"<< /S /Launch /F (cmd.exe) >>"), "active_content"),
    ("a.pdf", pdf(b"<< /Type /EmbeddedFile >>"), "active_content"),
    ("a.pdf", pdf(b"<< /Names << /EmbeddedFiles 5 0 R >> >>"), "active_content"),
    ("a.pdf", pdf(b"<< /AcroForm << /XFA 5 0 R >> >>"), "active_content"),
    ("a.pdf", pdf(stream(b"1 0 " + SCRIPT, OBJECTS)), "active_content"),
    ("a.pdf", pdf(stream(b"1 0 << /JS (x) >>", OBJECTS)), "active_content"),
    ("a.pdf", pdf(stream(b"x" * 1_048_570 + SCRIPT, OBJECTS)), "active_content"),
    ("a.pdf", pdf(stream(b"1 0 " + SCRIPT, b"/X (1 0 obj) /Filter 9 0 R")), "active_content"),
    ("a.pdf", pdf(stream(b"1 0", OBJECTS + b" /DecodeParms << /Predictor 12 >>")), "uncheckable"),
    ("a.pdf", pdf(stream(b"1 0", OBJECTS + b" /Filter [/AHx /FlateDecode]")), "uncheckable"),
    ("a.pdf", pdf(b"stream\n" * 20_001), "uncheckable"),
    ("a.pdf", pdf(stream(b"1 0 x", OBJECTS, packed=False)), "damaged"),
    ("a.pdf", pdf(trailer=b"/Encrypt 5 0 R "), "encrypted"),
    # pictures
    ("a.png", png(30_000, 30_000, data=b""), "too_many_pixels"),
    ("a.jpg", jpeg(30_000, 30_000), "too_many_pixels"),
    ("a.png", png(100, 100, data=b"\0" * 40_000), "damaged"),
    ("a.png", png(100, 100, data=b"\0"), "damaged"),
    ("a.png", png()[:-20], "damaged"),
    ("a.png", png() + b"<?php x ?>", "damaged"),
    ("a.jpg", jpeg(end=b""), "damaged"),
    ("a.jpg", jpeg()[:40], "damaged"),
    # Office packages
    ("a.docx", package({"a.exe": EXE, "b.txt": "x"}), "active_content"),
    ("a.docx", package({"b.txt": "x"}), "wrong_kind"),
    ("a.docx", xlsx(), "wrong_kind"),
    ("a.xlsx", docx(), "wrong_kind"),
    ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "wrong_kind"),
    ("a.docx", docx(main=MACRO), "macros"),
    ("a.docx", docx({"word/vbaProject.bin": b"x"}), "macros"),
    ("a.docx", docx({"word/activeX/activeX1.xml": "<x/>"}), "macros"),
    ("a.docx", docx({"word/embeddings/oleObject1.bin": b"x"}), "active_content"),
    ("a.docx", docx({"word/media/run.js": "x"}), "active_content"),
    ("a.docx", docx({"word/x.xml": '<!DOCTYPE x SYSTEM "http://evil/x.dtd"><x/>'}), "dtd"),
    ("a.docx", docx({"word/x.xml": "<!DOCTYPE x []><x/>".encode("utf-16")}), "dtd"),
    (
        "a.docx",
        docx({"word/_rels/settings.xml.rels": relations("attachedTemplate", "http://evil/t")}),
        "active_content",
    ),
    ("a.docx", docx({"../../../tmp/x.xml": "<x/>"}), "damaged"),
    ("a.docx", docx({"word/Document.xml": "<x/>"}), "damaged"),
    ("a.docx", b"MZ" + docx(), "damaged"),
    ("a.docx", docx() + b"<html>", "damaged"),
    ("a.docx", docx()[:-40], "damaged"),
    ("a.docx", lying_docx(), "damaged"),
    ("a.docx", locked_docx(), "encrypted"),
    ("a.docx", docx({"word/big.xml": b"\0" * 30_000_000}), "too_large_inside"),
    ("a.xlsx", b"not a table", "damaged"),
]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    REFUSED,
    ids=[f"{n}-{code}" for n, (_, _, code) in enumerate(REFUSED)],
)
def test_examine_when_hostile_then_refused_with_advice(name, content, code):
    with pytest.raises(FileRefused) as refusal:
        examine(upload(name, content))

    assert refusal.value.code == code
    assert "没有保存" in refusal.value.message
    assert "请" in refusal.value.message or "可以上传" in refusal.value.message


@pytest.mark.django_db
def test_store_when_hostile_then_no_row_and_no_file(storage):
    person = make_user()

    with pytest.raises(FileRefused):
        store(upload("a.pdf", pdf(SCRIPT)), purpose="test.proof", by=person)

    assert person.uploaded_files.count() == 0
    assert not storage.exists()


def test_examine_when_pdf_unpacks_without_end_then_refused():
    with pytest.raises(FileRefused) as refusal:
        examine(upload("a.pdf", pdf(stream(b"\0" * 3_000_000))), limits=Limits(unpacked=MEGABYTE))

    assert refusal.value.code == "too_large_inside"


TAKEN = [
    ("a.pdf", pdf(stream(b"BT (/JS is a name) Tj ET"))),
    ("a.pdf", pdf(b"<< /JSON 1 /LaunchPad 2 /Encryption 3 >>")),
    ("a.pdf", pdf(b"<< /OpenAction [3 0 R /Fit] /URI (https://example.com) >>")),
    ("a.pdf", pdf(stream(b"1 0 << /Type /Font >>", OBJECTS))),
    ("a.pdf", pdf(stream(b"\xff\xd8\xff /JS ", b"/Filter /DCTDecode", packed=False))),
    ("a.pdf", pdf() + b"\r\n\0"),
    ("a.docx", docx({"word/_rels/document.xml.rels": relations("hyperlink", "https://a.example")})),
    ("a.docx", docx({"word/_rels/s.xml.rels": relations("attachedTemplate", "file:///C:/n.dotm")})),
    ("a.docx", docx({"word/media/image1.png": png(), "word/embeddings/data.xlsx": xlsx()})),
]


@pytest.mark.parametrize(("name", "content"), TAKEN, ids=range(len(TAKEN)))
def test_examine_when_only_unusual_then_taken_unchanged(name, content):
    assert examine(upload(name, content)).content == content


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../../tmp/x.pdf", "x.pdf"),
        ("/etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("证书\r\n.pdf", "证书 .pdf"),
        ('"><img src=x onerror=alert(1)>.pdf', "_img src=x onerror=alert(1)_.pdf"),
        ("证书\u202efdp.exe.pdf", "证书fdp.exe.pdf"),
        ("长" * 200 + ".pdf", "长" * 97 + ".pdf"),
        ("𠮷野家.pdf", "𠮷野家.pdf"),
    ],
)
def test_examine_when_name_is_odd_then_cleaned(given, shown):
    file = upload("x.pdf", pdf())
    file._name = given  # Django itself already cuts folders off

    assert examine(file).name == shown
