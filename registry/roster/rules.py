"""Judgement about membership: from what was published to since when and until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from registry.roster.choices import ExitGround


@dataclass(frozen=True)
class Paper:
    """A published edition: its id, day and place in order, and whether it was a full list."""

    edition_id: int
    published_on: date
    position: int
    is_full: bool


@dataclass(frozen=True)
class Appearance:
    """A unit named in a paper; `listed_on` when the paper gives an own day of entry."""

    entry_key: object
    paper: Paper
    listed_on: date | None = None


@dataclass(frozen=True)
class Exit:
    """A unit left by a decision of its own, outside of any edition."""

    on: date
    ground: str


@dataclass(frozen=True)
class Stretch:
    """Membership without interruption: from a day, until (not including) another."""

    from_on: date
    until_on: date | None
    entry_edition_id: int
    exit_edition_id: int | None
    ground: str


@dataclass(frozen=True)
class Membership:
    """What follows for one unit: its stretches, and when which entry was the one in force."""

    stretches: tuple[Stretch, ...]
    shown: dict[object, tuple[date, date | None]]


def membership(
    appearances: Sequence[Appearance], exits: Sequence[Exit], full_papers: Iterable[Paper]
) -> Membership:
    """Derive the membership of one unit from what was published and decided.

    A unit is on the roster from the day a paper names it (or the earlier day of entry the paper
    gives) until a decision of its own, or until a full list no longer names it (方案二(一)3:
    动态管理). Papers may be given in any order; the same facts give the same answer.

    Args: appearances: where the unit is named; exits: decisions to leave; full_papers: all full
    lists ever published.
    """
    named = {item.paper.edition_id for item in appearances}
    events: list[tuple[date, int, int, object]] = [
        (item.paper.published_on, 1, item.paper.position, item) for item in appearances
    ]
    events += [(item.on, 0, 0, item) for item in exits]
    events += [
        (paper.published_on, 1, paper.position, paper)
        for paper in full_papers
        if paper.edition_id not in named
    ]
    stretches: list[Stretch] = []
    shown: dict[object, tuple[date, date | None]] = {}
    start: tuple[date, int] | None = None
    current: object = None
    for day, _, _, event in sorted(events, key=lambda item: item[:3]):
        if isinstance(event, Appearance):
            if start is None:
                begin = _entry_day(event, stretches)
                start = (begin, event.paper.edition_id)
            else:
                begin = day
                shown[current] = (shown[current][0], day)
            current = event.entry_key
            shown[current] = (begin, None)
        elif start is not None and day > start[0]:
            left_with = event.edition_id if isinstance(event, Paper) else None
            ground = event.ground if isinstance(event, Exit) else ExitGround.NOT_IN_EDITION
            stretches.append(Stretch(start[0], day, start[1], left_with, ground))
            shown[current] = (shown[current][0], day)
            start = None
    if start is not None:
        stretches.append(Stretch(start[0], None, start[1], None, ""))
    return Membership(tuple(stretches), shown)


def _entry_day(appearance: Appearance, earlier: Sequence[Stretch]) -> date:
    published = appearance.paper.published_on
    begin = min(appearance.listed_on or published, published)
    last_exit = earlier[-1].until_on if earlier else None
    return max(begin, last_exit) if last_exit else begin


def order_position(published_on: date, edition_id: int, order: int) -> int:
    """Place of an entry in the roster: by day of publication, edition, order on the paper."""
    return published_on.toordinal() * 10**10 + (edition_id % 1_000) * 10**7 + order


def may_publish(*, published_on: date, today: date) -> str | None:
    """Why an edition cannot bear this day, in Chinese; None when it can."""
    if published_on > today:
        return f"公布日期 {published_on:%Y-%m-%d} 在今天之后，请核对后重填。"
    if published_on.year < 2000:
        return f"公布日期 {published_on:%Y-%m-%d} 早于 2000 年，请核对后重填。"
    return None
