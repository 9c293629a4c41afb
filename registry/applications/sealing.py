"""Stamped copies of the printed form, and whether they still say what the file says."""

from __future__ import annotations

from dataclasses import dataclass

from registry.applications.models import Application, SealedCopy, Submission
from registry.applications.rules import is_open
from registry.applications.services.submission import contents_of

OUTDATED = "盖章件与当前内容不一致"


@dataclass(frozen=True)
class Sealed:
    """One scan; `is_current`: it belongs to what the file says now."""

    copy: SealedCopy
    is_current: bool


def sealed_copies(application: Application) -> list[Sealed]:
    """The stamped scans of a file, the newest first; removed ones are not among them."""
    copies = list(
        SealedCopy.objects.filter(
            submission__application=application, file__is_removed=False
        ).select_related("submission", "file")
    )
    if not copies:
        return []
    latest = application.submissions.first()
    is_changed = has_changed(application, latest)
    return [
        Sealed(copy, is_current=copy.submission_id == latest.pk and not is_changed)
        for copy in copies
    ]


def has_changed(application: Application, submission: Submission) -> bool:
    """Whether an open file was edited since this submission; of a closed one nothing follows."""
    if not is_open(application.state):
        return False
    return contents_of(application)[1] != submission.digest
