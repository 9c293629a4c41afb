"""Templates filled, and what is wrong with them said clearly."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Word

from ipcontact.documents import DocumentError, render
from ipcontact.documents.gbt9704 import Sheet
from ipcontact.documents.rendering import faults


def opened(content: bytes) -> Word:
    return Document(BytesIO(content))


def texts(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in opened(content).paragraphs]


@pytest.fixture
def template(settings, tmp_path: Path) -> Callable[..., Path]:
    """`template("note", "{{ title }}")`: a folder of templates that holds this one."""
    settings.BASE_DIR = tmp_path
    folder = tmp_path / "templates" / "documents"
    folder.mkdir(parents=True)

    def write(name: str, *lines: str) -> Path:
        sheet = Sheet(name)
        for line in lines:
            sheet.line("公文正文", line)
        sheet.write_to(folder / f"{name}.docx")
        return folder / f"{name}.docx"

    return write


def test_render_when_filled_then_text_and_repeated_lines_stand_in_word(template):
    template("note", "{{ title }}", "{%p for line in lines %}", "{{ line }}", "{%p endfor %}", "完")

    content = render("note", {"title": "示例通知", "lines": ["第一段", "第二段"]})

    assert texts(content) == ["示例通知", "第一段", "第二段", "完"]


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ('<w:p>&lt; "引号" & {{ x }}', '<w:p>&lt; "引号" & {{ x }}'),
        ("一行\n二行", "一行\n二行"),
        ("控\x00制\x07符\x0c和\u202e方\ufffe向", "控制符和方向"),
        ("𠮷田", "𠮷田"),
        (None, ""),
        (12, "12"),
    ],
)
def test_render_when_value_is_hostile_then_printed_as_text(template, value, printed):
    template("note", "前{{ value }}后")

    content = render("note", {"value": value})

    assert texts(content) == [f"前{printed}后"]


@pytest.mark.parametrize("name", ["missing", "../note", "NOTE", "note.docx", ""])
def test_render_when_there_is_no_such_template_then_the_error_names_it(template, name):
    template("note", "内容")

    with pytest.raises(DocumentError) as refused:
        render(name, {})

    assert refused.value.code == "document_missing"
    assert f"“{name}.docx”" in refused.value.message


def test_render_when_a_tag_asks_for_the_unknown_then_the_error_names_it(template):
    template("note", "{{ nobody_knows }}")

    with pytest.raises(DocumentError) as refused:
        render("note", {"title": "示例"})

    assert refused.value.code == "document_gap"
    assert "nobody_knows" in refused.value.message


@pytest.mark.parametrize("line", ["{{ title", "{%p if title %}", "{{ title|no_such_filter }}"])
def test_render_when_a_tag_is_wrong_then_refused_and_found_by_the_check(template, line):
    template("note", line)

    with pytest.raises(DocumentError) as refused:
        render("note", {"title": "示例"})

    assert refused.value.code == "document_broken"
    assert faults() == [refused.value.message]


def test_render_when_a_tag_reaches_into_python_then_refused(template):
    template("note", "{{ title.__class__.__mro__ }}")

    with pytest.raises(DocumentError):
        render("note", {"title": "示例"})


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut off"])
def test_render_when_file_is_no_word_file_then_refused(template, content):
    template("note", "内容").write_bytes(content)

    with pytest.raises(DocumentError) as refused:
        render("note", {})

    assert refused.value.code == "document_broken"
    assert faults() == [refused.value.message]


def test_templates_when_shipped_then_nothing_is_wrong_with_them():
    assert faults() == []
