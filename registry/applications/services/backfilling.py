"""An application of former days, entered as it ended: no clock runs, nobody is told.

Called by `registry.backfills`, which has judged it and asked for two people and the paper.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from ipcontact.acts.choices import Channel
from ipcontact.acts.models import Act
from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.ui.errors import RuleViolation
from registry.applications.choices import ApplicationAction, ApplicationState
from registry.applications.lookup import new_nonce
from registry.applications.models import Application, Claim
from registry.applications.services.drafts import next_number
from registry.criteria.choices import CheckState
from registry.criteria.models import Criterion

if TYPE_CHECKING:
    from ipcontact.accounts.models import Agency, User
    from registry.rounds.models import IntakeRound
    from registry.units.models import Unit

NOTE = "补录：按审定时的纸质材料"
STATEMENT = "补录，情况和证明见原件扫描件。"


def create_past(
    unit: Unit,
    *,
    round: IntakeRound,
    name: str,
    is_recommended: bool,
    agency: Agency | None,
    criteria: Collection[Criterion],
    filed_on: date,
    ended_on: date,
    state: ApplicationState,
) -> Application:
    """The file in the state it came to, with the conditions it relied on.

    Args:
        name: of the unit on the day it filed.
        agency: which recommended it or gave its opinion; None where nobody did.
        criteria: those of a unit that was included count as proven on the day it was decided.
        ended_on: since when it has been in `state`.
    Raises: RuleViolation `overlaps`, when the unit got another open file meanwhile.
    """
    basic = {"unit_name": name, "credit_code": unit.credit_code or "", "unit_kind": unit.kind}
    try:
        with transaction.atomic():
            application = Application.objects.create(
                application_no=next_number(as_moment(filed_on)),
                lookup_nonce=new_nonce(),
                round=round,
                state=state,
                state_since=as_moment(ended_on),
                is_self_filed=not is_recommended,
                is_recommended=is_recommended,
                unit=unit,
                unit_name=name,
                unit_kind=unit.kind,
                credit_code=unit.credit_code or "",
                agency=agency,
                answers={"basic": basic},
                submitted_at=as_moment(filed_on),
            )
    except IntegrityError as error:
        if "application_one_open_per_unit" not in str(error):
            raise
        raise RuleViolation(
            "overlaps", f"{unit.name}刚刚有了另一件在办的申报，请核对后再补录。"
        ) from error
    checked = {"state": CheckState.ACCEPTED, "checked_on": ended_on, "check_note": NOTE}
    is_proven = state == ApplicationState.LISTED
    for criterion in criteria:
        Claim.objects.create(
            application=application,
            criterion=criterion,
            statement=STATEMENT,
            **(checked if is_proven else {}),
        )
    return application


def record_past(
    application: Application,
    action: ApplicationAction,
    *,
    on: date,
    words: str = "",
    channel: str = Channel.PAPER,
    **how: Any,
) -> Act:
    """One step of those days in the history of the file.

    Args: on: its own day; words: what the history calls it, default the action's label; how: for
    `acts.services.record`: actor_name, entered_by, confirmed_by, scan, …
    """
    return record(
        application,
        code=f"application.{action}",
        action=(words or action.label)[:60],
        by=how.pop("by", None),
        event_on=on,
        channel=channel,
        is_backfill=True,
        **how,
    )


def discard_past(
    application: Application, *, code: str, words: str, reason: str, by: User, today: date
) -> Application:
    """A file that was entered wrongly no longer counts; it stays readable with its steps.

    Called with the application locked, inside the act of the caller.
    """
    store(
        application,
        state=ApplicationState.DISCARDED,
        state_since=timezone.now(),
        holder=None,
        held_since=None,
    )
    record(application, code=code, action=words, by=by, reason=reason, today=today)
    return application


def as_moment(day: date) -> datetime:
    """The beginning of a day of which no time is known."""
    return timezone.make_aware(datetime.combine(day, time.min))
