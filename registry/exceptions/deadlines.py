"""时限合规表: of every limit, how many were kept, and which were not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from ipcontact.clocks import subjects
from ipcontact.clocks.models import Clock

MOST_LATE = 200
_LATE_DONE = Q(ended_on__gt=F("due_on"))


@dataclass(frozen=True)
class LimitRow:
    """One kind of limit: how many began in the period, and what became of them."""

    name: str
    total: int
    in_time: int
    late: int
    running: int
    overdue: int
    paused: int

    @property
    def share(self) -> str:
        """按时率: of those that have ended or run over, how many ended in time."""
        judged = self.in_time + self.late + self.overdue
        return f"{self.in_time * 100 / judged:.1f}%" if judged else "—"


def begun(user, *, since: date | None, until: date | None) -> QuerySet[Clock]:
    """Limits that this person may know of and that began in the period."""
    rows = Clock.objects.visible_to(user)
    if since:
        rows = rows.filter(start_on__gte=since)
    return rows.filter(start_on__lte=until) if until else rows


def compliance(clocks: QuerySet[Clock], *, today: date) -> list[LimitRow]:
    """What became of the limits, by name. One query."""
    ended = Q(ended_on__isnull=False)
    open_ = Q(ended_on__isnull=True)
    counted = clocks.order_by("name").values("name")
    rows = counted.annotate(
        total=Count("pk"),
        late=Count("pk", filter=ended & _LATE_DONE),
        done=Count("pk", filter=ended),
        running=Count("pk", filter=open_ & Q(due_on__gte=today)),
        overdue=Count("pk", filter=open_ & Q(due_on__lt=today)),
        paused=Count("pk", filter=open_ & Q(due_on__isnull=True)),
    )
    return [
        LimitRow(
            row["name"],
            row["total"],
            row["done"] - row["late"],
            row["late"],
            row["running"],
            row["overdue"],
            row["paused"],
        )
        for row in rows
    ]


def late_ones(clocks: QuerySet[Clock], *, today: date) -> list[dict]:
    """Limits that were not kept, the latest first, with the names of their records."""
    broken = clocks.filter(_LATE_DONE | Q(ended_on=None, due_on__lt=today))
    rows = list(broken.order_by("-due_on", "-pk")[:MOST_LATE])
    found = subjects.resolve_all((row.subject_table, row.subject_key) for row in rows)
    return [
        {
            "clock": row,
            "subject": subjects.label(
                row.subject_table, found.get((row.subject_table, row.subject_key))
            ),
            "days": ((row.ended_on or today) - row.due_on).days,
        }
        for row in rows
    ]
