"""补录往年申报: what was decided on paper in former days, entered by one, confirmed by another.

The subject is the unit: nothing exists before the second person has compared it with the paper.
Then the application is there in the state it came to, with its steps on their own days, its
recommendation and its place on the list of that meeting. No clock runs, nobody is told, and the
roster stays as its editions say (`registry.imports` brings in those of former years).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

from ipcontact.accounts.rights import refusal, require
from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import enter_offline
from ipcontact.audit.services import act
from ipcontact.workdays.clock import today as current_day
from registry.applications.choices import ApplicationAction, ApplicationState
from registry.applications.models import Application
from registry.applications.services import as_moment, create_past, record_past
from registry.backfills.services.past import (
    DAYS,
    Past,
    criteria_of,
    listing_after,
    name_on,
    refuse,
)
from registry.batches.choices import BatchItemDecision
from registry.batches.services import record_past_item
from registry.recommendations.services import record_past_opinion
from registry.units.models import Unit

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

CODE, ENTER = "application.backfill", "offline.enter"
A, D, S = ApplicationAction, BatchItemDecision, ApplicationState
ENDS = {
    D.INCLUDE: (S.LISTED, A.INCLUDE),
    D.EXCLUDE: (S.NOT_SELECTED, A.EXCLUDE),
    D.DEFER: (S.READY, A.DEFER),
}


def enter(
    unit: Unit,
    past: Past,
    *,
    decider_name: str,
    channel: str,
    scan: Any,
    by: User,
    today: date,
    minutes_no: str = "",
    document_no: str = "",
) -> OfflineResult:
    """Enter a file of former days; it takes effect when a second person confirms.

    Args: decider_name: who decided, as the paper says: the person may be long gone.
    Raises: RuleViolation, of `backfills.rules.problems` or of `enter_offline`. PermissionDenied.
    """
    require(by, ENTER)
    if not Unit.objects.visible_to(by).filter(pk=unit.pk).exists():
        raise PermissionDenied(refusal(by, ENTER))
    refuse(unit, past, today=today)
    return enter_offline(
        unit,
        code=CODE,
        payload=past.as_payload(),
        decided_on=past.decided_on,
        channel=channel,
        by=by,
        scan=scan,
        decider_name=decider_name,
        minutes_no=minutes_no,
        document_no=document_no,
        reason=past.reason,
        today=today,
    )


def apply_past(unit: Unit, payload: dict[str, Any], keywords: dict[str, Any]) -> Act:
    """Let it take effect; called by `acts.services.confirm_offline`. Returns: the decision."""
    past = Past.read(payload)
    state, decision = ENDS[D(past.outcome)]
    with act("补录往年申报", by=None):
        refuse(unit, past, today=current_day())
        listing = listing_after(unit, past.decided_on) if state == S.LISTED else None
        application = create_past(
            unit,
            round=past.round,
            name=name_on(unit, past.filed_on),
            is_recommended=past.is_recommended,
            agency=past.agency,
            criteria=criteria_of(past),
            filed_on=past.filed_on,
            ended_on=listing.period.lower if listing else past.decided_on,
            state=state,
        )
        how = {name: keywords[name] for name in ("entered_by", "confirmed_by", "scan")}
        _record_way(application, past, how)
        step = record_past(application, decision, on=past.decided_on, **_without_day(keywords))
        if listing:
            edition = listing.entry_edition
            record_past(
                application,
                A.LIST,
                on=listing.period.lower,
                words=f"公布纳入：{edition.name}",
                actor_name=past.round.contact_agency.name,
                document_no=edition.document_no,
                **how,
            )
        record_past_item(
            application,
            decision=past.outcome,
            reason=past.reason,
            decided_on=past.decided_on,
            decided_at=as_moment(past.decided_on),
            **{k: v for k, v in _without_day(keywords).items() if k != "reason"},
        )
    return step


def check(unit: Unit, payload: dict[str, Any], decider: User | None) -> None:
    """Asked again before it takes effect. Raises: RuleViolation."""
    refuse(unit, Past.read(payload), today=current_day())


def describe(unit: Unit, payload: dict[str, Any]) -> list[str]:
    """Every fact the second person compares with the paper, a sentence each."""
    past = Past.read(payload)
    source = "推荐" if past.is_recommended else "自愿申报"
    said = [f"申报批次：{past.round.name}", f"来源：{source}"]
    if past.agency:
        said.append(f"推荐单位：{past.agency.name}")
    said.append(f"依据的入库条件：{'、'.join(str(each) for each in criteria_of(past))}")
    days = [f"{label} {payload[name]}" for name, label in DAYS if payload[name]]
    return [*said, f"日期：{'，'.join(days)}", "不开始任何时限，不发任何消息，名录不变"]


def changes(unit: Unit, payload: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What will be there once it is confirmed."""
    outcome = D(payload["outcome"])
    then = f"审定{outcome.label}，“{ENDS[outcome][0].label}”"
    listing = listing_after(unit, date.fromisoformat(payload["decided_on"]))
    if outcome == D.INCLUDE and listing:
        then = f"{then}，{listing.period.lower} 由《{listing.entry_edition.name}》纳入"
    if payload["reason"]:
        then = f"{then}，理由：{payload['reason']}"
    return [(f"{unit.name}的申报", "没有记录", then)]


def _record_way(application: Application, past: Past, how: dict[str, Any]) -> None:
    record_past(
        application, A.SUBMIT, on=past.filed_on, actor_name=application.unit_name[:80], **how
    )
    if past.agency:
        record_past_opinion(application, agency=past.agency, on=past.recommended_on)
        record_past(
            application, A.ENDORSE, on=past.recommended_on, actor_name=past.agency.name[:80], **how
        )
    if past.reviewed_on:
        office = past.round.contact_agency.name[:80]
        record_past(application, A.INSPECTED, on=past.reviewed_on, actor_name=office, **how)


def _without_day(keywords: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in keywords.items() if name != "event_on"}
