"""The form of official documents (GB/T 9704-2012) as an empty Word file to write templates on.

Fonts are named as the standard has them and never shipped: a machine without them falls back.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

SONG_TITLE, FANG, HEI, KAI, SONG = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
    "宋体",
)
LATIN = "Times New Roman"
RED = RGBColor(0xC0, 0x00, 0x00)
BODY, TITLE, FOOT, CELL = 16, 22, 14, 12  # points: 3号, 2号, 4号, 小4号
LINE = 28.9  # points; 22 lines on the 225 mm of the type area
MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
# Name of a style -> font, points, line spacing, first line by so many characters, and the rest.
STYLES: dict[str, dict[str, Any]] = {
    "发文机关标志": {"font": SONG_TITLE, "size": 30, "line": 44, "centre": True, "colour": RED},
    "发文字号": {"font": FANG, "size": BODY, "centre": True, "rule": True},
    "公文标题": {"font": SONG_TITLE, "size": TITLE, "line": 34, "centre": True, "space": 29},
    "公文主送": {"font": FANG, "size": BODY},
    "公文正文": {"font": FANG, "size": BODY, "indent": 2},
    "公文一级标题": {"font": HEI, "size": BODY, "indent": 2, "keep": True},
    "公文二级标题": {"font": KAI, "size": BODY, "indent": 2, "keep": True},
    "公文落款": {"font": FANG, "size": BODY, "right": 4, "keep": True},
    "公文表题": {"font": HEI, "size": FOOT, "centre": True, "keep": True},
    "公文表头": {"font": HEI, "size": CELL, "line": 18, "centre": True},
    "公文表格": {"font": FANG, "size": CELL, "line": 18},
}


class Sheet:
    """An A4 document in official form. Methods add one thing each, in the order of the paper."""

    def __init__(self, title: str, *, is_wide: bool = False) -> None:
        self.document = Document()
        self.document.core_properties.title = title
        self.document.core_properties.author = ""
        self.document.core_properties.created = datetime(2026, 1, 1)  # noqa: DTZ001  fixed
        self._page(is_wide)
        self._styles()
        self._page_numbers()

    def line(self, style: str, text: str) -> Paragraph:
        """A paragraph in one of `STYLES`."""
        return self.document.add_paragraph(text, style=style)

    def new_page(self, style: str, text: str) -> Paragraph:
        """A paragraph on top of a new page."""
        paragraph = self.line(style, text)
        paragraph.paragraph_format.page_break_before = True
        return paragraph

    def tag(self, text: str) -> Paragraph:
        """A line that only holds a tag (`{%p … %}`) and is gone from the filled document."""
        return self.line("公文正文", text)

    def head(self, *, organ: str, number: str, title: str) -> None:
        """发文机关标志, 发文字号 over the red rule, 标题."""
        self.line("发文机关标志", organ)
        self.line("发文字号", number)
        self.line("公文标题", title)

    def sign(self, *, organ: str, day: str) -> None:
        """发文机关署名 and 成文日期, right, four characters from the edge."""
        self.line("公文正文", "")
        self.line("公文落款", organ)
        self.line("公文落款", day)

    def table(self, rows: list[list[str]], *, heads: int = 1) -> Table:
        """A ruled table as wide as the type area; its first rows repeat on each page."""
        table = self.document.add_table(len(rows), max(map(len, rows)), style="Table Grid")
        for number, texts in enumerate(rows):
            row = table.rows[number]
            if number < heads:
                row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, text in zip(row.cells, texts, strict=False):
                cell.paragraphs[0].style = "公文表头" if number < heads else "公文表格"
                cell.paragraphs[0].add_run(text)
        return table

    def write_to(self, path: Path) -> None:
        self.document.save(str(path))

    def _page(self, is_wide: bool) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        margins = MARGINS
        if is_wide:  # turned: the binding edge is on top
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Mm(297), Mm(210)
            margins = dict(zip(MARGINS, (28, 26, 35, 37), strict=True))
        for name, millimetres in margins.items():
            setattr(section, name, Mm(millimetres))
        section.header_distance, section.footer_distance = Mm(15), Mm(23)
        for old in section._sectPr.findall(qn("w:docGrid")):
            section._sectPr.remove(old)

    def _styles(self) -> None:
        styles = self.document.styles
        for language in styles.element.iter(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")
        _write(styles["Normal"], {"font": FANG, "size": BODY})
        for name, wanted in STYLES.items():
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles["Normal"]
            style.quick_style = True
            _write(style, wanted)

    def _page_numbers(self) -> None:
        """— 1 — in 4号宋体 below the type area: odd pages right, even left, one character in."""
        section = self.document.sections[0]
        self.document.settings.odd_and_even_pages_header_footer = True
        for footer, side, edge in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right"),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left"),
        ):
            paragraph = footer.paragraphs[0]
            paragraph.alignment = side
            _indent(paragraph._p.get_or_add_pPr(), **{edge: FOOT * 20, f"{edge}Chars": 100})
            for piece in ("— ", None, " —"):
                run = paragraph.add_run(piece or "")
                run.font.size = Pt(FOOT)
                _fonts(run._r.get_or_add_rPr(), SONG, latin=SONG)
                if piece is None:
                    _page_field(run._r)


def _write(style: Any, wanted: dict[str, Any]) -> None:
    """Give a style its font, size, spacing and place."""
    size = wanted["size"]
    style.font.size = Pt(size)
    style.font.name = LATIN
    if "colour" in wanted:
        style.font.color.rgb = wanted["colour"]
    _fonts(style.element.get_or_add_rPr(), wanted["font"])
    form = style.paragraph_format
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(wanted.get("line", LINE))
    form.space_before = Pt(wanted.get("space", 0))
    form.space_after = Pt(wanted.get("space", 0))
    form.widow_control = False
    form.keep_with_next = wanted.get("keep")
    if wanted.get("centre"):
        form.alignment = WD_ALIGN_PARAGRAPH.CENTER
    properties = style.element.get_or_add_pPr()
    if count := wanted.get("indent"):
        _indent(properties, firstLine=count * size * 20, firstLineChars=count * 100)
    if count := wanted.get("right"):
        form.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _indent(properties, right=count * size * 20, rightChars=count * 100)
    if wanted.get("rule"):
        properties.insert_element_before(_red_rule(), "w:shd", "w:spacing", "w:ind", "w:jc")


def _fonts(properties: Any, name: str, *, latin: str = LATIN) -> None:
    fonts = properties.get_or_add_rFonts()
    for part, value in (("ascii", latin), ("hAnsi", latin), ("eastAsia", name), ("cs", latin)):
        fonts.set(qn(f"w:{part}"), value)


def _indent(properties: Any, **values: int) -> None:
    """Indents in twips with their measure in characters, which wins in Word."""
    indent = properties.get_or_add_ind()
    for name, value in values.items():
        indent.set(qn(f"w:{name}"), str(value))


def _red_rule() -> Any:
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", str(RED))):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    return borders


def _page_field(run: Any) -> None:
    for kind in ("begin", None, "end"):
        if kind is None:
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = "PAGE"
            run.append(code)
            continue
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run.append(mark)
