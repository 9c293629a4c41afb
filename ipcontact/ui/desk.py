"""What the desk and the global search show, gathered from what the rooms registered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ipcontact.ui import registry

SHOWN = 10
FAR = date.max


@dataclass(frozen=True)
class WorkGroup:
    """Things to do under one heading: the first ones, and the rest folded below them."""

    title: str
    items: list[registry.WorkItem]
    rest: list[registry.WorkItem]

    @property
    def total(self) -> int:
        return len(self.items) + len(self.rest)


@dataclass(frozen=True)
class SearchGroup:
    """What one source found; `more` when there is more than listed, `url` where all of it is."""

    label: str
    hits: list[registry.SearchHit]
    more: bool
    url: str


def work(user: Any, today: date, may: Callable[[str], bool]) -> dict[str, Any]:
    """The person's work, late and due today first; without a date by source.

    Args:
        user: whose.
        today: the day.
        may: audience -> whether the person belongs to it.
    Returns:
        groups, total, urgent (late or due today), later: for the desk's template.
    """
    found = [(s.order, i) for s in registry.worklist.allowed(may) for i in s.items(user, today)]
    found.sort(key=lambda pair: (pair[1].due_on or FAR, pair[0], pair[1].title))
    items = [item for _, item in found]
    week_ends = today + timedelta(days=6 - today.weekday())
    urgent = [i for i in items if i.due_on and i.due_on <= today]
    week = [i for i in items if i.due_on and today < i.due_on <= week_ends]
    later = [i for i in items if i.due_on and i.due_on > week_ends]
    open_ended = [i for i in items if i.due_on is None]
    named = (
        ("今天必须办", urgent),
        ("本周到期", week),
        ("以后到期", later),
        ("没有期限", open_ended),
    )
    groups = [WorkGroup(title, found[:SHOWN], found[SHOWN:]) for title, found in named if found]
    rest = len(items) - len(urgent)
    return {"groups": groups, "total": len(items), "urgent": len(urgent), "later": rest}


def cards(user: Any, may: Callable[[str], bool]) -> list[dict[str, Any]]:
    """Cards of this person: title, template, values."""
    found = []
    for card in registry.desk_cards.allowed(may):
        values = card.context(user)
        if values is not None:
            found.append({"title": card.title, "template": card.template, "values": values})
    return found


def search(user: Any, term: str, may: Callable[[str], bool]) -> list[SearchGroup]:
    """Ask every source this person may ask; sources that find nothing stay away."""
    found = []
    for source in registry.global_search.allowed(may):
        hits = list(source.find(user, term, SHOWN + 1))
        if hits:
            more = len(hits) > SHOWN
            url = source.whole(term) if more and source.whole else ""
            found.append(SearchGroup(source.label, hits[:SHOWN], more, url))
    return found
