"""What becomes of the membership of a unit that turns out to be a duplicate.

Entries of published papers keep the name and code of their day; only the unit behind them is
another row. Membership follows from the papers, so it is derived anew.
"""

from __future__ import annotations

from datetime import date

from ipcontact.ui.registry import MergePlan, MergeRelation, RowChange, merge_relations
from registry.roster.derivation import derive
from registry.roster.models import Departure, Listing, RosterEntry
from registry.units.choices import MembershipState
from registry.units.merging import relation_of, rows_of
from registry.units.models import Unit

UNSETTLED = (MembershipState.SUSPENDED, MembershipState.REMOVAL_PROPOSED)


def register() -> None:
    """Declare the relations; called once when the app is ready."""
    for order, (model, label, word, plan) in enumerate(
        (
            (Departure, "移出决定", "个", _departures),
            (Listing, "在库记录", "段", _listings),
            (RosterEntry, "名录版次中的条目", "条", _entries),
        ),
        start=30,
    ):
        merge_relations.add(
            MergeRelation(
                relation=relation_of(model),
                label=label,
                word=word,
                plan=plan,
                settle=_settle if model is RosterEntry else None,
                is_derived=model is Listing,
                order=order,
            )
        )


def _settle(units: set[int]) -> None:
    derive(new=[], units=units)


def _departures(surviving: Unit, merged: Unit, day: date) -> MergePlan:
    rows = list(rows_of(Departure, merged))
    days = set(Departure.objects.filter(unit=surviving).values_list("left_on", flat=True))
    obstacles = tuple(
        f"两家单位都有 {row.left_on:%Y-%m-%d} 的移出决定，请先核对并更正其中一个。"
        for row in rows
        if row.left_on in days
    )
    changes = tuple(RowChange(row, {"unit_id": surviving.pk}) for row in rows)
    return MergePlan(changes, obstacles=obstacles)


def _listings(surviving: Unit, merged: Unit, day: date) -> MergePlan:
    """Two that were on the roster at once were counted twice in public: not a silent matter."""
    rows = list(rows_of(Listing, merged))
    obstacles = []
    for row in rows:
        for other in Listing.objects.filter(unit=surviving, period__overlap=row.period):
            begins = max(row.period.lower, other.period.lower)
            obstacles.append(
                f"两家单位自 {begins:%Y-%m-%d} 起同时在库（{other.entry_edition.name}、"
                f"{row.entry_edition.name}），名录曾计为两家。请先移出其中一家，"
                "或更正有误的版次，再合并。"
            )
    if merged.membership_state in UNSETTLED:
        words = MembershipState(merged.membership_state).label
        obstacles.append(f"被合并单位的名录状态是“{words}”，请先办结再合并。")
    changes = tuple(RowChange(row, {"unit_id": surviving.pk}) for row in rows)
    return MergePlan(changes, obstacles=tuple(obstacles))


def _entries(surviving: Unit, merged: Unit, day: date) -> MergePlan:
    rows = list(rows_of(RosterEntry, merged))
    named = set(RosterEntry.objects.filter(unit=surviving).values_list("edition", flat=True))
    obstacles = tuple(
        f"“{row.edition.name}”中两家单位都有，请先用更正公告更正该版次。"
        for row in rows
        if row.edition_id in named
    )
    changes = tuple(RowChange(row, {"unit_id": surviving.pk}) for row in rows)
    notes = ("已公布版次中的名称、代码和序号保留当日内容，不改。",) if rows else ()
    return MergePlan(changes, notes=notes, obstacles=obstacles)
