"""What the proofs put into the menu, the record of a unit, the worklist; who reads their files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from ipcontact.accounts.audiences import SIGNED_IN
from ipcontact.accounts.rights import can
from ipcontact.files import access as files
from ipcontact.ui.registry import (
    MenuEntry,
    UnitPanel,
    WorkItem,
    WorkSource,
    menu,
    unit_panels,
    worklist,
)
from ipcontact.workdays.clock import today as current_day
from registry.criteria.access import reads_evidence
from registry.criteria.board import board_of_unit
from registry.criteria.models import Evidence, EvidenceQuerySet
from registry.units.models import Unit

MOST_ONE_BY_ONE = 3
MOST_COUNTED = 1_000
CHECK, SUBMIT = "criteria.check", "criteria.submit"


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    files.register(Evidence._meta.db_table, reads_evidence)
    menu.add(
        MenuEntry(
            label="证明材料",
            url_name="criteria:evidence-list",
            audience=CHECK,
            icon="shield",
            group="联系",
            order=40,
        )
    )
    unit_panels.add(
        UnitPanel(
            title="入库条件与证明",
            template="registry/criteria/panel_board.html",
            audience=SIGNED_IN,
            context=_board,
            anchor="evidence",
            order=10,
        )
    )
    worklist.add(WorkSource(name="证明材料", audience=SUBMIT, items=_work, order=35))


def _board(unit: Unit, user: Any) -> dict[str, Any]:
    def url_of(criterion) -> str:
        return reverse("criteria:evidence", args=[unit.public_no, criterion.code])

    board = board_of_unit(unit, today=current_day(), url_of=url_of)
    return {"board": board, "may_check": can(user, CHECK)}


def _work(user: Any, today: date) -> Iterator[WorkItem]:
    """Proofs to be checked, and those of members that end: few one by one, many as one line."""
    proofs = Evidence.objects.visible_to(user)
    may_check = can(user, CHECK)
    if may_check:
        yield from _few_or_all(
            proofs.to_check(),
            query={"state": "unchecked"},
            action="核对证明",
            reason="证明材料已登记，还没有核对。",
        )
    action = "提醒更换证明" if may_check else "提交新的证明"
    members = proofs.of_members()
    yield from _few_or_all(
        members.expired(today),
        query={"expiry": "over", "members": "1"},
        action=action,
        reason="证明已过期。单位仍在库，请换新的证明。",
    )
    yield from _few_or_all(
        members.expiring(today),
        query={"expiry": "soon", "members": "1"},
        action=action,
        reason="证明 90 天内到期，请提前准备新的证明。",
    )


def _few_or_all(
    proofs: EvidenceQuerySet, *, query: dict[str, str], action: str, reason: str
) -> Iterator[WorkItem]:
    rows = proofs.select_related("unit", "criterion").order_by("expires_on", "pk")
    found = list(rows[: MOST_ONE_BY_ONE + 1])
    if len(found) <= MOST_ONE_BY_ONE:
        for proof in found:
            until = f"到期日 {proof.expires_on}。" if proof.expires_on else ""
            yield WorkItem(
                title=f"{proof.unit.name}：{proof.criterion.short_name}",
                url=proof.get_absolute_url(),
                reason=f"{reason}{until}",
                action=action,
            )
        return
    count = proofs[: MOST_COUNTED + 1].count()
    words = f"{count}份" if count <= MOST_COUNTED else f"超过{MOST_COUNTED}份"
    yield WorkItem(
        title=f"{words}证明：{action}",
        url=f"{reverse('criteria:evidence-list')}?{urlencode(query)}",
        reason=reason,
        action=action,
    )
