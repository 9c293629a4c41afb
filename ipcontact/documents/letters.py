"""The letter: the default template of official documents, and what it asks for."""

from __future__ import annotations

from typing import Any

from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.utils.safestring import SafeString

from ipcontact.documents.gbt9704 import Sheet
from ipcontact.documents.kinds import GENERAL, LETTER, known
from ipcontact.documents.kinds import register as register_kind
from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.rendering import folder, render
from ipcontact.documents.sources import register as register_source
from ipcontact.documents.tables import chinese_day


def register() -> None:
    """Tell the builder of templates, and name the room's own kind."""
    register_source(LETTER, letter_sheet)
    register_kind(GENERAL)


def letter_context(document: OfficialDocument) -> dict[str, Any]:
    """What `letter.docx`, a kind's own template and their HTML views ask for.

    The facts of the document stand beside the names of the letter and never replace them.
    """
    tables = document.tables
    names = [each["caption"] for each in tables if each.get("caption")]
    return {
        **document.facts,
        "letterhead": document.letterhead,
        "document_no": document.document_no or "（文号待编号）",
        "title": document.title,
        "addressee": document.addressee,
        "paragraphs": document.paragraphs,
        "attachments": [
            f"{place}.{name}" if len(names) > 1 else name
            for place, name in enumerate(names, start=1)
        ],
        "tables": tables,
        "organ": document.organ_name,
        "day": chinese_day(document.dated_on) if document.dated_on else "",
    }


def letter_file(document: OfficialDocument) -> bytes:
    """The document as a Word file. Raises: DocumentError for a broken template."""
    return render(document.form.template, letter_context(document))


def letter_view(document: OfficialDocument) -> SafeString:
    """The document as part of a page: the record, the approval and the print share it."""
    template = get_template(view_name(document.form.template))
    return template.render(letter_context(document))


def view_name(template: str) -> str:
    """Name of the HTML view beside a .docx template."""
    return f"documents/{template}.html"


def view_faults() -> list[str]:
    """Kinds whose .docx template or HTML view is missing or cannot be read, a sentence each."""
    found = []
    for name in dict.fromkeys(kind.template for kind in known()):
        if not (folder() / f"{name}.docx").is_file():
            found.append(f"缺少公文模板“{name}.docx”。")
        try:
            get_template(view_name(name))
        except (TemplateDoesNotExist, TemplateSyntaxError) as error:
            found.append(f"公文网页模板“{name}.html”不能使用：{error}。")
    return found


def letter_sheet() -> Sheet:
    """How the template was first made."""
    sheet = Sheet("公文")
    sheet.head(organ="{{ letterhead }}", number="{{ document_no }}", title="{{ title }}")
    sheet.tag("{%p if addressee %}")
    sheet.line("公文主送", "{{ addressee }}：")
    sheet.tag("{%p endif %}")
    sheet.tag("{%p for text in paragraphs %}")
    sheet.line("公文正文", "{{ text }}")
    sheet.tag("{%p endfor %}")
    sheet.tag("{%p if attachments %}")
    sheet.line("公文正文", "")
    sheet.line("公文正文", "附件：{{ attachments | join('；') }}")
    sheet.tag("{%p endif %}")
    sheet.sign(organ="{{ organ }}", day="{{ day }}")
    sheet.tag("{%p for table in tables %}")
    sheet.new_page("公文表题", "附件{{ loop.index if tables | length > 1 else '' }}")
    sheet.line("公文表题", "{{ table.caption }}")
    sheet.table(
        [
            ["{%tc for head in table.heads %}", "{{ head }}", "{%tc endfor %}"],
            ["{%tr for row in table.rows %}"],
            ["{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}"],
            ["{%tr endfor %}"],
        ]
    )
    sheet.tag("{%p endfor %}")
    return sheet
