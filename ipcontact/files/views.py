"""Sending a file to somebody who may read it now; for everybody else it does not exist.

Open to the public because visitors without account read what they uploaded (`files.grants`);
whoever was let into nothing and is not signed in is led to the sign-in page, file or no file.
"""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from ipcontact.accounts.audiences import PUBLIC, audience, to_sign_in
from ipcontact.audit.models import AccessEvent
from ipcontact.audit.services import record_access
from ipcontact.files import grants
from ipcontact.files.access import may_read
from ipcontact.files.formats import INLINE, PDF
from ipcontact.files.models import StoredFile
from ipcontact.files.services import read
from ipcontact.sheets.responses import content_disposition

# Nothing in a file may run, load or send anything in our name.
_SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"
# Older browsers do not start their PDF viewer in a sandbox; what runs is refused on the way in.
_VIEWER = "default-src 'none'; frame-ancestors 'none'"


@audience(PUBLIC)
@require_safe
def download(request: HttpRequest, file: UUID) -> HttpResponseBase:
    """The file as a download, under its original name."""
    found = _readable(request, file)
    return _response(request, found, is_shown=False) if found else to_sign_in(request)


@audience(PUBLIC)
@require_safe
def preview(request: HttpRequest, file: UUID) -> HttpResponseBase:
    """A picture or PDF shown by the browser; other kinds have no preview."""
    found = _readable(request, file)
    if found is None:
        return to_sign_in(request)
    if found.content_type not in INLINE:
        raise Http404
    return _response(request, found, is_shown=True)


def _readable(request: HttpRequest, key: UUID) -> StoredFile | None:
    """The file; None for somebody who could be let in by signing in."""
    given = grants.held(request)
    file = StoredFile.objects.filter(key=key, is_removed=False).first()
    if file is not None and may_read(request.user, file, given):
        return file
    if given or request.user.is_authenticated:
        raise Http404
    return None


def _response(request: HttpRequest, file: StoredFile, *, is_shown: bool) -> HttpResponseBase:
    try:
        content = read(file)
    except FileNotFoundError as error:
        raise Http404 from error
    if request.method == "HEAD":
        content.close()
        response = HttpResponse(content_type=file.content_type)
    else:
        response = FileResponse(content, content_type=file.content_type)
        _record(request, file, is_shown=is_shown)
    disposition = content_disposition(file.original_name)
    if is_shown:
        disposition = disposition.replace("attachment", "inline", 1)
    response["Content-Disposition"] = disposition
    response["Content-Length"] = str(file.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    is_viewed = is_shown and file.content_type == PDF.content_type
    response["Content-Security-Policy"] = _VIEWER if is_viewed else _SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _record(request: HttpRequest, file: StoredFile, *, is_shown: bool) -> None:
    """Write the reading down; the name, which may tell a secret, is left out."""
    detail = {"purpose": file.purpose, "table": file.owner_table, "key": file.owner_key}
    record_access(
        AccessEvent.Kind.DOWNLOAD,
        user=request.user,
        request=request,
        target=f"附件 {file.key}",
        detail={**detail, "shown": is_shown},
    )
