"""The page of conditions as a whole: what is ticked, with proof and files; what no longer is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ipcontact.audit.services import act
from registry.applications.access import require_own
from registry.applications.models import Application
from registry.applications.services.drafts import (
    add_proof_file,
    drop_claim,
    remove_file,
    set_claim,
)
from registry.criteria.models import Criterion

if TYPE_CHECKING:
    from ipcontact.accounts.models import User
    from ipcontact.files.models import StoredFile


@dataclass(frozen=True)
class ClaimInput:
    """One ticked condition: particulars by field of `Proof`, new files, files to take away."""

    criterion: Criterion
    values: Mapping[str, Any]
    uploads: Sequence[Any] = ()
    removed: Sequence[StoredFile] = ()


def save_claims(
    application: Application,
    *,
    claimed: Iterable[ClaimInput],
    dropped: Iterable[Criterion] = (),
    by: User | None,
    grant: str = "",
) -> Application:
    """Keep the page of conditions, all of it or nothing.

    Args: claimed: what is ticked; dropped: what was ticked before and is not any more, whose
        files go with it. Conditions in neither stay as they are.
    Raises: RuleViolation `not_editable`, `not_in_notice`; FileRefused. PermissionDenied.
    """
    require_own(application, by=by, grant=grant)
    with act("填写入库条件", by=by):
        for criterion in dropped:
            drop_claim(application, criterion=criterion, by=by, grant=grant)
        for item in claimed:
            claim = set_claim(
                application, criterion=item.criterion, values=item.values, by=by, grant=grant
            )
            for file in item.removed:
                remove_file(application, file=file, by=by, grant=grant)
            for upload in item.uploads:
                add_proof_file(claim, upload=upload, by=by, grant=grant)
    return Application.objects.get(pk=application.pk)
