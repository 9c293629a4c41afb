"""The one extension registry: upper rooms put their menu, cards and panels here."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar


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
    """Why units of a notice wait with their announcement: `waiting(notice)` gives item keys.

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


@dataclass(frozen=True, kw_only=True)
class MeasureColumn:
    """A column of the rows behind a figure: what it says of a row, and where that leads."""

    label: str
    text: Callable[[Any], Any]
    url: Callable[[Any], str] | None = None


@dataclass(frozen=True, kw_only=True)
class MeasureSplit:
    """A figure by something. `parts(day)`: label and value; `note` where parts overlap."""

    key: str
    label: str
    parts: Callable[[date], list[tuple[str, int]]]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A named figure on any day: its value in one query, the rows it counts, how it is counted.

    Answered from dated rows, never from the state of today. `value(day)` is None where nothing
    can be said. `rows(day)` is a queryset with `visible_to(user)`; `columns` say how a row is
    shown. Only what `is_public` may stand in a snapshot for everybody.
    """

    code: str
    label: str
    unit: str  # 家, 件, 天
    rule: str  # 统计口径
    group: str
    value: Callable[[date], int | Decimal | None]
    rows: Callable[[date], Any]
    columns: tuple[MeasureColumn, ...]
    splits: tuple[MeasureSplit, ...] = ()
    is_public: bool = False
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class UnitPairAction:
    """What may be done with two units of a group that look alike; asked with `keep` and `drop`."""

    label: str
    url_name: str
    audience: str
    order: int = 50


@dataclass(frozen=True)
class RowChange:
    """One row and the values it gets: field (or column of a key) -> value."""

    row: Any
    values: dict[str, Any]


@dataclass(frozen=True)
class MergePlan:
    """What becomes of the rows of one relation when one unit is merged into another.

    Attributes:
        changes: rows that change, in the order in which they are to be written.
        stays: how many rows stay with the merged unit.
        notes: what a person should know of them, a sentence each.
        obstacles: why the units cannot be merged, each saying what to do first.
    """

    changes: tuple[RowChange, ...] = ()
    stays: int = 0
    notes: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MergeRelation:
    """One relation to a unit, declared by the part that owns it: what merging does to its rows.

    Attributes:
        relation: model and field, for example `registry.UnitName.unit`.
        label, word: what is counted in the preview: 联络员, 名.
        plan: (surviving unit, merged unit, day) -> what becomes of the merged one's rows.
        settle: called with the keys of both units once all rows are written, for what follows
            from them; also after a merge is undone.
        is_locked_first: its rows are locked before the units, as their own services do.
        is_derived: its rows follow from others and are made anew by `settle`.
    """

    relation: str
    label: str
    plan: Callable[[Any, Any, date], MergePlan]
    word: str = "条"
    settle: Callable[[set[int]], None] | None = None
    is_locked_first: bool = False
    is_derived: bool = False
    order: int = 50


# What every row of an exception or a control says, as annotations of its queryset: when, who
# (key and name), which record (table and key), and in words what happened and why.
EXCEPTION_COLUMNS = ("x_at", "x_person_id", "x_person", "x_table", "x_key", "x_words")


@dataclass(frozen=True, kw_only=True)
class ExceptionKind:
    """Steps out of the ordinary of one kind, read from where they are kept; nothing is noted twice.

    Attributes:
        code: stable name, the value of the filter.
        label, explanation: the word, and a sentence that says what counts.
        rows: gives a queryset annotated with `EXCEPTION_COLUMNS`.
    """

    code: str
    label: str
    explanation: str
    rows: Callable[[], Any]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Control:
    """Something that must never have happened; `rows` finds where it did, like an exception's."""

    code: str
    label: str
    explanation: str
    rows: Callable[[], Any]
    order: int = 50


@dataclass(frozen=True)
class DossierEntry:
    """One line of a unit's file: a paper or a fact with its day.

    Attributes:
        title: what it is; number: 文号, 编号; on: its day; who: by whom it is.
        facts: pairs of label and value, printed below it.
        personal: the same of persons; shown in full only with the right, else as `masked`.
        records: stored records it is made of: their steps, files and documents belong to it.
    """

    title: str
    on: date | None = None
    number: str = ""
    who: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    personal: tuple[tuple[str, str], ...] = ()
    masked: tuple[tuple[str, str], ...] = ()
    records: tuple[Any, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DossierSection:
    """A section of a unit's file (一企一档), contributed by the part that keeps its records.

    `entries(unit)` yields them in the order of their days, in few queries however many there are.
    """

    code: str
    title: str
    entries: Callable[[Any], Iterable[DossierEntry]]
    order: int = 50


Item = TypeVar("Item")


class Registry(Generic[Item]):
    """Ordered items of one kind, filled while the apps get ready and only read afterwards."""

    def __init__(self, kind: type[Item]) -> None:
        self.kind = kind
        self._items: list[Item] = []

    def add(self, item: Item) -> Item:
        """Put one item in. Refuses another kind; adding an equal item twice is harmless."""
        if not isinstance(item, self.kind):
            raise TypeError(f"{self.kind.__name__} expected, got {type(item).__name__}")
        if item not in self._items:
            self._items.append(item)
            self._items.sort(key=lambda each: each.order)
        return item

    def allowed(self, may: Callable[[str], bool]) -> list[Item]:
        """Items whose audience the asker belongs to, in order. Args: may: audience -> bool."""
        return [item for item in self._items if may(item.audience)]

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


menu = Registry(MenuEntry)
public_menu = Registry(PublicEntry)
desk_cards = Registry(DeskCard)
worklist = Registry(WorkSource)
unit_panels = Registry(UnitPanel)
unit_actions = Registry(UnitAction)
unit_pair_actions = Registry(UnitPairAction)
merge_relations = Registry(MergeRelation)
exception_kinds = Registry(ExceptionKind)
controls = Registry(Control)
dossier_sections = Registry(DossierSection)
round_panels = Registry(RoundPanel)
application_panels = Registry(ApplicationPanel)
notice_panels = Registry(NoticePanel)
notice_holds = Registry(NoticeHold)
notice_reports = Registry(NoticeReport)
own_panels = Registry(OwnPanel)
application_actions = Registry(ApplicationAction)
application_bulk = Registry(ApplicationBulk)
global_search = Registry(SearchSource)
measures = Registry(Measure)
