"""What the workspace shows everybody who belongs to it: menu, desk, worklist, search."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class MenuEntry:
    """A line of the workspace rail. `group` is the heading it stands under, `count` what waits."""

    label: str
    url_name: str
    audience: str
    icon: str = "list"
    group: str = "办理"
    order: int = 50
    pinned: bool = False  # one of the four entries of the bar under the thumb
    count: Callable[[Any], int | None] | None = None
    in_topbar: str = ""  # also beside the search, with these words after a count above zero


@dataclass(frozen=True, kw_only=True)
class PublicEntry:
    """One of the at most five entries of the public head."""

    label: str
    url_name: str
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class DeskCard:
    """Small figures beside the work of the day. `context(user)` gives None to stay away."""

    title: str
    template: str
    audience: str
    context: Callable[[Any], dict | None]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class WorkItem:
    """One thing to do: what, why, by when, and the one button."""

    title: str
    url: str
    reason: str
    action: str
    due_on: date | None = None
    days_left: int | None = None  # working days; negative when late


@dataclass(frozen=True, kw_only=True)
class WorkSource:
    """Where things to do come from. `items(user, today)` yields some dozens at most."""

    name: str
    audience: str
    items: Callable[[Any, date], Iterable[WorkItem]]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class SearchHit:
    """One result of the global search."""

    title: str
    url: str
    note: str = ""
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class SearchSource:
    """A kind of thing the global search finds. `find(user, term, limit)` yields `SearchHit`s.

    `whole(term)` is the address of the list that shows all of them, where there is one.
    """

    label: str
    audience: str
    find: Callable[[Any, str, int], Iterable[SearchHit]]
    whole: Callable[[str], str] | None = None
    order: int = 50
