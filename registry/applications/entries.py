"""What applications put into the menu, the desk, the worklist, the search and the unit's record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from ipcontact.notifications import access as messages
from ipcontact.notifications import links
from ipcontact.ui.registry import (
    DeskCard,
    MenuEntry,
    SearchHit,
    SearchSource,
    UnitPanel,
    WorkItem,
    WorkSource,
    desk_cards,
    global_search,
    menu,
    unit_panels,
    worklist,
)
from registry.applications import dossier, exceptions, kinds, merging, panels
from registry.applications.access import actors_of
from registry.applications.choices import ApplicationState
from registry.applications.filling import AGENT_LINK
from registry.applications.models import Application
from registry.applications.rules import worker_of
from registry.applications.services import limits
from registry.applications.services.steps import CORRECTION_LINK

S = ApplicationState
MOST_ONE_BY_ONE = 3
MOST_IN_HAND = 50
MOST_COUNTED = 1_000
# What is to be done at a step: the words of the button and the reason beside it.
STEPS_ASKED = {
    S.AWAITING_UNIT: ("催请单位确认", "单位还没有确认推荐信息。"),
    S.AGENCY_REVIEW: ("初审申报材料", "已提交，等推荐单位初审。"),
    S.BUREAU_REVIEW: ("复核申报材料", "等区局复核。"),
    S.INSPECTION: ("登记综合考察", "复核已通过，等综合考察。"),
    S.READY: ("列入审定批次", "考察完成，等列入审定批次。"),
}


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    kinds.register()
    limits.register()
    merging.register()
    dossier.register()
    exceptions.register()
    menu.add(
        MenuEntry(
            label="申报审核",
            url_name="applications:list",
            audience="applications.view",
            icon="list",
            group="办理",
            order=10,
            pinned=True,
            count=_count,
        )
    )
    desk_cards.add(
        DeskCard(
            title="申报在办",
            template="ui/figures.html",
            audience="applications.view",
            context=_figures,
            order=20,
        )
    )
    worklist.add(WorkSource(name="申报", audience="applications.view", items=_work, order=10))
    global_search.add(
        SearchSource(label="申报", audience="applications.view", find=_find, order=20)
    )
    unit_panels.add(
        UnitPanel(
            title="申报",
            template="registry/applications/panel_unit.html",
            audience="applications.view",
            context=panels.of_unit,
            anchor="applications",
            order=50,
        )
    )
    messages.register(Application._meta.db_table, _may_handle)
    links.register(
        links.Purpose(
            code=CORRECTION_LINK,
            label="补充申报材料",
            url_name="applications:correction-link",
            days=14,
        )
    )
    links.register(
        links.Purpose(
            code=AGENT_LINK,
            label="确认代填申报",
            url_name="applications:agent-link",
            days=30,
        )
    )


def _mine(user: Any) -> Any:
    return Application.objects.visible_to(user)


def _count(user: Any) -> int | None:
    """What waits for this person: in hand with a step of theirs, or in their queue."""
    in_hand = _mine(user).in_hand_of(user).filter(state__in=STEPS_ASKED)
    waiting = _mine(user).waiting_for(user)
    found = (in_hand.order_by() | waiting.order_by()).values("pk")[:MOST_COUNTED].count()
    return found or None


def _work(user: Any, today: date) -> Iterator[WorkItem]:
    """In hand one by one; returned ones whose time is over; what is new in the queue."""
    in_hand = list(_mine(user).in_hand_of(user).open().order_by("state_since")[:MOST_IN_HAND])
    clocks = panels.clocks_of(in_hand)
    for application in in_hand:
        clock = clocks.get(application.pk)
        state = S(application.state)
        if state in STEPS_ASKED:
            action, reason = STEPS_ASKED[state]
        elif state == S.RETURNED and clock and clock.due_on and clock.due_on < today:
            action, reason = "处理逾期补充", "单位没有按期补充。可以电话催办，或者写明理由后关闭。"
        else:
            continue
        yield panels.work_item(
            application, action=action, reason=f"在您手里。{reason}", clock=clock, today=today
        )
    yield from _new(user, today)


def _new(user: Any, today: date) -> Iterator[WorkItem]:
    waiting = _mine(user).waiting_for(user).with_due().order_by("due_on", "pk")
    found = list(waiting[: MOST_ONE_BY_ONE + 1])
    clocks = panels.clocks_of(found)
    if len(found) <= MOST_ONE_BY_ONE:
        for application in found:
            action, reason = STEPS_ASKED[S(application.state)]
            yield panels.work_item(
                application,
                action=action,
                reason=f"还没有人接办。{reason}",
                clock=clocks.get(application.pk),
                today=today,
            )
        return
    count = waiting.order_by().values("pk")[: MOST_COUNTED + 1].count()
    words = f"{count}件" if count <= MOST_COUNTED else f"超过{MOST_COUNTED}件"
    first = panels.work_item(
        found[0], action="", reason="", clock=clocks.get(found[0].pk), today=today
    )
    yield WorkItem(
        title=f"{words}申报待接办",
        url=f"{reverse('applications:list')}?queue=waiting",
        reason=f"还没有人接办。最急的是“{found[0].unit_name}”。",
        action="接办申报",
        due_on=first.due_on,
        days_left=first.days_left,
    )


def _figures(user: Any) -> dict[str, Any] | None:
    """Small figures beside the day's work; nothing for people who see no application."""
    rows = _mine(user)
    address = reverse("applications:list")
    asked = (
        ("我在办的", rows.open().in_hand_of(user), "queue=mine"),
        ("待接办", rows.waiting_for(user), "queue=waiting"),
        ("等单位补充", rows.filter(state=S.RETURNED), "queue=returned"),
        ("待上会", rows.filter(state=S.READY), f"state={S.READY}"),
    )
    figures = [
        (label, found.order_by().values("pk")[:MOST_COUNTED].count(), f"{address}?{query}")
        for label, found, query in asked
    ]
    return {"figures": figures} if any(count for _, count, _ in figures) else None


def _find(user: Any, term: str, limit: int) -> Iterator[SearchHit]:
    for application in _mine(user).matching(term).order_by("-pk")[:limit]:
        yield SearchHit(
            title=application.unit_name or application.application_no,
            url=application.get_absolute_url(),
            note=f"{application.application_no}，{application.get_state_display()}",
            code=application.credit_code,
        )


def _may_handle(user: Any, key: str) -> bool:
    """Whoever works on the application may hand its messages over by phone or on paper."""
    application = _mine(user).filter(pk=key).first()
    if application is None:
        return False
    worker = worker_of(application.state, application.returned_from)
    return worker is not None and worker in actors_of(user, application)
