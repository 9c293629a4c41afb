"""Everything that changes the roster: editions, departures, and the membership that follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Max, Min
from django.utils import timezone

from ipcontact.accounts.rights import require
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.roster.choices import EditionKind
from registry.roster.models import Departure, Listing, RosterEdition, RosterEntry
from registry.roster.rules import (
    Appearance,
    Exit,
    Membership,
    Paper,
    may_publish,
    membership,
    order_position,
)
from registry.units.choices import MembershipState
from registry.units.models import Unit

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

BATCH = 2_000


@dataclass
class RosterLine:
    """One line of a paper: the unit, and how the paper writes it."""

    unit: Unit
    order: int
    name: str
    credit_code: str = ""
    criteria: tuple[str, ...] = ()
    recommended_by: str = ""
    listed_on: date | None = None
    left_on: date | None = None
    ground: str = ""
    note: str = ""


@dataclass(frozen=True)
class EditionFacts:
    """What is said about an edition beside its lines; `document_no` may be empty (待编号)."""

    name: str
    published_on: date
    kind: str = EditionKind.ADDITION
    document_no: str = ""
    organ_name: str = ""
    is_backfill: bool = False
    source_name: str = ""
    source_hash: str = ""


def publish_edition(
    facts: EditionFacts, lines: Sequence[RosterLine], *, by: User | None, today: date
) -> RosterEdition:
    """Publish a list as of a day; membership follows from it by itself.

    Args: facts: name, day, kind and number of the paper; lines: its units in paper order.
    Returns: the edition.
    Raises: RuleViolation `published_on`, `edition_exists`, `no_lines`, `unit_twice`.
    """
    if by is not None:
        require(by, "roster.publish")
    refusal = may_publish(published_on=facts.published_on, today=today)
    if refusal:
        raise RuleViolation("published_on", refusal)
    if not lines:
        raise RuleViolation("no_lines", "名单中没有单位，请先导入或选择单位。")
    if len({line.unit.pk for line in lines}) < len(lines):
        raise RuleViolation("unit_twice", "名单中有单位出现两次，请删去重复行后再试。")
    with act("公布名录", by=by):
        _one_at_a_time()
        if RosterEdition.objects.filter(name=facts.name).exists():
            raise RuleViolation(
                "edition_exists", f"已有名为“{facts.name}”的版次，请换一个名称或打开原版次核对。"
            )
        edition = RosterEdition.objects.create(
            number=_next_number(facts.published_on),
            name=facts.name,
            kind=facts.kind,
            published_on=facts.published_on,
            document_no=facts.document_no,
            organ_name=facts.organ_name,
            is_backfill=facts.is_backfill,
            source_name=facts.source_name,
            source_hash=facts.source_hash,
            entry_count=len(lines),
            created_by=by,
        )
        Departure.objects.bulk_create(
            [
                Departure(unit=line.unit, left_on=line.left_on, ground=line.ground, edition=edition)
                for line in lines
                if line.left_on
            ],
            batch_size=BATCH,
            ignore_conflicts=True,
        )
        entries = [_entry(edition, line) for line in lines]
        _derive(new=entries, units=_touched(edition, entries))
    return edition


def depart(
    *,
    unit: Unit,
    on: date,
    ground: str,
    by: User | None,
    today: date,
    document_no: str = "",
    reason: str = "",
) -> Departure:
    """Record the decision by which a unit leaves the roster on a day.

    Raises: RuleViolation `not_listed` when the unit is not on the roster the day before,
    `future` when the day has not come.
    """
    if by is not None:
        require(by, "roster.publish")
    if on > today:
        raise RuleViolation("future", "移出日期在今天之后，请核对后重填。")
    with act("移出名录", by=by, reason=reason):
        _one_at_a_time()
        if not Listing.objects.filter(unit=unit, period__contains=on).exists():
            raise RuleViolation("not_listed", f"{unit.name} 在 {on:%Y-%m-%d} 不在库，无须移出。")
        departure = Departure.objects.create(
            unit=unit, left_on=on, ground=ground, document_no=document_no, reason=reason
        )
        _derive(new=[], units={unit.pk})
    return departure


def discard_backfill(*, edition: RosterEdition, by: User, reason: str) -> None:
    """Take back a wrongly entered past edition; its units stay in the register.

    Raises: RuleViolation `not_backfill` for editions that were really published here.
    """
    require(by, "roster.publish")
    with act("撤销补录版次", by=by, reason=reason):
        _one_at_a_time()
        edition = RosterEdition.objects.get(pk=edition.pk)
        if not edition.is_backfill:
            raise RuleViolation(
                "not_backfill", "只有补录的版次可以撤销；正式公布的版次请用更正公告更正。"
            )
        units = _touched(edition, list(edition.entries.all()))
        Departure.objects.filter(edition=edition).delete()
        Listing.objects.filter(unit__in=units).delete()
        edition.entries.all().delete()
        edition.delete()
        _derive(new=[], units=units)


def _one_at_a_time() -> None:
    """Publishing is rare and changes many units: one at a time, whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('registry.roster'))")


def _next_number(published_on: date) -> str:
    taken = RosterEdition.objects.filter(number__startswith=f"{published_on.year}-")
    ordinals = [int(number.partition("-")[2]) for number in taken.values_list("number", flat=True)]
    return f"{published_on.year}-{max(ordinals, default=0) + 1}"


