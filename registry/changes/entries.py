"""What changes put into the menu, the worklist, the unit's record; links, steps, readers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.urls import reverse

from ipcontact.accounts.rights import can
from ipcontact.acts import handlers as steps
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
from registry.changes import access, dossier, exceptions, merging
from registry.changes.choices import ChangeKind, ChangeState
from registry.changes.models import Difference, UnitChange
from registry.changes.services import contacts
from registry.changes.services import steps as codes
from registry.changes.services.division import without_application
from registry.changes.services.links import LINK
from registry.changes.tables import CHANGE_TONES
from registry.changes.wording import sentence
from registry.units.models import Unit
from registry.units.parts import ContactFollower, contact_followers

MOST_ONE_BY_ONE = 1
MOST_COUNTED = 1_000
MOST_SHOWN = 10
A_YEAR = timedelta(days=365)


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    merging.register()
    dossier.register()
    exceptions.register()
    contact_followers.add(ContactFollower(follow=contacts.follow_contact, order=10))
    menu.add(
        MenuEntry(
            label="单位变更",
            url_name="changes:list",
            audience=access.VIEW,
            icon="check",
            group="联系",
            order=45,
            count=_count,
        )
    )
    worklist.add(WorkSource(name="单位变更", audience=access.CHECK, items=_to_check, order=30))
    worklist.add(WorkSource(name="分立承继", audience=access.CHECK, items=_to_succeed, order=46))
    worklist.add(WorkSource(name="比对差异", audience=access.COMPARE, items=_to_settle, order=45))
    unit_panels.add(
        UnitPanel(
            title="变更",
            template="registry/changes/panel_unit.html",
            audience=access.VIEW,
            context=_panel,
            anchor="unit-changes",
            order=50,
        )
    )
    for label, audience, name, order in (
        ("登记变更", access.PROPOSE, "choose", 15),
        ("发变更链接", access.REBIND, "send-link", 40),
    ):
        unit_actions.add(
            UnitAction(
                label=label,
                audience=audience,
                url=lambda unit, name=name: reverse(f"changes:{name}", args=[unit.public_no]),
                order=order,
            )
        )
    links.register(
        links.Purpose(code=LINK, label="登记单位变更", url_name="changes:by-link", days=14)
    )
    files.register(UnitChange._meta.db_table, _reads)
    messages.register(UnitChange._meta.db_table, _reads)
    messages.register(Unit._meta.db_table, _sees_unit)
    _register_steps()


def _register_steps() -> None:
    steps.register(codes.PROPOSE, label="登记变更", verb=access.PROPOSE)
    steps.register(codes.ACCEPT, label="核对通过变更", verb=access.CHECK)
    steps.register(codes.REJECT, label="变更核对未通过", verb=access.CHECK, needs_reason=True)
    steps.register(codes.WITHDRAW, label="撤回变更", verb=access.PROPOSE)
    steps.register(codes.EFFECT, label="变更生效")
    steps.register(codes.CONTACT, label="更新联络员", verb=access.PROPOSE)


def _reads(user: Any, key: str) -> bool:
    return UnitChange.objects.visible_to(user).filter(pk=key).exists()


def _sees_unit(user: Any, key: str) -> bool:
    return Unit.objects.visible_to(user).filter(pk=key).exists()


def _count(user: Any) -> int | None:
    """What waits for the check; for those who do not check no figure."""
    if can(user, access.CHECK):
        waiting = UnitChange.objects.visible_to(user).to_check().exclude(proposed_by=user)
        return waiting.order_by().values("pk")[:MOST_COUNTED].count() or None
    return None


def _to_check(user: Any, today: date) -> Iterator[WorkItem]:
    """Proposals of others: one by itself, several as one line; then what could not take effect."""
    waiting = UnitChange.objects.visible_to(user).to_check().exclude(proposed_by=user)
    found = list(waiting.select_related("unit", "related").order_by("pk")[: MOST_ONE_BY_ONE + 1])
    if len(found) <= MOST_ONE_BY_ONE:
        for change in found:
            yield WorkItem(
                title=f"{change.unit.name}：核对{change.get_kind_display()}",
                url=change.get_absolute_url(),
                reason=f"{sentence(change)}，{change.effective_on:%Y-%m-%d} 起。",
                action="核对材料",
            )
    else:
        count = waiting.order_by().values("pk")[:MOST_COUNTED].count()
        yield WorkItem(
            title=f"{count}件单位变更待核对",
            url=f"{reverse('changes:list')}?state={ChangeState.PROPOSED}",
            reason="核对人不能是登记人。",
            action="核对材料",
        )
    stuck = UnitChange.objects.visible_to(user).due(today).exclude(obstacle="")
    for change in stuck.select_related("unit").order_by("pk")[:MOST_SHOWN]:
        yield WorkItem(
            title=f"{change.unit.name}：{change.get_kind_display()}未能生效",
            url=change.get_absolute_url(),
            reason=change.obstacle,
            action="撤回或更正",
        )


def _to_succeed(user: Any, today: date) -> Iterator[WorkItem]:
    """Units of a division that ask to succeed and have not applied within a year of it: nobody is
    listed by a division."""
    divided = UnitChange.objects.visible_to(user).filter(kind=ChangeKind.SPLIT)
    divided = divided.filter(
        state=ChangeState.EFFECTIVE,
        effective_on__gt=today - A_YEAR,
        values__parts__contains=[{"asks": True}],
    ).order_by("-pk")
    found = ((each, without_application(each)) for each in divided.select_related("unit"))
    open_ones = ((change, waiting) for change, waiting in found if waiting)
    for change, waiting in islice(open_ones, MOST_SHOWN):
        names = "、".join(part.name for part in waiting)
        unknown = [part.name for part in waiting if not part.public_no]
        first = f"请先登记{'、'.join(unknown)}，再" if unknown else "请"
        yield WorkItem(
            title=f"{change.unit.name}分立：{names}要求承继",
            url=change.get_absolute_url(),
            reason=f"{first}告知其另行申报，由审定另行决定；不因分立入库。",
            action="打开分立",
        )


def _to_settle(user: Any, today: date) -> Iterator[WorkItem]:
    """Differences nobody has accepted or set aside, by comparison."""
    waiting = Difference.objects.visible_to(user).open().select_related("run")
    runs = {each.run_id: each.run for each in waiting.order_by("-pk")[:MOST_COUNTED]}
    for run in list(runs.values())[:MOST_SHOWN]:
        yield WorkItem(
            title=f"处理登记信息比对：{run.filename}",
            url=f"{run.get_absolute_url()}?state=open",
            reason="有差异待接受或搁置。",
            action="处理差异",
        )


def _panel(unit: Unit, user: Any) -> dict[str, Any] | None:
    """The changes of the unit, the newest first; nothing when there never was one."""
    rows = UnitChange.objects.visible_to(user).filter(unit=unit)
    related = ("unit", "related", "region", "lead_agency")
    found = list(rows.select_related(*related)[:MOST_SHOWN])
    links_ = {
        "merged_into": unit.merged_into,
        "split_from": unit.split_from,
        "absorbed": list(unit.absorbed.visible_to(user)[:MOST_SHOWN]),
        "split_off": list(unit.split_off.visible_to(user)[:MOST_SHOWN]),
    }
    if not found and not any(links_.values()):
        return None
    lines = [
        {"change": each, "words": sentence(each), "tone": CHANGE_TONES[each.state]}
        for each in found
    ]
    return {"lines": lines, **links_}
