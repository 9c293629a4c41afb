"""Everything that changes the roster: editions, departures, and the membership that follows."""

from __future__ import annotations

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
from registry.roster.derivation import derive
from registry.roster.models import Departure, Listing, RosterEdition, RosterEntry
from registry.roster.rules import may_publish, order_position
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
        one_at_a_time()
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
        named = {} if facts.is_backfill else _printed_before(lines, facts.published_on)
        entries = [_entry(edition, line, named.get(line.unit.pk, "")) for line in lines]
        derive(new=entries, units=_touched(edition, entries))
    return edition


def edition_for_number(edition: RosterEdition) -> RosterEdition:
    """The edition, locked and as it is now."""
    return RosterEdition.objects.select_for_update(of=("self",)).get(pk=edition.pk)


def number_edition(edition: RosterEdition, *, document_no: str, by: User) -> RosterEdition:
    """Fill in the 文号 of an edition that was 待编号; the caller has judged the number.

    Args: edition: locked (`edition_for_number`).
    Raises: RuleViolation `already_numbered`. PermissionDenied.
    """
    require(by, "roster.publish")
    with act("补填文号", by=by):
        if edition.document_no:
            raise RuleViolation("already_numbered", f"这个版次已有文号{edition.document_no}。")
        edition.document_no = document_no
        edition.save(update_fields=["document_no"])
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
        one_at_a_time()
        if not Listing.objects.filter(unit=unit, period__contains=on).exists():
            raise RuleViolation("not_listed", f"{unit.name} 在 {on:%Y-%m-%d} 不在库，无须移出。")
        departure = Departure.objects.create(
            unit=unit, left_on=on, ground=ground, document_no=document_no, reason=reason
        )
        derive(new=[], units={unit.pk})
    return departure


def propose_removal(*, unit: Unit, by: User | None) -> Unit:
    """Mark a member as 拟移出; it stays on the roster until somebody decides.

    Called by the service that proposes, which has asked who may.
    Raises: RuleViolation `not_listed`.
    """
    members = (MembershipState.LISTED, MembershipState.SUSPENDED)
    return _mark(unit, members, MembershipState.REMOVAL_PROPOSED, "拟移出", by=by)


def keep_listed(*, unit: Unit, by: User | None) -> Unit:
    """Take the mark away: the unit stays, or the proposal was given up.

    Harmless for a unit that has left the roster meanwhile.
    """
    marked = MembershipState.REMOVAL_PROPOSED
    if not Unit.objects.filter(pk=unit.pk, membership_state=marked).exists():
        return unit
    return _mark(unit, (marked,), MembershipState.LISTED, "继续在库", by=by)


def suspend_member(*, unit: Unit, by: User | None) -> Unit:
    """Mark a member as 暂停联系; it stays on the roster. The caller has asked who may.

    Raises: RuleViolation `not_listed`.
    """
    return _mark(unit, (MembershipState.LISTED,), MembershipState.SUSPENDED, "暂停联系", by=by)


def resume_member(*, unit: Unit, by: User | None) -> Unit:
    """Take 暂停联系 away. Raises: RuleViolation `not_listed`."""
    return _mark(unit, (MembershipState.SUSPENDED,), MembershipState.LISTED, "恢复联系", by=by)


def _mark(unit: Unit, now: Collection[str], then: str, name: str, *, by: User | None) -> Unit:
    with act(name, by=by):
        unit = lock_member(unit)
        if unit.membership_state not in now:
            raise RuleViolation(
                "not_listed",
                f"{unit.name}现在是“{unit.get_membership_state_display()}”，不能办理。",
            )
        unit.membership_state = then
        unit.version += 1
        unit.updated_at = timezone.now()
        unit.save(update_fields=["membership_state", "version", "updated_at"])
    return unit


def discard_backfill(*, edition: RosterEdition, by: User, reason: str) -> None:
    """Take back a wrongly entered past edition; its units stay in the register.

    Raises: RuleViolation `not_backfill` for editions that were really published here.
    """
    require(by, "roster.import")
    with act("撤销补录版次", by=by, reason=reason):
        one_at_a_time()
        edition = RosterEdition.objects.get(pk=edition.pk)
        if not edition.is_backfill:
            raise RuleViolation(
                "not_backfill", "只有补录的版次可以撤销；正式公布的版次请用更正公告更正。"
            )
        units = _touched(edition, list(edition.entries.all()))
        Departure.objects.filter(edition=edition).delete()
        touched = Listing.objects.all() if units is None else Listing.objects.filter(unit__in=units)
        touched.delete()
        edition.entries.all().delete()
        edition.delete()
        derive(new=[], units=units)


def one_at_a_time() -> None:
    """Publishing is rare and changes many units: one at a time, whoever asks; imports and merges
    of units wait here too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('registry.roster'))")


def lock_member(unit: Unit) -> Unit:
    """The unit, locked and as it is now, after the roster: what moves the membership of a unit
    takes both in this order, before its own record."""
    one_at_a_time()
    return Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)


def _next_number(published_on: date) -> str:
    taken = RosterEdition.objects.filter(number__startswith=f"{published_on.year}-")
    ordinals = [int(number.partition("-")[2]) for number in taken.values_list("number", flat=True)]
    return f"{published_on.year}-{max(ordinals, default=0) + 1}"


def _printed_before(lines: Sequence[RosterLine], day: date) -> dict[int, str]:
    """The name under which each unit was printed last; one query. Papers entered afterwards say
    only what they really said, so they do not ask."""
    earlier = RosterEntry.objects.filter(
        unit__in=[line.unit.pk for line in lines], edition__published_on__lte=day
    )
    rows = earlier.order_by("unit_id", "-position").distinct("unit_id")
    return dict(rows.values_list("unit_id", "name"))


def _entry(edition: RosterEdition, line: RosterLine, printed: str) -> RosterEntry:
    return RosterEntry(
        edition=edition,
        unit=line.unit,
        order=line.order,
        position=order_position(edition.published_on, edition.pk, line.order),
        name=line.name,
        former_name=printed if printed != line.name else "",
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


def edition_span() -> tuple[date | None, date | None]:
    """First and last day of publication, for pages that offer a day to choose."""
    span = RosterEdition.objects.aggregate(first=Min("published_on"), last=Max("published_on"))
    return span["first"], span["last"]
