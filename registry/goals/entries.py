"""What goals put into the menu, the desk, the worklist and the search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from ipcontact.accounts.rights import can
from ipcontact.acts.choices import OfflineState
from ipcontact.acts.models import OfflineResult
from ipcontact.acts.services import authority_of
from ipcontact.audit.context import name_of
from ipcontact.clocks import subjects
from ipcontact.notifications import access as messages
from ipcontact.ui.registry import (
    DeskCard,
    MenuEntry,
    SearchHit,
    SearchSource,
    WorkItem,
    WorkSource,
    desk_cards,
    global_search,
    menu,
    worklist,
)
from ipcontact.workdays.clock import today
from registry.goals import kinds
from registry.goals.choices import SnapshotState
from registry.goals.figures import aims
from registry.goals.models import VIEW, FigureSnapshot
from registry.goals.rules import CHECK, PREPARE
from registry.goals.services.releasing import RELEASE

MOST = 30


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    kinds.register()
    menu.add(
        MenuEntry(
            label="目标与指标",
            url_name="goals:board",
            audience=VIEW,
            icon="scale",
            group="联系",
            order=40,
        )
    )
    desk_cards.add(
        DeskCard(
            title="目标进度",
            template="registry/goals/card.html",
            audience=VIEW,
            context=lambda user: _card(),
            order=10,
        )
    )
    worklist.add(WorkSource(name="发布数据", audience=VIEW, items=_work, order=45))
    global_search.add(SearchSource(label="发布数据", audience=VIEW, find=_find, order=60))
    messages.register(FigureSnapshot._meta.db_table, _may_handle)


def _card() -> dict[str, Any] | None:
    day = today()
    lines = aims(day)
    return {"lines": lines, "day": day} if lines else None


def _work(user: Any, on: date) -> Iterator[WorkItem]:
    """What this person compiled and has in hand, may check, may release."""
    rows = FigureSnapshot.objects.visible_to(user).select_related("compiled_by")
    if can(user, PREPARE):
        own = rows.filter(state=SnapshotState.COMPILING, compiled_by=user)
        for snapshot in own.order_by("pk")[:MOST]:
            yield _item(snapshot, "核对后提交复核", "数据正在编制。", "打开核对")
    if can(user, CHECK):
        others = rows.filter(state=SnapshotState.CHECKING).exclude(compiled_by=user)
        for snapshot in others.order_by("pk")[:MOST]:
            yield _item(snapshot, "待复核", f"{name_of(snapshot.compiled_by)}编制。", "打开复核")
    if authority_of(user, RELEASE, on) is not None:
        ready = rows.filter(state=SnapshotState.CHECKED).exclude(pk__in=_entered())
        ready = ready.exclude(Q(compiled_by=user) | Q(checked_by=user))
        for snapshot in ready.order_by("pk")[:MOST]:
            yield _item(snapshot, "待发布", "已经复核，发布后不能再改。", "打开发布")


def _entered() -> list[int]:
    """Keys of snapshots whose release was entered from a paper and waits for a second person."""
    table = FigureSnapshot._meta.db_table
    waiting = OfflineResult.objects.filter(subject_table=table, state=OfflineState.PENDING)
    return [int(key) for key in waiting.values_list("subject_key", flat=True)]


def _item(snapshot: FigureSnapshot, what: str, why: str, action: str) -> WorkItem:
    return WorkItem(
        title=f"{what}：{snapshot}",
        url=snapshot.get_absolute_url(),
        reason=f"统计截止日{snapshot.as_of}，{why}",
        action=action,
    )


def _find(user: Any, term: str, limit: int) -> Iterator[SearchHit]:
    found = Q(title__icontains=term) | Q(number__iexact=term.strip())
    for snapshot in FigureSnapshot.objects.visible_to(user).filter(found)[:limit]:
        yield SearchHit(
            title=str(snapshot),
            url=reverse("goals:snapshot", args=[snapshot.number]),
            note=f"{snapshot.number}，{snapshot.get_state_display()}",
        )


def _may_handle(user: Any, key: str) -> bool:
    return can(user, PREPARE) and subjects.is_visible(user, FigureSnapshot._meta.db_table, key)
