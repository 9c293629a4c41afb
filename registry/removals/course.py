"""The course of a removal as a list of steps: done, now, to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from registry.removals.choices import RemovalState
from registry.removals.models import Removal


@dataclass(frozen=True)
class Milestone:
    """One step of the course; `on` when it was done, `is_now` for the one that waits."""

    label: str
    on: date | None
    is_now: bool = False


def course_of(removal: Removal) -> list[Milestone]:
    """Where it stands, for the record and the unit's page."""
    state = removal.state
    if removal.is_own_wish:
        steps = [
            Milestone("单位申请退出", removal.proposed_on),
            Milestone("经办确认", removal.told_on, state == RemovalState.REQUESTED),
        ]
    else:
        steps = [
            Milestone("提出移出", removal.proposed_on),
            Milestone("告知单位", removal.told_on, state == RemovalState.PROPOSED),
            Milestone("单位陈述", removal.statement_on, state == RemovalState.HEARING),
        ]
    if state == RemovalState.CANCELLED:
        return [*[step for step in steps if step.on], Milestone("已撤销，继续在库", None)]
    label = removal.get_state_display() if removal.decided_on else "领导决定"
    return [*steps, Milestone(label, removal.decided_on, state == RemovalState.READY)]
