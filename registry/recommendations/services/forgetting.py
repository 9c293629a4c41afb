"""Retention: what an old sheet says of persons goes; what became of its lines stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from ipcontact.audit.services import act
from registry.recommendations.choices import RecommendationState, SheetState
from registry.recommendations.models import Recommendation, RecommendationSheet, SheetLine

if TYPE_CHECKING:
    from ipcontact.accounts.models import User


def forget_sheet_contacts(*, now: datetime, by: User | None = None, dry_run: bool = False) -> int:
    """Empty old sheets of the file and of the contacts in their lines; the nightly job.

    A sheet is old when it was imported, or uploaded and never imported, that many days ago, and
    no draft from it waits for the signature any more. The files that came of it keep their
    contacts as long as they themselves are kept; the row history never had them.

    Args: now: aware; dry_run: only count. Returns: how many sheets; a second time none.
    """
    limit = now - timedelta(days=settings.SHEET_RETENTION_DAYS)
    drafts = Recommendation.objects.filter(
        sheet_line__sheet=OuterRef("pk"), state=RecommendationState.DRAFTING
    )
    full = SheetLine.objects.filter(sheet=OuterRef("pk")).exclude(persons={})
    old = (
        RecommendationSheet.objects.annotate(ended_at=Coalesce("imported_at", "created_at"))
        .filter(~Exists(drafts), Exists(full) | ~Q(content=b""), ended_at__lt=limit)
        .order_by("pk")
    )
    if dry_run:
        return old.count()
    with act("清除汇总表联系人", by=by):
        rows = old.defer("content").select_for_update(of=("self",), skip_locked=True)
        keys = list(rows.values_list("pk", flat=True))
        sheets = RecommendationSheet.objects.filter(pk__in=keys)
        SheetLine.objects.filter(sheet__in=keys, sheet__state=SheetState.PREVIEWED).delete()
        sheets.filter(state=SheetState.PREVIEWED).update(state=SheetState.DROPPED, summary={})
        sheets.update(content=b"")
        SheetLine.objects.filter(sheet__in=keys).update(persons={})
    return len(keys)
