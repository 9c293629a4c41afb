"""Official documents: .docx templates the bureau edits in Word, filled with what is stored.

Two uses: papers made on the spot (`render`), and `OfficialDocument`s with a number and a way from
draft to delivery (`kinds.register`, `services.draw_up`; on the record's page
`{% load documents %}{% documents record %}` lists them).

A template is `templates/documents/<name>.docx`: an ordinary Word file with Jinja tags in its text
(`{{ title }}`; `{%p for … %}` on a line of its own repeats lines, `{%tr … %}` table rows).

    content = render("call", {"title": …, "organ": …})
    return docx_response(content, "关于申报的通知.docx")

A kind of document is set in `letter.docx` or brings a template of its own, and beside it its view
on the screen, `<name>.html` (Django's tags, the same names). The bureau replaces a template by
copying the file, changing it in Word and putting it back under the same name; `manage.py doctor`
tells whether every template can still be filled, `manage.py build_documents` gives back ours.
"""

from ipcontact.documents.rendering import DocumentError, render
from ipcontact.documents.responses import docx_response

__all__ = ["DocumentError", "docx_response", "render"]
