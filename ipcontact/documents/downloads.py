"""A paper that is not for everybody, taken along with a trace."""

from django.http import HttpRequest, HttpResponse

from ipcontact.audit.services import record_access
from ipcontact.documents.responses import docx_response


def taken_docx(request: HttpRequest, content: bytes, filename: str, *, target: str) -> HttpResponse:
    """A Word file; who took it along is kept.

    Args: target: which paper, without personal values.
    """
    record_access(
        "export", user=request.user, request=request, target=target, detail={"format": "docx"}
    )
    return docx_response(content, filename)
