"""The one extension registry: upper rooms put their menu, cards and panels here."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from ipcontact.ui.registry.auditing import (
    EXCEPTION_COLUMNS,
    Control,
    DossierEntry,
    DossierSection,
    ExceptionKind,
    row_about,
)
from ipcontact.ui.registry.figures import (
    Measure,
    MeasureColumn,
    MeasureSplit,
)
from ipcontact.ui.registry.merging import (
    MergePlan,
    MergeRelation,
    RowChange,
)
from ipcontact.ui.registry.records import (
    ApplicationAction,
    ApplicationBulk,
    ApplicationPanel,
    NoticeHold,
    NoticePanel,
    NoticeReport,
    OwnPanel,
    Panel,
    RecordAction,
    RoundPanel,
    UnitAction,
    UnitPairAction,
    UnitPanel,
)
from ipcontact.ui.registry.workspace import (
    DeskCard,
    MenuEntry,
    PublicEntry,
    SearchHit,
    SearchSource,
    WorkItem,
    WorkSource,
)

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

__all__ = [
    "ApplicationAction",
    "ApplicationBulk",
    "ApplicationPanel",
    "Control",
    "DeskCard",
    "DossierEntry",
    "DossierSection",
    "EXCEPTION_COLUMNS",
    "ExceptionKind",
    "Measure",
    "MeasureColumn",
    "MeasureSplit",
    "MenuEntry",
    "MergePlan",
    "MergeRelation",
    "NoticeHold",
    "NoticePanel",
    "NoticeReport",
    "OwnPanel",
    "Panel",
    "PublicEntry",
    "RecordAction",
    "Registry",
    "RoundPanel",
    "RowChange",
    "SearchHit",
    "SearchSource",
    "UnitAction",
    "UnitPairAction",
    "UnitPanel",
    "WorkItem",
    "WorkSource",
    "application_actions",
    "application_bulk",
    "application_panels",
    "controls",
    "desk_cards",
    "dossier_sections",
    "exception_kinds",
    "global_search",
    "measures",
    "menu",
    "merge_relations",
    "notice_holds",
    "notice_panels",
    "notice_reports",
    "own_panels",
    "public_menu",
    "round_panels",
    "unit_actions",
    "unit_pair_actions",
    "unit_panels",
    "row_about",
    "worklist",
]
