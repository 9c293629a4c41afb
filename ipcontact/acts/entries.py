"""What this room puts into the menu and the worklist, and who reads its papers."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from ipcontact.acts import exceptions, handlers
from ipcontact.acts.choices import OfflineState
from ipcontact.acts.models import Act, Delegation, OfflineResult
from ipcontact.acts.services.limits import LABELS, RESUME
from ipcontact.acts.wording import way_words
from ipcontact.audit.context import name_of
from ipcontact.clocks import subjects
from ipcontact.clocks.access import VERB as CHANGE_LIMITS
from ipcontact.files import access
from ipcontact.ui.registry import MenuEntry, WorkItem, WorkSource, menu, worklist

MOST = 50


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    menu.add(
        MenuEntry(
            label="授权代批",
            url_name="acts:delegations",
            audience="delegation.manage",
            icon="user",
            order=70,
        )
    )
    worklist.add(WorkSource(name="线下结果", audience="offline.confirm", items=to_confirm, order=3))
    exceptions.register()
    for code, label in LABELS.items():
        handlers.register(code, label=label, verb=CHANGE_LIMITS, needs_reason=code != RESUME)
    access.register(Act._meta.db_table, _reads_act)
    access.register(OfflineResult._meta.db_table, _reads_result)
    access.register(Delegation._meta.db_table, _reads_delegation)


def to_confirm(user, today: date) -> Iterator[WorkItem]:
    """Offline results that somebody else entered and this person may confirm."""
    waiting = OfflineResult.objects.filter(state=OfflineState.PENDING).exclude(entered_by=user)
    results = list(waiting.visible_to(user).select_related("entered_by").order_by("pk")[:MOST])
    found = subjects.resolve_all((r.subject_table, r.subject_key) for r in results)
    for result in results:
        subject = found.get((result.subject_table, result.subject_key))
        entered_at = timezone.localtime(result.entered_at)
        yield WorkItem(
            title=f"确认线下结果：{result.label}，{subject or '原记录已不存在'}",
            url=result.get_absolute_url(),
            reason=f"{name_of(result.entered_by)} {entered_at:%Y-%m-%d} 登记，"
            f"{result.decider_name} {result.decided_on:%Y-%m-%d} 决定（{way_words(result)}）",
            action="核对并确认",
        )


def _reads_act(user, key: str) -> bool:
    return Act.objects.visible_to(user).filter(pk=key).exists()


def _reads_result(user, key: str) -> bool:
    return OfflineResult.objects.visible_to(user).filter(pk=key).exists()


def _reads_delegation(user, key: str) -> bool:
    return Delegation.objects.visible_to(user).filter(pk=key).exists()
