"""Units that are off a list everybody reads: withdrawn or taken out, to be said in a 更正公告."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from registry.applications.choices import ApplicationState
from registry.notices.choices import NoticeAction, NoticeItemState
from registry.notices.models import Corrigendum, NoticeItem, PublicNotice
from registry.notices.rules import MOVES


def uncorrected() -> QuerySet[NoticeItem]:
    """Units off a published list that no correction has named (states 1: 公示中撤回的，公示更正).

    A list that was shown again is corrected by that; while a correction waits for its check no
    other can be drafted.
    """
    own = Corrigendum.objects.filter(notice=OuterRef("notice"))
    settled = own.filter(Q(published_on=None) | Q(text__contains=OuterRef("name")))
    again = PublicNotice.objects.filter(repeats=OuterRef("notice"), published_on__isnull=False)
    off = Q(state=NoticeItemState.TAKEN_OUT) | Q(application__state=ApplicationState.WITHDRAWN)
    rows = NoticeItem.objects.filter(off, notice__state__in=MOVES[NoticeAction.CORRECT].sources)
    rows = rows.exclude(Exists(settled)).exclude(Exists(again))
    return rows.select_related("notice", "application").order_by("notice", "order")


def by_notice(items: Iterable[NoticeItem]) -> list[tuple[PublicNotice, list[NoticeItem]]]:
    """Items of each notice, in order."""
    found: dict[int, tuple[PublicNotice, list[NoticeItem]]] = {}
    for item in items:
        found.setdefault(item.notice_id, (item.notice, []))[1].append(item)
    return list(found.values())


def off_words(items: Sequence[NoticeItem]) -> str:
    """What happened to the list, in a sentence for staff; empty when nothing did."""
    if not items:
        return ""
    names = "、".join(item.name for item in items[:3])
    rest = f"等{len(items)}家" if len(items) > 3 else ""
    return f"{names}{rest}已撤回或者移出，公示名单还没有更正。"


def correction(items: Sequence[NoticeItem]) -> dict[str, str]:
    """Text and reason of the 更正公告 that names them; empty when there is nothing to say."""
    text = [
        f"公示名单第{item.order}号“{item.name}”"
        + ("已撤回申报，" if item.is_withdrawn else "")
        + "不再列入拟纳入名单。"
        for item in items
    ]
    reasons = ["单位撤回申报" if item.is_withdrawn else "移出拟定名单" for item in items]
    return {"text": "\n".join(text), "reason": "；".join(dict.fromkeys(reasons))}
