"""A draft whose round has closed goes on in another one; nothing has to be typed again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.files.services import remove_all
from ipcontact.ui.errors import RuleViolation
from registry.applications.access import require_own
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.applications.services.steps import locked
from registry.rounds.models import IntakeRound

if TYPE_CHECKING:
    from ipcontact.accounts.models import User


def move_to_round(
    application: Application,
    *,
    round: IntakeRound,
    now: datetime,
    by: User | None,
    grant: str = "",
) -> Application:
    """Let a draft go on in a round that takes applications now; harmless the second time.

    Conditions are carried over by their number; one that the other round's scheme does not have
    goes, with its files.

    Raises: RuleViolation `not_a_draft`, `round_closed`. PermissionDenied.
    """
    require_own(application, by=by, grant=grant)
    verdict = round.intake(now)
    if not verdict.is_open:
        raise RuleViolation("round_closed", verdict.refusal)
    with act("转到另一批次", by=by):
        application = locked(application)
        if application.state != ApplicationState.DRAFT:
            raise RuleViolation("not_a_draft", "这件申报已经提交，不能再换批次。")
        if application.round_id == round.pk:
            return application
        if application.round.scheme_id != round.scheme_id:
            _carry_claims(application, round, by=by)
        return store(application, round=round, opened_form_at=now)


def _carry_claims(application: Application, round_: IntakeRound, *, by: User | None) -> None:
    criteria = {each.code: each for each in round_.scheme.criteria.all()}
    for claim in application.claims.select_related("criterion"):
        criterion = criteria.get(claim.criterion.code)
        if criterion is None:
            remove_all(claim, by=by)
            claim.delete()
            continue
        claim.criterion = criterion
        claim.version += 1
        claim.save(update_fields=["criterion", "version", "updated_at"])
