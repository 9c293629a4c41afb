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
from registry.applications.models import Application, Claim
from registry.applications.services.deciding import refuse_held, refuse_involved
from registry.applications.services.steps import locked
from registry.criteria.choices import CheckState

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

# Who checks proofs in a state: whoever reviews the file there, so that the bureau's word stands.
CHECKERS = {
    ApplicationState.AGENCY_REVIEW: Actor.CLERK,
    ApplicationState.BUREAU_REVIEW: Actor.HANDLER,
    ApplicationState.INSPECTION: Actor.HANDLER,
    ApplicationState.READY: Actor.HANDLER,
}


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
        RuleViolation: `wrong_state`, `wrong_actor`, `held_by_other`, `reason_missing`, `stale`,
            `own_application`, `stands_aside`.
        PermissionDenied.
    """
    require(by, "criteria.check")
    with act("核对证明", by=by, reason=note):
        application = locked(claim.application)
        refuse_checker(application, by=by)
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
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


def refuse_checker(application: Application, *, by: User) -> None:
    """Refuse whoever does not check the proofs of a file now.

    Raises: RuleViolation `wrong_state`, `wrong_actor`, `held_by_other`, `own_application`,
        `stands_aside`. PermissionDenied.
    """
    _refuse_others(application, by=by)
    refuse_held(application, by=by)
    refuse_involved(application, by=by)


def _refuse_others(application: Application, *, by: User) -> None:
    actors = actors_of(by, application)
    if {Actor.CLERK, Actor.HANDLER}.isdisjoint(actors):
        raise PermissionDenied("证明须由推荐单位经办或区局经办核对。")
    state = ApplicationState(application.state)
    if state not in CHECKERS:
        raise RuleViolation("wrong_state", f"这件申报现在是“{state.label}”，不能再核对证明。")
    checker = CHECKERS[state]
    if checker not in actors:
        raise RuleViolation(
            "wrong_actor",
            f"这件申报现在是“{state.label}”，证明由{checker.label}核对。有不同意见请告知对方。",
        )
