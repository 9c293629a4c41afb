"""What rounds put into the menu, the worklist and the kinds of steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from ipcontact.acts import handlers as acts
from ipcontact.documents import sources
from ipcontact.ui.registry import MenuEntry, WorkItem, WorkSource, menu, worklist
from ipcontact.workdays.rules import workdays_between
from ipcontact.workdays.services import current_calendar
from registry.rounds.choices import IntakeRoundState
from registry.rounds.contents import unfinished, unsubmitted
from registry.rounds.models import IntakeRound
from registry.rounds.papers import TEMPLATE, call_sheet
from registry.rounds.services.backfilling import BACKFILL
from registry.rounds.wording import moment_words

SOON = timedelta(days=2)
STARTS_SOON = timedelta(days=3)
S = IntakeRoundState


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    menu.add(
        MenuEntry(
            label="申报批次",
            url_name="rounds:list",
            audience="rounds.view",
            icon="calendar",
            group="办理",
            order=26,
        )
    )
    worklist.add(WorkSource(name="申报批次", audience="rounds.manage", items=to_do, order=20))
    acts.register(BACKFILL, label="补录往年批次", verb="rounds.manage", needs_scan=True)
    acts.register("round.extend", needs_reason=True)
    acts.register("round.close", needs_reason=True)
    sources.register(TEMPLATE, call_sheet)


def to_do(user, today: date) -> Iterator[WorkItem]:
    """Rounds that want something: a notice, a last call to those with drafts, their conclusion."""
    now, calendar = timezone.now(), current_calendar()
    wanted = Q(state=S.CLOSED)
    wanted |= Q(state=S.PLANNED, published_on=None, opens_at__lte=now + STARTS_SOON)
    wanted |= Q(state=S.OPEN, closes_at__lte=now + SOON)
    for round_ in IntakeRound.objects.visible_to(user).filter(wanted).order_by("opens_at", "pk"):
        if round_.state == S.CLOSED:
            yield _to_conclude(round_)
            continue
        is_open = round_.state == S.OPEN
        moment = round_.closes_at if is_open else round_.opens_at
        due_on = timezone.localtime(moment).date()
        yield WorkItem(
            due_on=due_on,
            days_left=workdays_between(today, due_on, calendar),
            **(_closing(round_) if is_open else _to_publish(round_)),
        )


def _to_publish(round_: IntakeRound) -> dict[str, str]:
    return {
        "title": f"{round_.name}：发布申报通知",
        "url": reverse("rounds:publish", args=[round_.number]),
        "reason": f"计划{moment_words(round_.opens_at)}开始，通知还没有发布。",
        "action": "发布申报通知",
    }


def _closing(round_: IntakeRound) -> dict[str, str]:
    drafts = unsubmitted(round_)
    return {
        "title": f"{round_.name}：{moment_words(round_.closes_at)}截止",
        "url": f"{round_.get_absolute_url()}#drafts",
        "reason": f"还有{drafts}份草稿没有提交，截止前请电话提醒。"
        if drafts
        else "没有未提交的草稿。",
        "action": "催办未提交" if drafts else "查看批次",
    }


def _to_conclude(round_: IntakeRound) -> WorkItem:
    waiting = unfinished(round_)
    return WorkItem(
        title=f"{round_.name}：办结批次",
        url=round_.get_absolute_url(),
        reason=f"已截止，还有{waiting}件申报在办。" if waiting else "已截止，申报都有结果。",
        action="查看批次" if waiting else "办结批次",
    )
