"""Bringing membership in line with what was published and decided; writes only what differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from registry.roster.choices import EditionKind
from registry.roster.models import Departure, Listing, RosterEdition, RosterEntry
from registry.roster.rules import Appearance, Exit, Membership, Paper, membership, order_position
from registry.units.choices import MembershipState
from registry.units.models import Unit

BATCH = 2_000


def derive(*, new: Sequence[RosterEntry], units: set[int] | None) -> None:
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
    if units is None:
        members = Unit.objects.exclude(membership_state=MembershipState.OUTSIDE).order_by()
        units = set(members.values_list("pk", flat=True))
    states: dict[int, tuple] = dict.fromkeys(units, (MembershipState.OUTSIDE.value, None, None))
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
