"""What merging puts beside units that look alike, into the worklist and among the steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from ipcontact.acts import handlers
from ipcontact.audit.context import name_of
from ipcontact.ui.registry import (
    MergeRelation,
    UnitAction,
    UnitPairAction,
    WorkItem,
    WorkSource,
    merge_relations,
    unit_actions,
    unit_pair_actions,
    worklist,
)
from registry.merges import dossier, exceptions, services
from registry.merges.models import UnitMerge
from registry.units.merging import relation_of, untouched

MOST = 30


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    exceptions.register()
    dossier.register()
    for code, label, needs_reason in (
        (services.PROPOSE, "提出合并", True),
        (services.CONFIRM, "合并单位", True),
        (services.REFUSE, "不确认合并", True),
        (services.WITHDRAW, "撤回合并", False),
        (services.UNDO, "撤销合并", True),
    ):
        handlers.register(code, label=label, verb=services.VERB, needs_reason=needs_reason)
    for field in ("surviving", "merged"):
        merge_relations.add(
            MergeRelation(
                relation=relation_of(UnitMerge, field),
                label="以前提出的合并",
                word="项",
                plan=untouched,
                order=90,
            )
        )
    unit_pair_actions.add(
        UnitPairAction(label="预览合并", url_name="merges:propose", audience=services.VERB)
    )
    unit_actions.add(
        UnitAction(
            label="与重复单位合并",
            audience=services.VERB,
            url=lambda unit: f"{reverse('merges:choose')}?keep={unit.public_no}",
            order=60,
        )
    )
    worklist.add(WorkSource(name="单位合并", audience=services.VERB, items=_work, order=45))


def _work(user, today: date) -> Iterator[WorkItem]:
    """Proposals of others that wait for a second person."""
    waiting = UnitMerge.objects.visible_to(user).pending().exclude(proposed_by=user)
    rows = waiting.select_related("surviving", "merged", "proposed_by").order_by("pk")
    for merge in rows[:MOST]:
        yield WorkItem(
            title=f"确认合并：{merge}",
            url=merge.get_absolute_url(),
            reason=f"{name_of(merge.proposed_by)}提出：{merge.reason}",
            action="核对并确认",
        )
