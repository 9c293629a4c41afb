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
from ipcontact.notifications import access as messages
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
from registry.criteria import dossier, merging
from registry.criteria.access import checks_evidence, reads_evidence
from registry.criteria.board import board_of_unit
from registry.criteria.choices import CheckState
from registry.criteria.models import Evidence, EvidenceQuerySet
from registry.units.models import Unit

MOST_ONE_BY_ONE = 3
MOST_COUNTED = 1_000
MOST_OF_A_UNIT = 20
CHECK, SUBMIT = "criteria.check", "criteria.submit"


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    files.register(Evidence._meta.db_table, reads_evidence)
    messages.register(Evidence._meta.db_table, checks_evidence)
    merging.register()
    dossier.register()
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
    """Proofs to be checked, those of members that end: few one by one, many as one line.

    People of a unit have no list to be led to: theirs come one by one, with what was rejected.
    """
    proofs = Evidence.objects.visible_to(user)
    is_staff = can(user, CHECK)
    if is_staff:
        query = {"state": CheckState.UNCHECKED}
        reason = "证明材料已登记，还没有核对。"
        others = proofs.to_check().exclude(put_by=user)
        yield from _few_or_all(others, query=query, action="核对证明", reason=reason)
    else:
        rejected = proofs.current().filter(state=CheckState.REJECTED)
        yield from _one_by_one(rejected, action="补充证明", reason="核对未通过，请补充或更换。")
    members = proofs.of_members()
    for ending, over, reason in (
        (members.expired(today), "over", "证明已过期。单位仍在库，请换新的证明。"),
        (members.expiring(today), "soon", "证明 90 天内到期，请提前准备新的证明。"),
    ):
        if is_staff:
            query = {"expiry": over, "members": "1"}
            yield from _few_or_all(ending, query=query, action="查看证明", reason=reason)
        else:
            yield from _one_by_one(ending, action="更换证明", reason=reason)


def _one_by_one(proofs: EvidenceQuerySet, *, action: str, reason: str) -> Iterator[WorkItem]:
    rows = proofs.select_related("unit", "criterion").order_by("expires_on", "pk")
    for proof in rows[:MOST_OF_A_UNIT]:
        until = f"到期日 {proof.expires_on}。" if proof.expires_on else ""
        yield WorkItem(
            title=f"{proof.unit.name}：{proof.criterion.short_name}",
            url=proof.get_absolute_url(),
            reason=f"{reason}{until}",
            action=action,
        )


def _few_or_all(
    proofs: EvidenceQuerySet, *, query: dict[str, str], action: str, reason: str
) -> Iterator[WorkItem]:
    if proofs[: MOST_ONE_BY_ONE + 1].count() <= MOST_ONE_BY_ONE:
        yield from _one_by_one(proofs, action=action, reason=reason)
        return
    count = proofs[: MOST_COUNTED + 1].count()
    words = f"{count}份" if count <= MOST_COUNTED else f"超过{MOST_COUNTED}份"
    yield WorkItem(
        title=f"{words}证明：{action}",
        url=f"{reverse('criteria:evidence-list')}?{urlencode(query)}",
        reason=reason,
        action=action,
    )
