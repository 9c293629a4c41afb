"""While a round runs: opened and closed by the clock, put off, concluded."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.rounds.choices import IntakeRoundState
from registry.rounds.contents import unfinished
from registry.rounds.models import IntakeRound, RoundExtension
from registry.rounds.rules import closing_verdict, extension_verdict
from registry.rounds.services import telling
from registry.rounds.services.steps import locked, refuse, relock

if TYPE_CHECKING:
    from ipcontact.accounts.models import User


def extend(
    round_: IntakeRound,
    *,
    closes_at: datetime,
    reason: str,
    by: User,
    now: datetime,
    version: int | None = None,
) -> RoundExtension:
    """Put the closing off, before it or within a day after it; a closed round opens again.

    Agencies and everybody with a file in the round are told.

    Args: closes_at: the new closing, aware; now: aware; version: what the form was based on.
    Returns: the extension as kept.
    Raises: RuleViolation `not_published`, `standing`, `concluded`, `too_late`, `not_later`,
        `reason_missing`, `stale`. PermissionDenied.
    """
    with act("延长申报截止", by=by, reason=reason):
        round_ = locked(round_, by=by, version=version)
        refuse(
            extension_verdict(
                state=round_.state,
                is_published=round_.is_published,
                closes_at=round_.closes_at,
                at=now,
                new_closes_at=closes_at,
            )
        )
        if not reason.strip():
            raise RuleViolation("reason_missing", "请写明延长截止的理由，会一并公布和告知。")
        extension = RoundExtension.objects.create(
            round=round_,
            closes_at_before=round_.closes_at,
            closes_at_after=closes_at,
            reason=reason.strip(),
            extended_by=by,
        )
        is_reopened = round_.state == IntakeRoundState.CLOSED
        state = IntakeRoundState.OPEN if is_reopened else round_.state
        store(round_, closes_at=closes_at, state=state)
        record(
            round_,
            code="round.extend",
            action=f"延长截止至 {timezone.localtime(closes_at):%Y-%m-%d %H:%M}",
            by=by,
            reason=reason,
            today=_day(now),
        )
        telling.extended(extension, by=by)
    return extension


def close(
    round_: IntakeRound, *, reason: str, by: User, now: datetime, version: int | None = None
) -> IntakeRound:
    """End a standing round; rounds with a closing time end by themselves.

    Raises: RuleViolation `not_standing`, `closed`, `not_published`, `reason_missing`, `stale`.
        PermissionDenied.
    """
    with act("截止常年申报", by=by, reason=reason):
        round_ = locked(round_, by=by, version=version)
        refuse(
            closing_verdict(
                state=round_.state,
                is_published=round_.is_published,
                is_standing=round_.is_standing,
            )
        )
        store(round_, state=IntakeRoundState.CLOSED)
        record(
            round_,
            code="round.close",
            action="截止常年申报",
            by=by,
            reason=reason,
            today=_day(now),
        )
    return round_


def conclude(
    round_: IntakeRound, *, by: User, now: datetime, version: int | None = None
) -> IntakeRound:
    """Close the books of a round once every application of it is final; drafts stay drafts.

    Raises: RuleViolation `not_closed`, `in_grace`, `unfinished`, `concluded`, `stale`.
        PermissionDenied.
    """
    with act("办结申报批次", by=by):
        round_ = locked(round_, by=by, version=version)
        refuse(round_.conclusion(now, unfinished=unfinished(round_)))
        store(round_, state=IntakeRoundState.CONCLUDED, concluded_on=_day(now))
        record(round_, code="round.conclude", action="办结申报批次", by=by, today=_day(now))
    return round_


def keep_time(*, now: datetime, by: User | None = None) -> tuple[int, int]:
    """Open and close the rounds whose minute has come; harmless when run again.

    Args: now: aware; by: None, the system.
    Returns: how many were opened and closed.
    """
    opened = closed = 0
    for round_ in IntakeRound.objects.to_open(now).order_by("opens_at", "pk"):
        opened += _move(round_, IntakeRoundState.OPEN, "开始申报", by=by, now=now)
    for round_ in IntakeRound.objects.to_close(now).order_by("closes_at", "pk"):
        closed += _move(round_, IntakeRoundState.CLOSED, "申报截止", by=by, now=now)
    return opened, closed


def _move(
    round_: IntakeRound, target: IntakeRoundState, action: str, *, by: User | None, now: datetime
) -> bool:
    """One step of the clock, unless somebody put it off in the meantime."""
    with act(action, by=by):
        round_ = relock(round_)
        rows = IntakeRound.objects.filter(pk=round_.pk)
        is_open = target == IntakeRoundState.OPEN
        if not (rows.to_open(now) if is_open else rows.to_close(now)).exists():
            return False
        moment = round_.opens_at if is_open else round_.closes_at
        store(round_, state=target)
        record(
            round_,
            code=f"round.{target}",
            action=action,
            by=by,
            event_on=_day(moment),
            today=_day(now),
        )
    return True


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