def _entry(edition: RosterEdition, line: RosterLine) -> RosterEntry:
    return RosterEntry(
        edition=edition,
        unit=line.unit,
        order=line.order,
        position=order_position(edition.published_on, edition.pk, line.order),
        name=line.name,
        credit_code=line.credit_code,
        unit_kind=line.unit.kind,
        criteria=list(line.criteria),
        region_id=line.unit.region_id,
        recommended_by=line.recommended_by,
        listed_on=line.listed_on,
        note=line.note,
    )


def _touched(edition: RosterEdition, entries: Collection[RosterEntry]) -> set[int] | None:
    """Units whose membership an edition may change; None means every unit ever named."""
    if edition.kind == EditionKind.FULL:
        return None
    return {entry.unit_id for entry in entries}


def _derive(*, new: Sequence[RosterEntry], units: set[int] | None) -> None:
    """Compute membership of units anew and write only what differs; insert the new entries."""
    scope = {} if units is None else {"unit__in": units}
    entries: list[RosterEntry] = [*RosterEntry.objects.filter(**scope), *new]
    papers = {edition.pk: _paper(edition) for edition in RosterEdition.objects.all()}
    fulls = [paper for paper in papers.values() if paper.is_full]
    appearances: dict[int, list[Appearance]] = defaultdict(list)
    by_key: dict[object, RosterEntry] = {}
    for entry in entries:
        key = (entry.unit_id, entry.edition_id)
        by_key[key] = entry
        appearances[entry.unit_id].append(
            Appearance(key, papers[entry.edition_id], entry.listed_on)
        )
    exits: dict[int, list[Exit]] = defaultdict(list)
    for unit_id, on, ground in Departure.objects.filter(**scope).values_list(
        "unit_id", "left_on", "ground"
    ):
        exits[unit_id].append(Exit(on, ground))
    derived = {
        unit_id: membership(items, exits[unit_id], fulls) for unit_id, items in appearances.items()
    }
    changed = []
    for result in derived.values():
        for key, entry in ((key, by_key[key]) for key in result.shown):
            if (entry.shown_from, entry.shown_until) != result.shown[key]:
                entry.shown_from, entry.shown_until = result.shown[key]
                if entry.pk:
                    changed.append(entry)
    RosterEntry.objects.bulk_create(new, batch_size=BATCH)
    _write_shown(changed)
    _write_listings(derived, scope)
    _write_membership(derived, units)


def _paper(edition: RosterEdition) -> Paper:
    return Paper(
        edition.pk,
        edition.published_on,
        order_position(edition.published_on, edition.pk, 0),
        edition.kind == EditionKind.FULL,
    )


def _write_shown(entries: Sequence[RosterEntry]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE registry_rosterentry AS e SET shown_from = v.f, shown_until = v.u "
            "FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS v(id, f, u) WHERE e.id = v.id",
            [
                [entry.pk for entry in entries],
                [entry.shown_from for entry in entries],
                [entry.shown_until for entry in entries],
            ],
        )


def _write_listings(derived: dict[int, Membership], scope: dict) -> None:
    stored = {(row.unit_id, row.period.lower): row for row in Listing.objects.filter(**scope).all()}
    fresh = []
    for unit_id, result in derived.items():
        for stretch in result.stretches:
            row = stored.get((unit_id, stretch.from_on))
            facts = (
                (stretch.from_on, stretch.until_on),
                stretch.entry_edition_id,
                stretch.exit_edition_id,
                stretch.ground,
            )
            if row is not None and facts == (
                (row.period.lower, row.period.upper),
                row.entry_edition_id,
                row.exit_edition_id,
                row.ground,
            ):
                del stored[(unit_id, stretch.from_on)]
                continue
            fresh.append(
                Listing(
                    unit_id=unit_id,
                    period=facts[0],
                    entry_edition_id=facts[1],
                    exit_edition_id=facts[2],
                    ground=facts[3],
                )
            )
    Listing.objects.filter(pk__in=[row.pk for row in stored.values()]).delete()
    Listing.objects.bulk_create(fresh, batch_size=BATCH)


def _write_membership(derived: dict[int, Membership], units: set[int] | None) -> None:
    """Bring the membership columns of units in line, touching only units that differ."""
    states: dict[int, tuple] = dict.fromkeys(
        units or (), (MembershipState.OUTSIDE.value, None, None)
    )
    for unit_id, result in derived.items():
        last = result.stretches[-1] if result.stretches else None
        if last is None:
            states[unit_id] = (MembershipState.OUTSIDE.value, None, None)
        elif last.until_on is None:
            states[unit_id] = (MembershipState.LISTED.value, last.from_on, None)
        else:
            states[unit_id] = (MembershipState.LEFT.value, last.from_on, last.until_on)
    rows = sorted(states.items())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE registry_unit AS u SET membership_state = v.s, listed_on = v.f, left_on = v.l, "
            "version = u.version + 1, updated_at = %s "
            "FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::date[]) AS v(id, s, f, l) "
            "WHERE u.id = v.id "
            "AND (u.membership_state, u.listed_on, u.left_on) IS DISTINCT FROM (v.s, v.f, v.l) "
            "AND NOT (u.membership_state IN ('suspended', 'removal_proposed') AND v.s = 'listed')",
            [
                timezone.now(),
                [unit_id for unit_id, _ in rows],
                [state for _, (state, _, _) in rows],
                [listed for _, (_, listed, _) in rows],
                [left for _, (_, _, left) in rows],
            ],
        )


def edition_span() -> tuple[date | None, date | None]:
    """First and last day of publication, for pages that offer a day to choose."""
    span = RosterEdition.objects.aggregate(first=Min("published_on"), last=Max("published_on"))
    return span["first"], span["last"]
