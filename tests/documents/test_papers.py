"""The form of GB/T 9704, the general paper of tables, the builder, the download."""

from datetime import date
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from ipcontact.documents import docx_response, render, sources
from ipcontact.documents.rendering import folder
from ipcontact.documents.tables import Grid, Part, tables_context

PARTS = [
    Part(
        heading="一、拟纳入名单",
        paragraphs=["共2家。"],
        tables=[
            Grid(
                caption="拟纳入单位",
                heads=["序号", "单位名称", "推荐单位"],
                rows=[[1, "示例一有限公司", "示例监管所"], [2, "示例二<b>有限公司", None]],
            )
        ],
    ),
    Part(heading="二、暂缓", tables=[Grid(heads=["单位名称"], rows=[["示例三有限公司"]])]),
]


@pytest.fixture(params=["tables", "tables-wide"])
def paper(request):
    context = tables_context(
        title="上会材料",
        parts=PARTS,
        organ="示例区市场监督管理局",
        day=date(2026, 9, 1),
        note="会议材料",
    )
    return Document(BytesIO(render(request.param, context)))


def style(document, name: str):
    return document.styles[name]


def east_asian(style_) -> str:
    return style_.element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))


def test_paper_when_opened_then_a4_with_the_margins_of_the_standard():
    document = Document(folder() / "tables.docx")

    section = document.sections[0]
    size = (section.page_width.mm, section.page_height.mm)
    margins = (
        section.top_margin.mm,
        section.bottom_margin.mm,
        section.left_margin.mm,
        section.right_margin.mm,
    )
    assert [round(value) for value in size] == [210, 297]
    assert [round(value) for value in margins] == [37, 35, 28, 26]


def test_paper_when_opened_then_fonts_sizes_and_indents_are_those_of_the_standard(paper):
    title, body = style(paper, "公文标题"), style(paper, "公文正文")

    assert (east_asian(title), title.font.size.pt) == ("方正小标宋简体", 22)
    assert title.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert (east_asian(body), body.font.size.pt) == ("仿宋_GB2312", 16)
    assert body.element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    assert east_asian(style(paper, "公文一级标题")) == "黑体"
    assert style(paper, "公文落款").paragraph_format.alignment == WD_ALIGN_PARAGRAPH.RIGHT


def test_paper_when_opened_then_pages_are_numbered_odd_right_even_left(paper):
    section = paper.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]

    assert paper.settings.odd_and_even_pages_header_footer is True
    assert (odd.alignment, even.alignment) == (WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT)
    assert odd.text == even.text == "—  —"  # the number between is a field
    assert "PAGE" in odd._p.xml


def test_paper_when_filled_then_headings_tables_and_signature_in_order(paper):
    lines = [(line.style.name, line.text) for line in paper.paragraphs if line.text]

    assert lines == [
        ("公文标题", "上会材料"),
        ("公文表题", "会议材料"),
        ("公文一级标题", "一、拟纳入名单"),
        ("公文正文", "共2家。"),
        ("公文表题", "拟纳入单位"),
        ("公文一级标题", "二、暂缓"),
        ("公文落款", "示例区市场监督管理局"),
        ("公文落款", "2026年9月1日"),
    ]
    cells = [[[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables]
    assert cells == [
        [
            ["序号", "单位名称", "推荐单位"],
            ["1", "示例一有限公司", "示例监管所"],
            ["2", "示例二<b>有限公司", ""],
        ],
        [["单位名称"], ["示例三有限公司"]],
    ]


def test_table_when_longer_than_a_page_then_its_head_is_repeated(paper):
    first = paper.tables[0].rows[0]._tr

    assert first.trPr.find(qn("w:tblHeader")) is not None
    assert paper.tables[0].rows[1]._tr.trPr.find(qn("w:tblHeader")) is None


def test_grid_when_a_row_has_too_few_cells_then_refused():
    with pytest.raises(ValueError, match="2 cells"):
        Grid(heads=["序号", "单位名称"], rows=[["1"]])


@pytest.mark.parametrize("name", sorted(sources.makers))
def test_template_when_built_again_then_it_is_the_shipped_one(settings, tmp_path, name):
    shipped = Document(folder() / f"{name}.docx")
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates" / "documents").mkdir(parents=True)

    call_command("build_documents", name, verbosity=0)

    built = Document(folder() / f"{name}.docx")
    assert built.element.xml == shipped.element.xml
    assert built.styles.element.xml == shipped.styles.element.xml


def test_build_when_a_template_is_there_then_kept_unless_asked(settings, tmp_path, capsys):
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates" / "documents").mkdir(parents=True)
    (folder() / "tables.docx").write_bytes(b"edited")

    call_command("build_documents", "tables")
    kept = (folder() / "tables.docx").read_bytes()
    call_command("build_documents", "tables", "--replace")

    assert kept == b"edited"
    assert capsys.readouterr().out.splitlines() == ["模板都在，没有改动。", "已生成：tables。"]
    assert (folder() / "tables.docx").read_bytes() != b"edited"


def test_build_when_name_is_unknown_then_refused():
    with pytest.raises(CommandError, match="没有名为 nothing 的模板"):
        call_command("build_documents", "nothing")


def test_download_when_sent_then_named_in_chinese_and_never_guessed_about():
    response = docx_response(b"PK", "关于“示例”的通知\r\n.docx")

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"].endswith("wordprocessingml.document")
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert "filename*=UTF-8''%E5%85%B3%E4%BA%8E" in disposition
    assert "\r" not in disposition
