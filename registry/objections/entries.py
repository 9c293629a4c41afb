"""What objections put into the menu, the desk, the worklist, the search, and others' pages."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from ipcontact.accounts.rights import can
from ipcontact.acts.services import authority_of
from ipcontact.clocks import access as limits
from ipcontact.files import access as files
from ipcontact.ui.registry import (
    DeskCard,
    MenuEntry,
    NoticeHold,
    NoticePanel,
    OwnPanel,
    SearchHit,
    SearchSource,
    WorkItem,
    WorkSource,
    desk_cards,
    global_search,
    menu,
    notice_holds,
    notice_panels,
    own_panels,
    worklist,
)
from ipcontact.workdays.rules import workdays_between
from ipcontact.workdays.services import current_calendar
from registry.applications.models import Application
from registry.notices.models import NoticeItem, PublicNotice
from registry.objections import dossier, exceptions, kinds, report
from registry.objections.access import DECIDE, HANDLE, VIEW, may_change_limit
from registry.objections.choices import GROUNDS_TO_PAUSE, ObjectionState
from registry.objections.models import Objection, Objector
from registry.objections.services import judge_window_again
from registry.objections.views.office import with_due
from registry.objections.wording import next_step

UNJUDGED = (ObjectionState.RECEIVED, ObjectionState.SUPPLEMENT, ObjectionState.INVESTIGATING)
MOST = 30
LAST, EARLIER = "上一次公示收到", "更早的公示收到"
S = ObjectionState
OPEN = (S.RECEIVED, S.SUPPLEMENT, S.INVESTIGATING, S.CONCLUDED)
# What the unit is told of an objection against it; leads and what was withdrawn are not.
OWN_WORDS = {
    S.INVESTIGATING: "正在核查",
    S.CONCLUDED: "核查结束",
    S.ANSWERED: "核查结束",
}


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    kinds.register()
    dossier.register()
    exceptions.register()
    report.register()
    limits.register(Objection._meta.db_table, may_change=may_change_limit, grounds=GROUNDS_TO_PAUSE)
    menu.add(
        MenuEntry(
            label="异议",
            url_name="objections:list",
            audience=VIEW,
            icon="scale",
            group="办理",
            order=27,
        )
    )
    worklist.add(WorkSource(name="异议", audience=VIEW, items=to_do, order=4))
    desk_cards.add(
        DeskCard(
            title="异议", template="ui/figures.html", audience=VIEW, context=_figures, order=26
        )
    )
    global_search.add(SearchSource(label="异议", audience=VIEW, find=_find, order=33))
    notice_panels.add(
        NoticePanel(
            title="异议",
            template="registry/objections/panel_notice.html",
            audience=VIEW,
            context=_of_notice,
            anchor="objections",
        )
    )
    notice_holds.add(NoticeHold(waiting=_waiting, window_moved=judge_window_again))
    own_panels.add(
        OwnPanel(
            title="公示期间的异议",
            template="registry/objections/panel_own.html",
            context=_of_own,
            anchor="objections",
        )
    )
    files.register(Objector._meta.db_table, _reads_objector)
    files.register(Objection._meta.db_table, _reads)


def to_do(user: Any, today: date) -> Iterator[WorkItem]:
    """What waits for this person: to take in hand, to go on with, to decide."""
    calendar = current_calendar()
    seen = Objection.objects.visible_to(user)
    withdrawn = set(seen.unsettled().values_list("pk", flat=True))
    rows = seen.filter(Q(state__in=OPEN) | Q(pk__in=withdrawn)).filter(_mine(user, today))
    rows = with_due(rows).select_related("item__notice").order_by("received_on", "pk")
    for objection in rows[:MOST]:
        due_on = objection.answer_due_on
        yield WorkItem(
            title=f"异议：{objection.item.name}",
            url=objection.get_absolute_url(),
            reason=next_step(objection, is_unsettled=objection.pk in withdrawn),
            action="打开异议",
            due_on=due_on,
            days_left=workdays_between(today, due_on, calendar) if due_on else None,
        )


def _mine(user: Any, today: date) -> Q:
    """What this person goes on with: what was proposed as the leader, or the leader's delegate,
    when neither has touched it; all else as the handler it has, or while it has none."""
    is_proposed = Q(state=S.INVESTIGATING) & ~Q(proposed="")
    mine = Q(pk__in=())
    if can(user, HANDLE):
        mine |= ~is_proposed & (Q(handler=None) | Q(handler=user.pk))
    leader = authority_of(user, DECIDE, today)
    if leader is not None:
        people = (user.pk, leader.pk)
        touched = Q(proposed_by__in=people) | Q(registered_by__in=people) | Q(handler__in=people)
        mine |= is_proposed & ~touched
    return mine


def _figures(user: Any) -> dict[str, Any] | None:
    rows = Objection.objects.visible_to(user)
    states = (S.RECEIVED, S.INVESTIGATING, S.CONCLUDED)
    counted = {state: rows.filter(state=state).count() for state in states}
    if not any(counted.values()):
        return None
    page = reverse("objections:list")
    words = {S.RECEIVED: "新收到", S.INVESTIGATING: "核查中", S.CONCLUDED: "待答复"}
    return {
        "figures": [(words[state], counted[state], f"{page}?state={state}") for state in states]
    }


def _find(user: Any, term: str, limit: int) -> Iterator[SearchHit]:
    wanted = Q(number__iexact=term.strip()) | Q(item__name__icontains=term)
    rows = Objection.objects.visible_to(user).filter(wanted).select_related("item")
    for row in rows[:limit]:
        yield SearchHit(title=str(row), url=row.get_absolute_url(), note=row.get_state_display())


def _waiting(notices: Collection[PublicNotice]) -> set[int]:
    """Units of these notices against which somebody has objected in time, by name, and which nobody
    has judged yet: they are not announced before it was (states 4: only items that are clear). An
    objection counts on whichever notice of the list it came."""
    rows = Objection.objects.filter(
        state__in=UNJUDGED, is_in_window=True, objector__is_anonymous=False
    )
    same = {"item__notice__batch": OuterRef("notice__batch")}
    against = rows.filter(**same, item__application=OuterRef("application"))
    found = NoticeItem.objects.filter(Exists(against), notice__in=notices)
    return set(found.values_list("pk", flat=True))


def _of_notice(notice: PublicNotice, user: Any) -> dict[str, Any] | None:
    """Its own objections, then those carried over from an earlier notice of its list: they hold
    its units as well. A draft has none of its own."""
    seen = Objection.objects.visible_to(user).select_related("item__notice", "handler")
    carried = list(seen.carried_to(notice))
    is_public = notice.published_on is not None
    if not (is_public or carried):
        return None
    own = list(seen.filter(item__notice=notice))
    last = max((row.item.notice_id for row in carried), default=None)
    return {
        "rows": [
            *({"objection": row, "came": ""} for row in own),
            *(
                {"objection": row, "came": LAST if row.item.notice_id == last else EARLIER}
                for row in carried
            ),
        ],
        "has_own": bool(own),
        "may_register": is_public and can(user, HANDLE),
    }


def _of_own(application: Application) -> dict[str, Any] | None:
    """The substance for the unit: never who objected, nor by which way or on which day."""
    rows = Objection.objects.filter(item__application=application, state__in=OWN_WORDS)
    told = [
        {
            "word": OWN_WORDS[S(row.state)],
            "substance": row.substance,
            "conclusion": row.get_conclusion_display(),
            "reason": row.conclusion_reason,
        }
        for row in rows.order_by("pk")
    ]
    return {"rows": told} if told else None


def _reads_objector(user: Any, key: str) -> bool:
    return Objector.objects.visible_to(user).filter(pk=key).exists()


def _reads(user: Any, key: str) -> bool:
    return Objection.objects.visible_to(user).filter(pk=key).exists()
