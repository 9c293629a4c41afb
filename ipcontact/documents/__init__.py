"""Official documents: .docx templates the bureau edits in Word, filled with what is stored.

Two uses: papers made on the spot (`render`), and `OfficialDocument`s with a number and a way from
draft to delivery (`kinds.register`, `services.draw_up`).

A template is `templates/documents/<name>.docx`: an ordinary Word file with Jinja tags in its text
(`{{ title }}`; `{%p for … %}` on a line of its own repeats lines, `{%tr … %}` table rows).

    content = render("call", {"title": …, "organ": …})
    return docx_response(content, "关于申报的通知.docx")
"""

from ipcontact.documents.rendering import DocumentError, render
from ipcontact.documents.responses import docx_response

__all__ = ["DocumentError", "docx_response", "render"]
