"""Everything a unit mends in a returned file, kept in one go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ipcontact.audit.services import act
from registry.applications.access import require_own
from registry.applications.models import Application
from registry.applications.services.attachments import save_files
from registry.applications.services.claims import ClaimInput, save_claims
from registry.applications.services.drafts import save_section
from registry.criteria.models import Criterion

if TYPE_CHECKING:
    from ipcontact.accounts.models import User


def save_mended(
    application: Application,
    *,
    sections: Mapping[str, Mapping[str, Any]],
    claimed: Iterable[ClaimInput],
    dropped: Iterable[Criterion],
    files: Mapping[str, Any],
    by: User | None,
    grant: str = "",
) -> Application:
    """Keep answers, conditions and attachments of one page, all of it or nothing, so that what
    was typed can be shown again when something of it is refused.

    Args: sections: values by key of the section; claimed, dropped: see `save_claims`;
        files: keywords of `save_files`.
    Raises: RuleViolation `not_editable`, `not_in_notice`, `unit_fixed`; FileRefused.
        PermissionDenied.
    """
    require_own(application, by=by, grant=grant)
    with act("补充申报材料", by=by):
        for section, values in sections.items():
            save_section(application, section=section, values=values, by=by, grant=grant)
        save_claims(application, claimed=claimed, dropped=dropped, by=by, grant=grant)
        return save_files(application, **files, by=by, grant=grant)
