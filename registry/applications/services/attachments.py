"""Attachments of a file as one page, and the stamped paper of what was submitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.files.formats import SCANS
from ipcontact.files.models import StoredFile
from ipcontact.files.services import put, remove, revise
from ipcontact.files.services import store as store_file
from ipcontact.ui.errors import RuleViolation
from registry.applications.access import require_own
from registry.applications.choices import ApplicationState, FilePurpose
from registry.applications.models import Application, SealedCopy, Submission
from registry.applications.rules import is_open
from registry.applications.services.drafts import editable
from registry.applications.services.scope import file_path, refuse_outside
from registry.applications.services.steps import locked

if TYPE_CHECKING:
    from ipcontact.accounts.models import User


def save_files(
    application: Application,
    *,
    single: Mapping[str, Any],
    added: Sequence[Any] = (),
    removed: Sequence[StoredFile] = (),
    licence_by_bureau: bool | None = None,
    by: User | None,
    grant: str = "",
) -> Application:
    """Keep the page of attachments, all of it or nothing.

    Args:
        single: by purpose, as an `AttachmentField` was filled in: an upload takes the place of
            what was there, False takes it away, None leaves it.
        added, removed: other material that comes and goes.
        licence_by_bureau: the tick; None leaves it.
    Raises: RuleViolation `not_editable`, `not_in_notice`; FileRefused. PermissionDenied.
    """
    require_own(application, by=by, grant=grant)
    with act("上传申报材料", by=by):
        application = editable(application)
        touched = [purpose for purpose, upload in single.items() if upload is not None]
        if added or removed:
            touched.append(FilePurpose.OTHER)
        tick = application.licence_by_bureau if licence_by_bureau is None else licence_by_bureau
        if tick != application.licence_by_bureau:
            touched.append(FilePurpose.LICENCE)
        if not touched:
            return application
        refuse_outside(application, map(file_path, touched))
        erase = application.state == ApplicationState.DRAFT
        for purpose, upload in single.items():
            put(application, purpose=FilePurpose(purpose), upload=upload, by=by, erase=erase)
        revise(
            application,
            purpose=FilePurpose.OTHER,
            added=added,
            removed=removed,
            by=by,
            erase=erase,
        )
        return store(application, licence_by_bureau=tick)


def add_sealed_copy(
    submission: Submission, *, upload: Any, by: User | None, today: date, grant: str = ""
) -> SealedCopy:
    """Keep the scan or photo of the printed form with its stamp; a form of several pages has
    several.

    Raises: RuleViolation `submission_outdated` (a newer version was submitted meanwhile),
        `not_sealable`; FileRefused. PermissionDenied.
    """
    require_own(submission.application, by=by, grant=grant)
    with act("上传盖章件", by=by):
        application = locked(submission.application)
        _refuse_unsealable(application, submission)
        file = store_file(
            upload, purpose=FilePurpose.SEALED, by=by, owner=submission, allowed=SCANS
        )
        copy = SealedCopy.objects.create(submission=submission, file=file, uploaded_by=by)
        store(application)
        record(
            application,
            code="application.sealed",
            action="上传盖章件",
            by=by,
            actor_name=application.unit_name,
            today=today,
        )
    return copy


def remove_sealed_copy(copy: SealedCopy, *, by: User | None, grant: str = "") -> None:
    """Take a wrong scan away; the row stays. Harmless the second time.

    Raises: RuleViolation `submission_outdated`, `not_sealable`. PermissionDenied.
    """
    require_own(copy.submission.application, by=by, grant=grant)
    with act("移除盖章件", by=by):
        application = locked(copy.submission.application)
        _refuse_unsealable(application, copy.submission)
        remove(copy.file, by=by)
        store(application)


def _refuse_unsealable(application: Application, submission: Submission) -> None:
    if not is_open(application.state):
        raise RuleViolation("not_sealable", "这件申报已经办结，不再接收盖章件。")
    if application.submissions.first() != submission:
        raise RuleViolation(
            "submission_outdated",
            "之后又提交了新的版本，这一版的盖章件与当前内容不一致。请打印最新版本盖章后上传。",
        )
