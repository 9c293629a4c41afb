"""补录往年批次: a round that was held on paper, entered afterwards as what it was, concluded.

It takes no applications and is shown to no citizen: its notice is the paper of that day, kept as
the scan of the step. What was decided in it is entered unit by unit (`registry.backfills`).
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ipcontact.accounts.models import Agency
from ipcontact.accounts.rights import require
from ipcontact.acts.choices import Channel
from ipcontact.acts.services import record
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.models import SiteProfile
from registry.criteria.services import scheme_on
from registry.rounds.choices import IntakeRoundState
from registry.rounds.contents import form_versions
from registry.rounds.models import IntakeRound
from registry.rounds.rules import past_round_problems
from registry.rounds.services.planning import next_number, one_at_a_time, refuse_taken
from registry.rounds.services.steps import VERB

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

BACKFILL = "round.backfill"


def backfill(
    *,
    name: str,
    opens_on: date,
    closes_on: date,
    published_on: date,
    scan: Any,
    by: User,
    today: date,
    document_no: str = "",
) -> IntakeRound:
    """Enter a round of former days from its paper notice; nobody is told, nothing begins to run.

    Args: scan: the notice as it was issued, a fresh file of `by` or an upload.
    Raises: RuleViolation `round_dates`, `scan_missing`, `no_scheme`, `name_taken`.
        PermissionDenied.
    """
    require(by, VERB)
    refuse_first(
        past_round_problems(
            published_on=published_on,
            opens_on=opens_on,
            closes_on=closes_on,
            has_scan=scan is not None,
            today=today,
        )
    )
    scheme = scheme_on(opens_on)
    if scheme is None:
        raise RuleViolation(
            "no_scheme", f"{opens_on} 没有施行中的方案版本，请系统管理员先登记当时的方案。"
        )
    site = SiteProfile.objects.current()
    with act("补录往年批次", by=by):
        one_at_a_time()
        refuse_taken(name)
        round_ = IntakeRound.objects.create(
            number=next_number(opens_on.year),
            name=name,
            scheme=scheme,
            form_version=next(iter(form_versions())),
            state=IntakeRoundState.CONCLUDED,
            is_backfill=True,
            opens_at=_at(opens_on, time.min),
            closes_at=_at(closes_on, time(23, 59)),
            contact_agency=Agency.objects.filter(kind=Agency.Kind.BUREAU).order_by("pk").first(),
            contact_phone=site.phone,
            document_no=document_no,
            published_on=published_on,
            organ_name=site.organ_name,
            created_by=by,
        )
        record(
            round_,
            code=BACKFILL,
            action="补录往年批次",
            by=by,
            event_on=published_on,
            channel=Channel.PAPER,
            document_no=document_no,
            scan=scan,
            is_backfill=True,
            today=today,
        )
    return round_


def _at(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))
