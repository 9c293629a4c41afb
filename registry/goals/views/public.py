"""What the public reads: the latest released snapshot, never a live figure."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.views.decorators.http import require_safe

from ipcontact.accounts.audiences import PUBLIC, audience
from ipcontact.audit.models import AccessEvent
from ipcontact.audit.services import record_access
from ipcontact.sheets.responses import file_response
from ipcontact.ui.models import SiteProfile
from registry.goals import papers
from registry.goals.models import FigureSnapshot
from registry.goals.wording import corrected, faces
from registry.pages import PublicPage


def latest() -> FigureSnapshot | None:
    """The released figures of the latest day, in their last version."""
    return FigureSnapshot.objects.released().select_related("corrects").first()


class FiguresPage(PublicPage):
    """统计数据, with 统计截止日, counting rules and, of a correction, the differences."""

    title = "统计数据"
    template_name = "registry/goals/public.html"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        snapshot = latest()
        return super().get_context_data(
            snapshot=snapshot,
            faces=faces(snapshot) if snapshot else [],
            corrected=corrected(snapshot) if snapshot else [],
            **kwargs,
        )


@audience(PUBLIC)
@require_safe
def download(request):
    """The latest released snapshot as the official Excel form; signed-in people leave a trace."""
    snapshot = latest()
    if snapshot is None:
        raise Http404("还没有发布统计数据。")
    if request.user.is_authenticated:
        record_access(
            AccessEvent.Kind.EXPORT,
            user=request.user,
            request=request,
            target=request.path,
            detail={"rows": len(snapshot.figures)},
        )
    chunks = papers.workbook(snapshot, organ=SiteProfile.objects.current().organ_name)
    return file_response(chunks, papers.filename(snapshot))
