"""公布: the clear units of an ended notice make a roster edition; those held follow later."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import enter_offline, record
from ipcontact.acts.services.records import store
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.documents.services import (
    borne_by,
    one_at_a_time,
    refuse_taken_since,
    typed_number,
)
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.registry import notice_holds
from ipcontact.workdays.clock import today as current_day
from registry.applications.choices import Actor, ApplicationAction
from registry.applications.services import adopt_answers, advance
from registry.batches.choices import BatchState
from registry.batches.models import ReviewBatch
from registry.batches.services import conclude
from registry.criteria.services import adopt_claims
from registry.notices.access import DECISIONS
from registry.notices.choices import NoticeAction, NoticeState
from registry.notices.models import Announcement, NoticeItem, PublicNotice
from registry.notices.rules import ItemFacts, announce_problems, announced_on_problems
from registry.notices.services.steps import (
    CODES,
    DECIDER,
    leader_for,
    lock_applications,
    lock_batch,
    locked,
    refuse_by,
    refuse_repeated,
    refuse_wrong,
)
from registry.recommendations.services import close_rivals
from registry.roster.services import EditionFacts, RosterLine, publish_edition

if TYPE_CHECKING:
    from ipcontact.accounts.models import User


def announce(
    notice: PublicNotice,
    *,
    edition_name: str,
    by: User,
    today: date,
    document_no: str = "",
    accept_warnings: bool = False,
    version: int | None = None,
) -> Announcement:
    """公布 by a leader, or 补充公布 of what was held the first time; the edition follows.

    Args: edition_name: name of the new edition; document_no: 文号, empty for none or 待编号;
        accept_warnings: what is odd about it was read.
    Raises: RuleViolation `wrong_state`, `wrong_actor`, `stale`, `nothing_clear`, `all_held`,
        `repeated`, `number_odd`, `number_lent`, or of the edition. PermissionDenied.
    """
    action = action_of(notice)
    leader = leader_for(action, by=by, today=today)
    with act(action.label, by=by):
        batch, current = _locked(notice)
        refuse_by(current, action, by=by, today=today, version=version)
        if document_no:
            how = {"by": by, "today": today, "accept_warnings": accept_warnings}
            document_no = typed_number(document_no, **how)
        made, _ = _carry_out(
            batch,
            current,
            action=action,
            edition_name=edition_name,
            announced_on=today,
            document_no=document_no,
            today=today,
            by=by,
            how={"by": by, "on_behalf_of": leader},
        )
    return made


def enter_announcement(
    notice: PublicNotice,
    *,
    edition_name: str,
    announced_on: date,
    by: User,
    today: date,
    document_no: str = "",
    accept_warnings: bool = False,
    **facts: Any,
) -> OfflineResult:
    """Enter an announcement that was decided on paper; a second person confirms it.

    Args: accept_warnings: what is odd about the 文号 was read; facts: as
        `acts.services.enter_offline` takes them.
    Raises: RuleViolation `number_odd`, `number_lent`, of `check_announcement` or of
        `enter_offline`.
    """
    action = action_of(notice)
    with act(f"登记线下{action.label}", by=by):
        how = {"by": by, "today": today}
        document_no = typed_number(document_no, accept_warnings=accept_warnings, **how)
        facts = {**facts, "document_no": document_no}
        payload = {
            "edition_name": edition_name,
            "announced_on": announced_on.isoformat(),
            "document_no": document_no,
            "was_shared": bool(document_no and borne_by(document_no)),
        }
        return enter_offline(notice, code=DECISIONS[action], payload=payload, **how, **facts)


def apply_announcement(notice: PublicNotice, payload: dict, keywords: dict) -> Act:
    """Let an announcement decided on paper take effect; called by `confirm_offline`.

    Raises: RuleViolation, when the notice has changed since, or the 文号 was used meanwhile.
    """
    action = action_of(notice)
    with act(action.label, by=None):
        batch, current = _locked(notice)
        refuse_wrong(current, action, DECIDER)
        one_at_a_time()
        _refuse_taken(payload)
        _, step = _carry_out(
            batch,
            current,
            action=action,
            edition_name=payload["edition_name"],
            announced_on=date.fromisoformat(payload["announced_on"]),
            document_no=keywords.get("document_no", ""),
            today=current_day(),
            by=None,
            how=keywords,
        )
    return step


def check_announcement(notice: PublicNotice, payload: dict, decider: User) -> None:
    """Refuse an announcement that could not take effect.

    Raises: RuleViolation `wrong_state`, `nothing_clear`, `all_held`, `repeated`, `name_missing`,
        `announced_early`, `number_lent`, `number_taken`.
    """
    refuse_wrong(notice, action_of(notice), DECIDER)
    if not payload.get("edition_name", "").strip():
        raise RuleViolation("name_missing", "请填写名录版次的名称。")
    announced_on = date.fromisoformat(payload["announced_on"])
    refuse_first(announced_on_problems(announced_on, ends_on=notice.ends_on))
    refuse_repeated(notice)
    refuse_first(announce_problems(facts_of(notice)))
    _refuse_taken(payload)


def _refuse_taken(payload: dict) -> None:
    """The 文号 of a decision on paper, as it was when that was entered."""
    refuse_taken_since(payload.get("document_no", ""), was_shared=payload.get("was_shared", False))


def describe_announcement(notice: PublicNotice, payload: dict) -> list[str]:
    """What was decided, in a sentence."""
    count = sum(facts.is_clear for facts in facts_of(notice))
    return [f"公布“{payload['edition_name']}”，{count}家，公布日期 {payload['announced_on']}"]


def action_of(notice: PublicNotice) -> NoticeAction:
    """公布 the first time, 补充公布 afterwards."""
    is_announced = notice.state == NoticeState.ANNOUNCED
    return NoticeAction.SUPPLEMENT if is_announced else NoticeAction.ANNOUNCE


def facts_of(notice: PublicNotice) -> list[ItemFacts]:
    """Where each unit of a list stands. A query, and one per kind of hold."""
    return facts_by_notice([notice])[notice.pk]


def facts_by_notice(notices: Collection[PublicNotice]) -> dict[int, list[ItemFacts]]:
    """The same of several lists, by the key of the notice; as few queries."""
    found: dict[int, list[ItemFacts]] = {notice.pk: [] for notice in notices}
    items = NoticeItem.objects.filter(notice__in=notices).select_related("application")
    for item, facts in _judged(notices, items):
        found[item.notice_id].append(facts)
    return found


def _judged(
    notices: Collection[PublicNotice], items: Iterable[NoticeItem]
) -> list[tuple[NoticeItem, ItemFacts]]:
    waiting = {key for hold in notice_holds for key in hold.waiting(notices)}
    return [
        (
            item,
            ItemFacts(
                item.name,
                item.state,
                is_withdrawn=item.is_withdrawn,
                is_announced=item.announcement_id is not None,
                is_waiting=item.pk in waiting,
            ),
        )
        for item in items
    ]


def _locked(notice: PublicNotice) -> tuple[ReviewBatch, PublicNotice]:
    batch = lock_batch(notice)
    current = locked(notice)
    lock_applications(current)
    return batch, current


def _carry_out(
    batch: ReviewBatch,
    notice: PublicNotice,
    *,
    action: NoticeAction,
    edition_name: str,
    announced_on: date,
    document_no: str,
    today: date,
    by: User | None,
    how: dict[str, Any],
) -> tuple[Announcement, Act]:
    refuse_first(announced_on_problems(announced_on, ends_on=notice.ends_on))
    refuse_repeated(notice)
    related = ("application__unit__region", "application__agency")
    judged = _judged([notice], notice.items.select_related(*related).order_by("order"))
    refuse_first(announce_problems([facts for _, facts in judged]))
    clear = [item for item, facts in judged if facts.is_clear]
    edition = publish_edition(
        EditionFacts(
            name=edition_name.strip()[:80],
            published_on=announced_on,
            document_no=document_no,
            organ_name=notice.organ_name,
        ),
        _lines(clear),
        by=by,
        today=today,
    )
    made = Announcement.objects.create(
        notice=notice,
        edition=edition,
        announced_on=announced_on,
        is_supplement=action == NoticeAction.SUPPLEMENT,
    )
    _list(clear, made, by=by, acted_by=how["by"], today=today)
    store(notice, state=NoticeState.ANNOUNCED)
    step = record(
        notice,
        code=CODES[action],
        action=f"{action.label}，{len(clear)}家",
        **{"today": today, "event_on": announced_on, **how},
    )
    if batch.state == BatchState.ON_NOTICE and not any(facts.is_held for _, facts in judged):
        conclude(batch, by=by, today=today)
    return made, step


def _lines(items: Sequence[NoticeItem]) -> list[RosterLine]:
    return [
        RosterLine(
            unit=item.application.unit,
            order=order,
            name=item.name,
            credit_code=item.credit_code,
            criteria=tuple(item.criteria),
            recommended_by=item.recommended_by,
        )
        for order, item in enumerate(items, start=1)
    ]


def _list(
    items: Sequence[NoticeItem],
    made: Announcement,
    *,
    by: User | None,
    acted_by: User | None,
    today: date,
) -> None:
    """Each application is 已纳入; what was accepted with it becomes the unit's own record, and
    another file that claimed to speak for the unit is closed."""
    for item in items:
        item.announcement = made
        item.save(update_fields=["announcement"])
        application = advance(
            item.application,
            action=ApplicationAction.LIST,
            actor=Actor.SYSTEM,
            by=by,
            acted_by=acted_by,
            today=today,
        )
        adopt_answers(application, by=by, today=today)
        claims = application.claims.select_related("criterion")
        adopt_claims(application.unit, claims, application_no=application.application_no, by=by)
        close_rivals(application, by=by, today=today)
