"""Steps: recorded by the service that takes them, looked at, taken back.

Every change of state of a record is one step of it, written by the room's service:

    with audit.services.act("复核通过", by=by):
        application = locked(application)
        leader = require_authority(by, "application.pass", today)
        ...  # rule, change with update_fields
        record(application, code="application.pass", action="复核通过", by=by,
               on_behalf_of=leader, reason=reason, today=today)
        ...  # clocks, tell

The record's page calls `open_record(record, by=request.user)` for those whose look ends the
taking back, and shows `{% load acts %}{% acts record %}` to the staff: steps with their papers,
offline results that wait, the way to take the last step back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from ipcontact.accounts.models import User
from ipcontact.acts.choices import Channel
from ipcontact.acts.handlers import kind_of, sent_since
from ipcontact.acts.models import Act, Opening
from ipcontact.acts.rules import Problem, TakeBackVerdict, step_problems, take_back_verdict
from ipcontact.acts.services.authority import authority_of
from ipcontact.audit.context import current_act, name_of
from ipcontact.audit.services import act as audit_act
from ipcontact.clocks import subjects
from ipcontact.files.models import StoredFile
from ipcontact.files.services import attach, store
from ipcontact.notifications.services import recall, was_told
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.clock import today as current_day

SYSTEM = "系统"


def record(
    subject: models.Model,
    *,
    code: str,
    action: str,
    by: User | None,
    entered_by: User | None = None,
    confirmed_by: User | None = None,
    actor_name: str = "",
    event_on: date | None = None,
    channel: str = Channel.ONLINE,
    reason: str = "",
    scan: StoredFile | Any = None,
    minutes_no: str = "",
    document_no: str = "",
    is_backfill: bool = False,
    on_behalf_of: User | str = "",
    today: date | None = None,
) -> Act:
    """Write down one step; called by the service that takes it, inside its `audit.act`.

    Args:
        subject: the stored record.
        code: stable name of the step; what is registered for it (reason, scan) is asked for.
        action: what the step is called, a short phrase.
        by: who took the step; None for the system, or with `actor_name` a person without account.
        entered_by: who typed it, when that is not the actor.
        confirmed_by: the second person of an offline result.
        actor_name: name of the actor, default that of `by`.
        event_on: day of the step, default today.
        channel: by which way.
        reason, minutes_no, document_no: as the step asks for them.
        scan: a stored file or an upload; a fresh one belongs to the step, so that it is read by
            the staff who see the record. What a person without account hands in, and what the unit
            may read again, is stored with the record first (`files.services.put`).
        is_backfill: entered long afterwards, from the paper that is the scan.
        on_behalf_of: the absent leader for whom a delegate acts, as `require_authority` gave it
            (the actor's own name says nothing), or the words for it.
        today: default the current day.
    Raises:
        RuntimeError: outside any act, where step and change could part.
        RuleViolation: `event_future`, `reason_missing`, `scan_missing`, `backfill_scan`.
    """
    if current_act.get() is None:
        raise RuntimeError("record() belongs inside audit.services.act()")
    today = today or current_day()
    kind = kind_of(code)
    refuse_first(
        step_problems(
            event_on=event_on or today,
            today=today,
            reason=reason,
            has_scan=scan is not None,
            needs_reason=kind.needs_reason,
            needs_scan=kind.needs_scan,
            is_backfill=is_backfill,
        )
    )
    typist = entered_by or by
    scan = stored(scan, by=typist, owner=subject if typist is None else None)
    table, key = subjects.reference(subject)
    step = Act.objects.create(
        subject_table=table,
        subject_key=key,
        code=code,
        action=action,
        acted_by=by,
        actor_name=actor_name or name_of(by) or SYSTEM,
        entered_by=typist,
        confirmed_by=confirmed_by,
        on_behalf_of="" if on_behalf_of == by else behalf_words(on_behalf_of),
        event_on=event_on or today,
        channel=channel,
        reason=reason,
        scan=scan,
        minutes_no=minutes_no,
        document_no=document_no,
        is_backfill=is_backfill,
    )
    if scan is not None and not scan.is_attached:
        attach(scan, owner=step, by=typist)
    return step


def behalf_words(leader: User | str) -> str:
    """受×××委托; words stay as they are."""
    return leader if isinstance(leader, str) else f"受{name_of(leader)}委托"


def acts_of(subject: models.Model, *parts: models.Model) -> models.QuerySet[Act]:
    """Steps of a record and of these parts of it, the newest first, with their people."""
    people = ("acted_by", "entered_by", "confirmed_by", "taken_back_by", "scan")
    return Act.objects.of(subject, *parts).select_related(*people)


def open_record(subject: models.Model, *, by: User) -> None:
    """Note that somebody opened a record; writes only when a step was taken since the last time.

    Called by the record's page for people whose look ends the taking back: the next in line.
    """
    table, key = subjects.reference(subject)
    newest = Act.objects.of(subject).order_by("-pk")
    last = newest.values_list("entered_at", flat=True).first()
    seen = Opening.objects.filter(subject_table=table, subject_key=key, user=by)
    if last is None or seen.filter(last_at__gt=last).exists():
        return
    with transaction.atomic():
        newest.select_for_update().first()  # whoever takes it back comes before or after
        Opening.objects.update_or_create(
            subject_table=table,
            subject_key=key,
            user=by,
            defaults={"last_at": timezone.now()},
        )


def may_take_back(act: Act, by: User) -> TakeBackVerdict:
    """Whether this person can take a step back now, or every reason why not."""
    since = Opening.objects.filter(
        subject_table=act.subject_table,
        subject_key=act.subject_key,
        last_at__gte=act.entered_at,
    ).exclude(Q(user=act.acted_by_id) | Q(user=act.entered_by_id) | Q(user=by))
    later = Act.objects.filter(
        subject_table=act.subject_table,
        subject_key=act.subject_key,
        pk__gt=act.pk,
        taken_back_at=None,
    )
    return take_back_verdict(
        is_own=by.pk in (act.acted_by_id, act.entered_by_id),
        may_still=authority_of(by, act.code, current_day()) is not None,
        is_revocable=kind_of(act.code).take_back is not None and not act.is_backfill,
        is_taken_back=act.taken_back_at is not None,
        is_confirmed=act.confirmed_by_id is not None,
        is_last=not later.exists(),
        opened_by=[name_of(opening.user) for opening in since.select_related("user")],
        was_sent=_has_gone_out(act, by),
    )


def take_back(act: Act, *, by: User, reason: str = "") -> Act:
    """Undo a step by what its room registered, and mark it as taken back.

    Messages about the record that nobody has read since are recalled with it. The record is
    locked before them, as by whoever takes a step and then tells of it.

    Raises: RuleViolation `not_revocable` with every reason; `subject_gone`; `being_sent`.
    """
    with audit_act(f"撤回{act.action}"[:60], by=by, reason=reason):
        act = Act.objects.select_for_update(of=("self",)).get(pk=act.pk)
        kind, subject = kind_of(act.code), act.subject
        if subject is None:
            raise RuleViolation("subject_gone", "原记录已不存在，不能撤回。")
        subject = (kind.lock or locked)(subject)
        recall(act.subject_table, act.subject_key, since=act.entered_at, by=by)
        verdict = may_take_back(act, by)
        if not verdict.is_allowed:
            raise RuleViolation("not_revocable", "".join(verdict.reasons))
        kind.take_back(subject, act, by=by)
        act.taken_back_at, act.taken_back_by = timezone.now(), by
        act.save(update_fields=["taken_back_at", "taken_back_by"])
    return act


def _has_gone_out(act: Act, by: User) -> bool:
    table, key, since = act.subject_table, act.subject_key, act.entered_at
    return any(sent(table, key, since) for sent in sent_since) or was_told(
        table, key, since=since, besides=by
    )


def refuse_first(problems: Iterable[Problem]) -> None:
    """Raise the problems as one RuleViolation with the code of the first."""
    found = list(problems)
    if found:
        raise RuleViolation(found[0][0], "".join(message for _, message in found))


def last_step_words(subject: models.Model) -> str:
    """赵明澈已于 2026-09-18 12:03 办理“审定”。 Who was quicker; empty before the first step."""
    step = acts_of(subject).filter(taken_back_at=None).first()
    if step is None:
        return ""
    at = timezone.localtime(step.entered_at)
    return f"{step.actor_name}已于 {at:%Y-%m-%d %H:%M} 办理“{step.action}”。"


def refuse_outdated(current: models.Model, version: int | None) -> None:
    """Refuse a step that was decided on looking at an older record; says who changed it.

    Args: current: the record, locked; version: what the page was based on, None for no page.
    Raises: RuleViolation `stale`.
    """
    if version is not None and version != current.version:
        raise RuleViolation(
            "stale",
            f"{last_step_words(current)}您打开的页面不是最新的，没有办理。"
            "请对照现在的内容后再办；您填写的内容已保留。",
        )


def stored(
    scan: StoredFile | Any, *, by: User | None, owner: models.Model | None = None
) -> StoredFile | None:
    """The paper as a stored file: an upload is checked and kept first."""
    if scan is None or isinstance(scan, StoredFile):
        return scan
    return store(scan, purpose="acts.scan", by=by, owner=owner)


def locked(row: models.Model) -> models.Model:
    """The row, locked and as it is now; the caller is inside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a lock outside a transaction holds nothing")
    return type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
