"""A document as a download."""

from django.http import HttpResponse

from ipcontact.sheets.responses import content_disposition

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def docx_response(content: bytes, filename: str) -> HttpResponse:
    """A download under a Chinese name (RFC 6266) that no browser shows or guesses about.

    Args: content: the .docx file; filename: its name with the ending docx.
    """
    response = HttpResponse(content, content_type=DOCX)
    response["Content-Disposition"] = content_disposition(filename)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
