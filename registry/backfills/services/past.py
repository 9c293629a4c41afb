"""What the paper says of one file, kept and read again, and judged by what the register knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from ipcontact.accounts.models import Agency
from ipcontact.acts.services.steps import refuse_first
from registry.applications.choices import FINAL, ApplicationState
from registry.applications.models import Application
from registry.backfills.rules import PastFile, Span, problems
from registry.criteria.models import Criterion
from registry.roster.models import Listing
from registry.rounds.choices import IntakeRoundState
from registry.rounds.models import IntakeRound
from registry.units.models import Unit

DAYS = (
    ("filed_on", "申报"),
    ("recommended_on", "推荐单位出具意见"),
    ("reviewed_on", "考察完成"),
    ("decided_on", "审定"),
)
NEVER_COUNTED = (ApplicationState.DRAFT, ApplicationState.DISCARDED)


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
        days = {name: getattr(self, name) for name, _ in DAYS}
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
        days = {name: payload[name] for name, _ in DAYS}
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


def refuse(unit: Unit, past: Past, *, today: date) -> None:
    """Raises: RuleViolation with everything that stands against it."""
    known = set(criteria_of(past).values_list("code", flat=True))
    listing = listing_after(unit, past.decided_on)
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
    rows = Application.objects.filter(unit=unit).exclude(state__in=NEVER_COUNTED)
    return [
        Span(
            words=f"{row.application_no}，{row.get_state_display()}",
            since=timezone.localdate(row.submitted_at or row.created_at),
            until=timezone.localdate(row.state_since) if row.state in FINAL else None,
        )
        for row in rows.order_by("pk")
    ]


def criteria_of(past: Past) -> QuerySet[Criterion]:
    """The conditions it relied on, of the plan of its round."""
    rows = Criterion.objects.filter(scheme=past.round.scheme, code__in=past.criteria)
    return rows.order_by("code")


def listing_after(unit: Unit, day: date) -> Listing | None:
    """The first membership that began on a day or later."""
    rows = Listing.objects.filter(unit=unit, period__startswith__gte=day)
    return rows.select_related("entry_edition").order_by("period").first()


def name_on(unit: Unit, day: date) -> str:
    """What the unit was called on a day, as far as the register knows."""
    borne = [
        row
        for row in unit.names.all()
        if (row.from_on is None or row.from_on <= day)
        and (row.until_on is None or day <= row.until_on)
    ]
    return borne[0].name if borne else unit.name
