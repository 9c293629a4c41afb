"""Checking what an applicant relies on: proven, or not, with a word why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from ipcontact.accounts.rights import require
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.applications.access import actors_of
from registry.applications.choices import Actor, ApplicationState
from registry.applications.models import Claim
from registry.applications.services.deciding import refuse_involved
from registry.applications.services.steps import locked
from registry.criteria.choices import CheckState

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

CHECKABLE = (
    ApplicationState.AGENCY_REVIEW,
    ApplicationState.BUREAU_REVIEW,
    ApplicationState.INSPECTION,
    ApplicationState.READY,
)


def check_claim(
    claim: Claim,
    *,
    state: CheckState,
    by: User,
    today: date,
    note: str = "",
    version: int | None = None,
) -> Claim:
    """Say of one condition's proof that it holds or does not; harmless the second time.

    Args:
        state: accepted, rejected ®, or unchecked to take the word back.
        note: needed when it is rejected.
        version: of the claim, as the page showed it.
    Raises:
        RuleViolation: `wrong_state`, `reason_missing`, `stale`, `own_application`,
            `stands_aside`.
        PermissionDenied.
    """
    require(by, "criteria.check")
    with act("核对证明", by=by, reason=note):
        application = locked(claim.application)
        if {Actor.CLERK, Actor.HANDLER}.isdisjoint(actors_of(by, claim.application)):
            raise PermissionDenied("证明须由推荐单位经办或区局经办核对。")
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
        if application.state not in CHECKABLE:
            raise RuleViolation(
                "wrong_state",
                f"这件申报现在是“{application.get_state_display()}”，不能再核对证明。",
            )
        refuse_involved(application, by=by)
        if state == CheckState.REJECTED and not note.strip():
            raise RuleViolation("reason_missing", "请写明这项证明为什么不能通过。")
        if (claim.state, claim.check_note) == (state, note.strip()):
            return claim
        if version is not None and claim.version != version:
            raise RuleViolation(
                "stale",
                "您打开之后，这项证明已由别人核对或由单位更换，"
                f"现在是“{claim.get_state_display()}”。请对照后再核对。",
            )
        is_checked = state != CheckState.UNCHECKED
        claim.state, claim.check_note = state, note.strip()[:300]
        claim.checked_by, claim.checked_on = (by, today) if is_checked else (None, None)
        claim.version += 1
        claim.save(
            update_fields=[
                "state", "check_note", "checked_by", "checked_on", "version", "updated_at",
            ]
        )  # fmt: skip
    return claim
