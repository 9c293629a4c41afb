"""What the units put into the menu, the record, the worklist and the global search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from ipcontact.accounts.audiences import SIGNED_IN
from ipcontact.documents import recipients
from ipcontact.ui.pages.base import LONGEST_NUMBER
from ipcontact.ui.registry import (
    DeskCard,
    MenuEntry,
    SearchHit,
    SearchSource,
    UnitAction,
    UnitPanel,
    WorkItem,
    WorkSource,
    desk_cards,
    global_search,
    menu,
    unit_actions,
    unit_panels,
    worklist,
)
from registry.units import dossier, merging, panels
from registry.units.choices import MembershipState
from registry.units.models import Unit

MOST_ONE_BY_ONE = 3
MOST_COUNTED = 1_000


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    menu.add(
        MenuEntry(
            label="单位",
            url_name="units:list",
            audience="units.view",
            icon="star",
            group="联系",
            order=12,
            pinned=True,
        )
    )
    for order, (anchor, title, context, place, audience) in enumerate(
        (
            ("particulars", "登记信息", panels.particulars, "main", SIGNED_IN),
            ("figures", "知识产权情况", panels.figures, "main", SIGNED_IN),
            ("former", "曾用名称、代码和地址", panels.names, "main", SIGNED_IN),
            ("changes", "办理记录", panels.changes, "main", "units.view"),
            ("documents", "文书", panels.documents, "main", "documents.view"),
            ("contacts", "联络员", panels.contacts, "aside", "units.view"),
            ("lookalikes", "可能是同一单位", panels.lookalikes, "aside", "units.view"),
        ),
        start=1,
    ):
        unit_panels.add(
            UnitPanel(
                title=title,
                template=f"registry/units/panel_{anchor}.html",
                audience=audience,
                context=context,
                anchor=anchor,
                place=place,
                order=order * 20,
            )
        )
    desk_cards.add(
        DeskCard(
            title="本单位",
            template="registry/units/own.html",
            audience="desk.view",
            context=panels.own_units,
            order=5,
        )
    )
    unit_actions.add(
        UnitAction(
            label="修改资料",
            audience="units.edit",
            url=lambda unit: reverse("units:edit", args=[unit.public_no]),
            order=10,
        )
    )
    unit_actions.add(
        UnitAction(
            label="登记更名",
            audience="units.edit",
            url=lambda unit: reverse("units:rename", args=[unit.public_no]),
            offered=_is_candidate,
            order=20,
        )
    )
    unit_actions.add(
        UnitAction(
            label="登记联络员",
            audience="units.edit",
            url=lambda unit: reverse("units:appoint", args=[unit.public_no]),
            offered=_is_candidate,
            order=30,
        )
    )
    merging.register()
    dossier.register()
    recipients.register(
        recipients.Recipient(name="units", find=_seen, addressee=lambda unit: unit.name)
    )
    unit_actions.add(
        UnitAction(
            label="拟函",
            audience="documents.prepare",
            url=lambda unit: reverse("documents:new", args=["units", unit.public_no]),
            order=80,
        )
    )
    worklist.add(WorkSource(name="单位", audience="units.edit", items=_work, order=30))
    global_search.add(
        SearchSource(
            label="单位",
            audience="units.view",
            find=_find,
            whole=lambda term: f"{reverse('units:list')}?{urlencode({'q': term})}",
            order=10,
        )
    )


def _is_candidate(unit: Unit, user) -> bool:
    """Never on the roster: changed here; all others through 登记变更, with a check."""
    return unit.membership_state == MembershipState.OUTSIDE


def _seen(user, public_no: str) -> Unit | None:
    is_clean = public_no.isprintable() and len(public_no) <= LONGEST_NUMBER
    return Unit.objects.visible_to(user).filter(public_no=public_no).first() if is_clean else None


def _work(user, today: date) -> Iterator[WorkItem]:
    """Members somebody should look at: few of a kind one by one, many as one line."""
    units = Unit.objects.visible_to(user)
    yield from _few_or_all(
        units.listed().without_agency(),
        gap="agency",
        action="指定主责单位",
        reason="在库单位没有主责单位，无人联系。",
    )
    yield from _few_or_all(
        units.without_contact(),
        gap="contact",
        action="补充联络员",
        reason="在库单位没有主联络员，发不出通知。",
    )


def _few_or_all(units, *, gap: str, action: str, reason: str) -> Iterator[WorkItem]:
    found = list(units[: MOST_ONE_BY_ONE + 1])
    if len(found) <= MOST_ONE_BY_ONE:
        for unit in found:
            yield WorkItem(
                title=f"{unit.name}：{action}",
                url=unit.get_absolute_url(),
                reason=reason,
                action=action,
            )
        return
    count = units[: MOST_COUNTED + 1].count()
    words = f"{count}家" if count <= MOST_COUNTED else f"超过{MOST_COUNTED}家"
    query = urlencode({"gap": gap, "membership_state": MembershipState.LISTED})
    yield WorkItem(
        title=f"{words}单位：{action}",
        url=f"{reverse('units:list')}?{query}",
        reason=reason,
        action=action,
    )


def _find(user, term: str, limit: int) -> Iterator[SearchHit]:
    for unit in Unit.objects.visible_to(user).matching(term)[:limit]:
        yield SearchHit(
            title=unit.name,
            url=unit.get_absolute_url(),
            note=unit.get_membership_state_display(),
            code=unit.credit_code or unit.alliance_no or "",
        )
