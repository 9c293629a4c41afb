"""补录往年申报: what was decided on paper in former days, entered by one, confirmed by another.

The subject is the unit: nothing exists before the second person has compared it with the paper.
Then the application is there in the state it came to, with its steps on their own days, its
recommendation and its place on the list of that meeting. No clock runs, nobody is told, and the
roster stays as its editions say (`registry.imports` brings in those of former years).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ipcontact.accounts.models import Agency
from ipcontact.accounts.rights import refusal, require
from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import enter_offline
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.workdays.clock import today as current_day
from registry.applications.choices import FINAL, ApplicationAction, ApplicationState
from registry.applications.models import Application
from registry.applications.services import as_moment, create_past, record_past
from registry.backfills.rules import PastFile, Span, problems
from registry.batches.choices import BatchItemDecision
from registry.batches.services import record_past_item
from registry.criteria.models import Criterion
from registry.recommendations.services import record_past_opinion
from registry.roster.models import Listing
from registry.rounds.choices import IntakeRoundState
from registry.rounds.models import IntakeRound
from registry.units.models import Unit

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

CODE = "application.backfill"
ENTER = "offline.enter"
A, D, S = ApplicationAction, BatchItemDecision, ApplicationState
ENDS = {
    D.INCLUDE: (S.LISTED, A.INCLUDE),
    D.EXCLUDE: (S.NOT_SELECTED, A.EXCLUDE),
    D.DEFER: (S.READY, A.DEFER),
}
_DAYS = (
    ("filed_on", "申报"),
    ("recommended_on", "推荐单位出具意见"),
    ("reviewed_on", "考察完成"),
    ("decided_on", "审定"),
)


@dataclass(frozen=True, kw_only=True)
class Past:
    """What the paper says of one file.

    Attributes:
        round: in which it was filed.
        is_recommended: put forward by an agency, else filed by the unit itself.
        agency: which recommended it or gave its opinion.
        criteria: codes of the conditions it relied on.
        filed_on, recommended_on, reviewed_on, decided_on: the days of its steps.
        outcome: 纳入, 不纳入 or 暂缓; reason: of the latter two.
    """

    round: IntakeRound
    is_recommended: bool
    agency: Agency | None
    criteria: Sequence[str]
    filed_on: date
    recommended_on: date | None
    reviewed_on: date | None
    decided_on: date
    outcome: str
    reason: str = ""

    def as_payload(self) -> dict[str, Any]:
        """As the offline result keeps it."""
        days = {name: getattr(self, name) for name, _ in _DAYS}
        return {
            "round": self.round.number,
            "is_recommended": self.is_recommended,
            "agency": self.agency.code if self.agency else "",
            "criteria": sorted(self.criteria),
            "outcome": self.outcome,
            "reason": self.reason.strip(),
            **{name: day.isoformat() if day else "" for name, day in days.items()},
        }

    @classmethod
    def read(cls, payload: dict[str, Any]) -> Past:
        """What was entered, with the round and the agency as they are now."""
        code = payload["agency"]
        days = {name: payload[name] for name, _ in _DAYS}
        return cls(
            round=IntakeRound.objects.select_related("scheme", "contact_agency").get(
                number=payload["round"]
            ),
            is_recommended=payload["is_recommended"],
            agency=Agency.objects.get(code=code) if code else None,
            criteria=payload["criteria"],
            outcome=payload["outcome"],
            reason=payload["reason"],
            **{name: date.fromisoformat(day) if day else None for name, day in days.items()},
        )


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
    _refuse(unit, past, today=today)
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
        _refuse(unit, past, today=current_day())
        listing = _listing_after(unit, past.decided_on) if state == S.LISTED else None
        application = create_past(
            unit,
            round=past.round,
            name=_name_on(unit, past.filed_on),
            is_recommended=past.is_recommended,
            agency=past.agency,
            criteria=_criteria_of(past),
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
    _refuse(unit, Past.read(payload), today=current_day())


def describe(unit: Unit, payload: dict[str, Any]) -> list[str]:
    """Every fact the second person compares with the paper, a sentence each."""
    past = Past.read(payload)
    source = "推荐" if past.is_recommended else "自愿申报"
    said = [f"申报批次：{past.round.name}", f"来源：{source}"]
    if past.agency:
        said.append(f"推荐单位：{past.agency.name}")
    said.append(f"依据的入库条件：{'、'.join(str(each) for each in _criteria_of(past))}")
    days = [f"{label} {payload[name]}" for name, label in _DAYS if payload[name]]
    return [*said, f"日期：{'，'.join(days)}", "不开始任何时限，不发任何消息，名录不变"]


def changes(unit: Unit, payload: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What will be there once it is confirmed."""
    outcome = D(payload["outcome"])
    then = f"审定{outcome.label}，“{ENDS[outcome][0].label}”"
    listing = _listing_after(unit, date.fromisoformat(payload["decided_on"]))
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


def _refuse(unit: Unit, past: Past, *, today: date) -> None:
    """Raises: RuleViolation with everything that stands against it."""
    known = set(_criteria_of(past).values_list("code", flat=True))
    listing = _listing_after(unit, past.decided_on)
    closes_at = past.round.closes_at
    file = PastFile(
        outcome=past.outcome,
        reason=past.reason,
        is_recommended=past.is_recommended,
        has_agency=past.agency is not None,
        filed_on=past.filed_on,
        recommended_on=past.recommended_on,
        reviewed_on=past.reviewed_on,
        decided_on=past.decided_on,
        criteria=len(past.criteria),
        unknown=[code for code in past.criteria if code not in known],
        opened_on=timezone.localdate(past.round.opens_at),
        closed_on=timezone.localdate(closes_at) if closes_at else None,
        takes=past.round.state in (IntakeRoundState.PLANNED, IntakeRoundState.OPEN)
        and not past.round.is_standing,
        others=list(_spans(unit)),
        was_listed=Listing.objects.filter(unit=unit, period__contains=past.filed_on).exists(),
        listed_on=listing.period.lower if listing else None,
    )
    refuse_first(problems(file, today=today))


def _spans(unit: Unit) -> list[Span]:
    """The other files of the unit, those of rivals too; drafts and discarded ones never counted."""
    rows = Application.objects.filter(unit=unit).exclude(state__in=[S.DRAFT, S.DISCARDED])
    return [
        Span(
            words=f"{row.application_no}，{row.get_state_display()}",
            since=timezone.localdate(row.submitted_at or row.created_at),
            until=timezone.localdate(row.state_since) if row.state in FINAL else None,
        )
        for row in rows.order_by("pk")
    ]


def _criteria_of(past: Past):
    rows = Criterion.objects.filter(scheme=past.round.scheme, code__in=past.criteria)
    return rows.order_by("code")


def _listing_after(unit: Unit, day: date) -> Listing | None:
    """The first membership that began on a day or later."""
    rows = Listing.objects.filter(unit=unit, period__startswith__gte=day)
    return rows.select_related("entry_edition").order_by("period").first()


def _name_on(unit: Unit, day: date) -> str:
    """What the unit was called on a day, as far as the register knows."""
    borne = [
        row
        for row in unit.names.all()
        if (row.from_on is None or row.from_on <= day)
        and (row.until_on is None or day <= row.until_on)
    ]
    return borne[0].name if borne else unit.name


def _without_day(keywords: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in keywords.items() if name != "event_on"}
