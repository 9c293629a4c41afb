"""Downloads of the roster and of comparisons, for everybody."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable

from django.http import Http404
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from ipcontact.accounts.audiences import PUBLIC, audience
from ipcontact.audit.models import AccessEvent
from ipcontact.audit.services import latest_change, record_access
from ipcontact.sheets.responses import file_response
from ipcontact.workdays.clock import today
from registry.roster.exports import KINDS, Export, export_comparison, export_roster
from registry.roster.filters import Selection
from registry.roster.forms import ComparisonForm

logger = logging.getLogger(__name__)
FORM = 1  # of the files: raised when their columns or words change, so that kept ones are renewed


@audience(PUBLIC)
@require_safe
def download(request, kind: str):
    """Exactly the rows, columns and order that the list shows."""
    _known(kind)
    selection = Selection.read(request.GET)
    asked = selection.params.dict()
    return _send(request, asked, lambda: export_roster(selection, kind))


@audience(PUBLIC)
@require_safe
def download_comparison(request, kind: str):
    """Every change that the comparison shows."""
    _known(kind)
    form = ComparisonForm.read(request.GET, today=today())
    if form.comparison is None:
        raise Http404("没有可以比较的两个版次。")
    return _send(
        request, form.params, lambda: export_comparison(form.comparison, kind, today=today())
    )


def _known(kind: str) -> None:
    if kind not in KINDS:
        raise Http404("没有这种格式的导出。")


def _send(request, asked: dict, make: Callable[[], Export]):
    """The download; signed-in people leave a trace, others a count in the log.

    Others may keep the file and ask again whether it changed; then it is not even made.
    """
    is_signed_in = request.user.is_authenticated
    tag = None if is_signed_in else _tag(request.path, asked)
    if tag and (unchanged := get_conditional_response(request, etag=tag)):
        return unchanged
    export = make()
    if is_signed_in:
        record_access(
            AccessEvent.Kind.EXPORT,
            user=request.user,
            request=request,
            target=request.path,
            detail={"rows": export.count, **_told(asked)},
        )
    logger.info("public export %s: %d rows", request.path, export.count)
    response = file_response(export.chunks, export.filename)
    if tag:
        response["ETag"], response["Cache-Control"] = tag, "public, no-cache"
        patch_vary_headers(response, ["Cookie"])
    return response


def _tag(path: str, asked: dict) -> str | None:
    """The file as it is now: what is asked, the day, the state of all data; None if in motion."""
    state = latest_change()
    if state is None:
        return None
    facts = [FORM, path, sorted(asked.items()), today().isoformat(), state]
    return f'W/"{hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]}"'


def _told(asked: dict) -> dict:
    """What the trace keeps of the question: that something was searched for, not the words."""
    return {name: True if name == "q" else value for name, value in asked.items()}
