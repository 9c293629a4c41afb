"""An applicant begins a file: whoever presses twice is led to the file that was begun first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q
from django.utils.crypto import salted_hmac

from ipcontact.audit.services import act
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.applications.services.drafts import start
from registry.rounds.models import IntakeRound

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

SALT = "application-start"


def begin(
    *,
    round: IntakeRound,
    basic: Mapping[str, Any],
    now: datetime,
    by: User | None,
    starter: str,
    held: Collection[str] = (),
) -> Application:
    """The own draft for this unit in this round, or a new one. Harmless twice, also at once.

    Of two clicks at once the later session does not know yet what the earlier one was let into:
    such a draft is known by its seed, which both make of the same `starter`.

    Args:
        basic: `credit_code`, or `unit_name` of an alliance without one.
        by: the unit's account; None for a person without account.
        starter: what stays the same of whoever begins, from one click to the next.
        held: keys of the files a person without account was let into.
    Raises: RuleViolation `round_closed`.
    """
    code, name = basic.get("credit_code", ""), basic.get("unit_name", "")
    with act("开始填报", by=by):
        seed = _seed(f"{starter} {round.pk} {code or name}")
        _one_at_a_time(seed)
        drafts = Application.objects.filter(
            round=round, state=ApplicationState.DRAFT, drafted_by_agency=None, credit_code=code
        )
        if not code:
            drafts = drafts.filter(unit_name=name)
        own = Q(owner=by) if by else Q(owner=None, lookup_nonce=seed) | Q(key__in=held)
        begun = drafts.filter(own).order_by("pk").first()
        return begun or start(round=round, basic=basic, now=now, by=by, seed=seed)


def _seed(text: str) -> str:
    """As long as those that are drawn, and as hard to guess."""
    return salted_hmac(SALT, text).hexdigest()[:32]


def _one_at_a_time(seed: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"begin {seed}"])
