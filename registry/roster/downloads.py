"""Downloads of the roster and of comparisons, for everybody."""

from __future__ import annotations

import logging

from django.http import Http404
from django.views.decorators.http import require_safe

from ipcontact.accounts.audiences import PUBLIC, audience
from ipcontact.audit.models import AccessEvent
from ipcontact.audit.services import record_access
from ipcontact.sheets.responses import file_response
from ipcontact.workdays.clock import today
from registry.roster.exports import KINDS, Export, export_comparison, export_roster
from registry.roster.filters import Selection
from registry.roster.forms import ComparisonForm

logger = logging.getLogger(__name__)


@audience(PUBLIC)
@require_safe
def download(request, kind: str):
    """Exactly the rows, columns and order that the list shows."""
    _known(kind)
    selection = Selection.read(request.GET)
    return _send(request, export_roster(selection, kind), selection.params.dict())


@audience(PUBLIC)
@require_safe
def download_comparison(request, kind: str):
    """Every change that the comparison shows."""
    _known(kind)
    form = ComparisonForm.read(request.GET, today=today())
    if form.comparison is None:
        raise Http404("没有可以比较的两个版次。")
    return _send(request, export_comparison(form.comparison, kind, today=today()), form.params)


def _known(kind: str) -> None:
    if kind not in KINDS:
        raise Http404("没有这种格式的导出。")


def _send(request, export: Export, asked: dict):
    """The download; signed-in people leave a trace, others a count in the log."""
    if request.user.is_authenticated:
        record_access(
            AccessEvent.Kind.EXPORT,
            user=request.user,
            request=request,
            target=request.path,
            detail={"rows": export.count, **_told(asked)},
        )
    logger.info("public export %s: %d rows", request.path, export.count)
    return file_response(export.chunks, export.filename)


def _told(asked: dict) -> dict:
    """What the trace keeps of the question: that something was searched for, not the words."""
    return {name: True if name == "q" else value for name, value in asked.items()}
