"""What removals put into the menu, the worklist, the unit's record; links, steps, documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from ipcontact.accounts.rights import can
from ipcontact.acts import handlers as steps
from ipcontact.acts.services import authority_of
from ipcontact.clocks import access as limits
from ipcontact.documents import kinds as documents
from ipcontact.files import access as files
from ipcontact.notifications import access as messages
from ipcontact.notifications import links
from ipcontact.ui.registry import (
    MenuEntry,
    UnitAction,
    UnitPanel,
    WorkItem,
    WorkSource,
    menu,
    unit_actions,
    unit_panels,
    worklist,
)
from ipcontact.workdays.rules import workdays_between
from ipcontact.workdays.services import current_calendar
from registry.removals import access, dossier, exceptions, merging
from registry.removals.choices import ANNOUNCEMENT, LETTER, RemovalState
from registry.removals.course import course_of
from registry.removals.models import Removal
from registry.removals.rules import state_problem
from registry.removals.services import deciding, hearing
from registry.removals.services import steps as codes
from registry.removals.tables import TONES
from registry.units.choices import MembershipState
from registry.units.models import Unit
from registry.units.parts import ContactFollower, contact_followers

MOST_SHOWN = 5
MOST_ONE_BY_ONE = 2
MOST_COUNTED = 1_000
IN_A_LIST = 5


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    merging.register()
    dossier.register()
    exceptions.register()
    limits.register(
        Removal._meta.db_table,
        may_change=access.may_change_limit,
        can_pause=False,
        moved=hearing.tell_moved,
    )
    contact_followers.add(ContactFollower(follow=hearing.follow_contact))
    menu.add(
        MenuEntry(
            label="移出和退出",
            url_name="removals:list",
            audience=access.VIEW,
            icon="file",
            group="联系",
            order=55,
        )
    )
    worklist.add(
        WorkSource(name="需要处理在库单位", audience=access.PROPOSE, items=_to_propose, order=31)
    )
    worklist.add(WorkSource(name="移出办理", audience=access.HANDLE, items=_to_handle, order=32))
    worklist.add(WorkSource(name="移出决定", audience=access.VIEW, items=_to_decide, order=15))
    worklist.add(WorkSource(name="陈述意见", audience=access.VIEW, items=_to_state, order=5))
    unit_panels.add(
        UnitPanel(
            title="移出和退出",
            template="registry/removals/panel_unit.html",
            audience=access.VIEW,
            context=_panel,
            anchor="removals",
            order=15,
        )
    )
    for label, audience, name, offered, order in (
        ("提出移出", access.PROPOSE, "propose", _may_be_proposed, 60),
        ("登记退出申请", access.SPEAK, "leave", _is_listed, 70),
    ):
        unit_actions.add(
            UnitAction(
                label=label,
                audience=audience,
                url=lambda unit, name=name: reverse(f"removals:{name}", args=[unit.public_no]),
                offered=offered,
                order=order,
            )
        )
    links.register(
        links.Purpose(
            code=codes.STATEMENT_LINK, label="陈述意见", url_name="removals:by-link", days=30
        )
    )
    files.register(Removal._meta.db_table, _reads)
    messages.register(Removal._meta.db_table, _reads)
    for code, label in (
        (hearing.HEARING_LETTER, "听取移出名录意见函"),
        (LETTER, "移出名录告知书"),
        (ANNOUNCEMENT, "移出名录公告"),
    ):
        documents.register(documents.DocumentKind(code=code, label=label, verb=access.HANDLE))
    _register_steps()


def _register_steps() -> None:
    steps.register(codes.PROPOSE, label="提出移出", verb=access.PROPOSE, needs_reason=True)
    steps.register(codes.REQUEST, label="申请退出名录")
    steps.register(codes.CONFIRM, label="确认退出申请", verb=access.HANDLE)
    steps.register(codes.TELL, label="告知单位并听取陈述", verb=access.HANDLE)
    steps.register(codes.STATE, label="单位陈述意见")
    steps.register(codes.CANCEL, label="撤销移出", needs_reason=True)
    steps.register(codes.PAPERS, label="拟写移出告知书和公告", verb=access.HANDLE)
    steps.register(
        access.CODE,
        label="决定移出名录",
        verb=access.DECIDE,
        is_delegable=True,
        apply=deciding.apply_decision,
        check=deciding.check_decision,
        describe=deciding.describe_decision,
        changes=deciding.changes_of,
    )


def _reads(user: Any, key: str) -> bool:
    return Removal.objects.visible_to(user).filter(pk=key).exists()


def _is_listed(unit: Unit, user: Any) -> bool:
    return unit.membership_state == MembershipState.LISTED


def _may_be_proposed(unit: Unit, user: Any) -> bool:
    return unit.membership_state in (MembershipState.LISTED, MembershipState.SUSPENDED)


def _to_propose(user: Any, today: date) -> Iterator[WorkItem]:
    """Members whose state in law has changed and about whom nobody has decided since."""
    settled = Removal.objects.filter(
        unit=OuterRef("pk"),
        registration_state=OuterRef("registration_state"),
        state__in=[RemovalState.KEPT],
    )
    units = Unit.objects.visible_to(user).listed_but_not_active()
    waiting = units.filter(~Exists(settled), membership_state=MembershipState.LISTED)
    waiting = waiting.exclude(removals__in=Removal.objects.open())
    found = list(waiting.order_by("pk")[: MOST_ONE_BY_ONE + 1])
    if len(found) <= MOST_ONE_BY_ONE:
        for unit in found:
            yield WorkItem(
                title=f"{unit.name}：需要处理在库单位",
                url=reverse("removals:propose", args=[unit.public_no]),
                reason=f"登记状态为“{unit.get_registration_state_display()}”，仍在库。"
                "登记状态不影响在库，请核实后提出移出。",
                action="提出移出",
            )
        return
    count = waiting.order_by().values("pk")[:MOST_COUNTED].count()
    yield WorkItem(
        title=f"{count}家单位：需要处理在库单位",
        url=f"{reverse('units:list')}?gap=law&membership_state={MembershipState.LISTED}",
        reason="登记状态不是“存续”，仍在库。登记状态不影响在库，请逐家核实。",
        action="逐家核实",
    )


def _to_handle(user: Any, today: date) -> Iterator[WorkItem]:
    """To be told, to be confirmed, papers to be drawn up."""
    rows = Removal.objects.visible_to(user)
    for state, action, reason in (
        (RemovalState.PROPOSED, "告知单位", "拟移出，单位还没有被告知。"),
        (RemovalState.REQUESTED, "确认退出申请", "单位申请退出，请核对是否出于本意。"),
    ):
        for removal in rows.filter(state=state).order_by("pk")[:MOST_SHOWN]:
            yield WorkItem(
                title=f"{removal}：{action}",
                url=removal.get_absolute_url(),
                reason=reason,
                action=action,
            )
    for removal in rows.without_papers().order_by("pk")[:MOST_SHOWN]:
        yield WorkItem(
            title=f"{removal}：拟写告知书和公告",
            url=removal.get_absolute_url(),
            reason=f"{removal.decided_on:%Y-%m-%d} 决定移出，文书还没有拟写或者已经作废。",
            action="拟写文书",
        )


def _to_decide(user: Any, today: date) -> Iterator[WorkItem]:
    """Heard, or the time is over; for the leader and for whoever holds the leader's 委托, but
    nothing that either of them proposed or told."""
    leader = authority_of(user, access.CODE, today)
    if leader is None:
        return
    people = (user.pk, leader.pk)
    rows = Removal.objects.visible_to(user).filter(
        state__in=[RemovalState.READY, RemovalState.HEARING]
    )
    rows = rows.exclude(proposed_by__in=people).exclude(told_by__in=people)
    for removal in rows.select_related("ground").order_by("pk")[: 4 * MOST_SHOWN]:
        if state_problem(removal.state, access.hearing_ends(removal), today=today) is None:
            words = "单位已陈述意见" if removal.statement else "单位没有陈述意见，期满"
            if not removal.statement and not hearing.is_told_on_paper(removal):
                words += "；听取意见的函还没有发出，发出以前不能决定移出"
            yield WorkItem(
                title=f"决定：{removal}",
                url=reverse("removals:decide", args=[removal.key]),
                reason="单位自愿退出。" if removal.is_own_wish else f"{removal.ground}；{words}。",
                action="作出决定",
            )


def _to_state(user: Any, today: date) -> Iterator[WorkItem]:
    """For the unit itself: until when it can speak."""
    if can(user, "units.view"):
        return
    calendar = None
    for removal in Removal.objects.visible_to(user).filter(state=RemovalState.HEARING):
        calendar = calendar or current_calendar()
        due_on = access.hearing_ends(removal)
        yield WorkItem(
            title=f"陈述意见：{removal}",
            url=reverse("removals:statement", args=[removal.key]),
            reason="区局拟将本单位移出名录，请在期限前陈述意见。",
            action="陈述意见",
            due_on=due_on,
            days_left=workdays_between(today, due_on, calendar) if due_on else None,
        )


def _panel(unit: Unit, user: Any) -> dict[str, Any] | None:
    """The course of the latest one, and the earlier ones; nothing when there never was one."""
    rows = Removal.objects.visible_to(user).filter(unit=unit).select_related("ground")
    found = list(rows[:IN_A_LIST])
    if not found:
        return None
    return {
        "latest": found[0],
        "tone": TONES[found[0].state],
        "course": course_of(found[0]),
        "earlier": found[1:],
    }
