"""What other parts add to the page of a record: panels, buttons, bulk steps, notices."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A section of a record's page. `context(record, user)` gives None to stay away.

    The template finds what it gave as `panel`, the record as `object`.
    """

    title: str
    template: str
    audience: str
    context: Callable[[Any, Any], dict | None]
    anchor: str
    place: str = "main"  # or "aside"
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class RecordAction:
    """A button on a record's page. `url(record)` is its page; `offered(record, user)` hides it."""

    label: str
    audience: str
    url: Callable[[Any], str]
    offered: Callable[[Any, Any], bool] = lambda record, user: True
    kind: str = ""  # "primary" or "danger"
    order: int = 50


class UnitPanel(Panel):
    """A section of the unit's record."""


class UnitAction(RecordAction):
    """A button on the unit's record."""


class ApplicationPanel(Panel):
    """A section of the application's record, for the staff."""


class ApplicationAction(RecordAction):
    """A button on the application's record; the first primary one is the next step."""


class NoticePanel(Panel):
    """A section of a public notice's record, for the staff."""


@dataclass(frozen=True, kw_only=True)
class NoticeHold:
    """Why units of a notice wait with their announcement: `waiting(notices)` gives item keys.

    `window_moved(notice, by=, today=)` is called, with the notice locked, when its window was made
    longer or began anew.
    """

    waiting: Callable[[Any], Collection[int]]
    window_moved: Callable[..., None]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class NoticeReport:
    """What a room has to say of a notice in its 公示情况说明: `lines(notice)`, a sentence each."""

    lines: Callable[[Any], Iterable[str]]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class OwnPanel:
    """A section of the page on which applicants see how far their own file is, and nobody else;
    `context(application)` gives None to stay away."""

    title: str
    template: str
    context: Callable[[Any], dict | None]
    anchor: str
    order: int = 50


class RoundPanel(Panel):
    """A section of an intake round's record, for the staff."""


@dataclass(frozen=True, kw_only=True)
class ApplicationBulk:
    """A button of the list of applications for chosen rows; posts `pick` values (申报编号)."""

    label: str
    url_name: str
    audience: str
    kind: str = ""
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class UnitPairAction:
    """What may be done with two units of a group that look alike; asked with `keep` and `drop`."""

    label: str
    url_name: str
    audience: str
    order: int = 50
