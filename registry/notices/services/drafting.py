"""起草 and 核稿: a notice drawn up from a decided batch, checked by a second person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.utils import timezone

from ipcontact.accounts.rights import require
from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.documents.services import typed_number
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.models import SiteProfile
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.batches.choices import BatchItemDecision, BatchState
from registry.batches.models import BatchItem, ReviewBatch
from registry.batches.services.steps import locked as locked_batch
from registry.criteria.choices import CheckState
from registry.notices.choices import NoticeAction, NoticeItemState, NoticeState
from registry.notices.models import NoticeItem, PublicNotice
from registry.notices.rules import LONGEST, MOVES, SHORTEST, check_problems, contact_problems
from registry.notices.services.steps import CODES, locked, refuse_by, refuse_repeated
from registry.notices.wording import default_words
from registry.units.naming import present_code, present_name

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

DRAFTED = "notice.draft"
LIVING = (NoticeState.DRAFTING, NoticeState.CHECKING, NoticeState.APPROVED)
EDITABLE = ("title", "basis", "introduction", "objection_words", "contact", "days", "document_no")


def draft(
    batch: ReviewBatch,
    *,
    by: User,
    today: date,
    repeats: PublicNotice | None = None,
    reason: str = "",
) -> PublicNotice:
    """A notice of what a batch includes, with the usual words; changed by hand until checked.

    Args: repeats, reason: 重新公示 of an earlier notice of this batch, and why.
    Raises: RuleViolation `batch_undecided`, `notice_exists`, `nothing_to_show`, `wrong_state`,
        `repeated`, `reason_missing`. PermissionDenied.
    """
    require(by, "notices.prepare")
    with act("起草公示", by=by, reason=reason):
        current = locked_batch(batch)
        if repeats is not None:
            repeats = locked(repeats)
            refuse_by(repeats, NoticeAction.REPEAT, by=by, today=today, reason=reason)
            refuse_repeated(repeats)
        elif current.state != BatchState.DECIDED:
            state = BatchState(current.state).label
            raise RuleViolation(
                "batch_undecided", f"这个批次现在是“{state}”，审定后、公示前才能生成公示。"
            )
        _refuse_second(current)
        rows = shown_of(current)
        if not rows:
            raise RuleViolation("nothing_to_show", "这个批次没有审定纳入的单位，不需要公示。")
        profile = SiteProfile.objects.current()
        notice = PublicNotice.objects.create(
            number=_next_number(today),
            batch=current,
            repeats=repeats,
            days=settings.NOTICE_WORKING_DAYS,
            organ_name=profile.organ_name,
            created_by=by,
            **default_words(current, profile, count=len(rows)),
        )
        NoticeItem.objects.bulk_create(items_for(notice, rows))
        record(notice, code=DRAFTED, action=f"起草公示，{len(rows)}家", by=by, today=today)
        if repeats is not None:
            record(
                repeats,
                code=CODES[NoticeAction.REPEAT],
                action="重新公示",
                by=by,
                reason=reason,
                today=today,
            )
    return notice


def draft_for_check(batch: ReviewBatch, *, by: User, today: date) -> PublicNotice:
    """A notice with the usual words that goes straight to the check.

    Raises: as `draft` and `submit`; then there is no draft either.
    """
    with act("起草公示并送核稿", by=by):
        return submit(draft(batch, by=by, today=today), by=by, today=today)


def revise(
    notice: PublicNotice,
    *,
    values: Mapping[str, object],
    by: User,
    today: date,
    version: int | None = None,
    accept_warnings: bool = False,
) -> PublicNotice:
    """Change the words, the window or the contact of a draft.

    Args: values: of `EDITABLE`; accept_warnings: what is odd about a new 文号 was read.
    Raises: RuleViolation `wrong_state`, `wrong_actor`, `stale`, `window_length`, `number_odd`,
        `number_lent`.
    """
    with act("修改公示", by=by):
        current = locked(notice)
        refuse_by(current, NoticeAction.EDIT, by=by, today=today, version=version)
        changed = {name: values[name] for name in EDITABLE if name in values}
        if not SHORTEST <= changed.get("days", current.days) <= LONGEST:
            raise RuleViolation(
                "window_length", f"公示期应在 {SHORTEST} 到 {LONGEST} 个工作日之间。"
            )
        if changed.get("document_no", current.document_no) != current.document_no:
            how = {"by": by, "today": today, "accept_warnings": accept_warnings}
            changed["document_no"] = typed_number(changed["document_no"], **how)
        store(current, **changed)
        record(current, code=CODES[NoticeAction.EDIT], action="修改公示", by=by, today=today)
    return current


def submit(
    notice: PublicNotice, *, by: User, today: date, version: int | None = None
) -> PublicNotice:
    """送核稿. The list is taken anew, so that what was withdrawn since is not on it.

    Raises: RuleViolation `contact_missing`, `wrong_state`, `wrong_actor`, `stale`,
        `nothing_to_show`.
    """
    with act(NoticeAction.SUBMIT.label, by=by):
        current = locked(notice)
        refuse_by(current, NoticeAction.SUBMIT, by=by, today=today, version=version)
        refuse_first(contact_problems(current.contact))
        rows = shown_of(current.batch)
        if not rows:
            raise RuleViolation("nothing_to_show", "名单上的单位都已撤回，不需要公示。")
        current.items.all().delete()
        NoticeItem.objects.bulk_create(items_for(current, rows))
        return _move(current, NoticeAction.SUBMIT, by=by, today=today)


def drop(
    notice: PublicNotice, *, by: User, today: date, version: int | None = None
) -> PublicNotice:
    """放弃起草: nothing was public, nothing becomes so.

    Raises: RuleViolation `wrong_state`, `wrong_actor`, `stale`.
    """
    with act(NoticeAction.DROP.label, by=by):
        current = locked(notice)
        refuse_by(current, NoticeAction.DROP, by=by, today=today, version=version)
        return _move(current, NoticeAction.DROP, by=by, today=today)


def pass_check(
    notice: PublicNotice,
    *,
    ticked: Collection[str],
    by: User,
    today: date,
    version: int | None = None,
) -> PublicNotice:
    """核稿通过 with every point of the checklist ticked (政府信息公开条例 17 条).

    Raises: RuleViolation `check_incomplete`, `wrong_state`, `wrong_actor`, `stale`.
    """
    with act(NoticeAction.PASS.label, by=by):
        current = locked(notice)
        refuse_by(current, NoticeAction.PASS, by=by, today=today, version=version)
        refuse_first(check_problems(ticked))
        seen = {"checklist": sorted(ticked), "checked_by": by, "checked_at": timezone.now()}
        return _move(current, NoticeAction.PASS, by=by, today=today, **seen)


def return_to_draft(
    notice: PublicNotice, *, reason: str, by: User, today: date, version: int | None = None
) -> PublicNotice:
    """退回起草 ®, from 核稿 or 待发布; what was ticked is ticked anew.

    Raises: RuleViolation `reason_missing`, `wrong_state`, `wrong_actor`, `stale`.
    """
    action = NoticeAction.RETURN
    if notice.state == NoticeState.APPROVED:
        action = NoticeAction.REDRAFT
    with act(action.label, by=by, reason=reason):
        current = locked(notice)
        refuse_by(current, action, by=by, today=today, reason=reason, version=version)
        unseen = {"checklist": [], "checked_by": None, "checked_at": None}
        return _move(current, action, by=by, today=today, reason=reason, **unseen)


def shown_of(batch: ReviewBatch) -> list[Application]:
    """What a notice of this batch shows: included, and neither withdrawn, listed nor taken out."""
    items = BatchItem.objects.filter(batch=batch, decision=BatchItemDecision.INCLUDE)
    states = (ApplicationState.APPROVED, ApplicationState.ON_NOTICE)
    items = items.filter(application__state__in=states).order_by("order")
    related = ("application__agency", "application__unit")
    lists = ("claims__criterion", "unit__names", "unit__codes")
    found = items.select_related(*related).prefetch_related(*(f"application__{n}" for n in lists))
    return [item.application for item in found]


def items_for(notice: PublicNotice, rows: list[Application]) -> list[NoticeItem]:
    """The lines of a list: only what may be public (政府信息公开条例 15 条), under the present name
    and code of a unit that changed them since it applied. A unit that an objection holds on an
    earlier notice of this list is held on this one too."""
    held = NoticeItem.objects.standing().filter(
        state=NoticeItemState.HELD, notice__batch=notice.batch_id, application__in=rows
    )
    held_keys = set(held.values_list("application", flat=True))
    return [
        NoticeItem(
            notice=notice,
            application=row,
            order=order,
            name=present_name(row.unit, row.unit_name),
            credit_code=present_code(row.unit, row.credit_code),
            criteria=[
                claim.criterion.code
                for claim in row.claims.all()
                if claim.state != CheckState.REJECTED
            ],
            recommended_by=row.agency.display_name if row.agency and row.is_recommended else "",
            state=NoticeItemState.HELD if row.pk in held_keys else NoticeItemState.SHOWN,
        )
        for order, row in enumerate(rows, start=1)
    ]


def _move(
    current: PublicNotice,
    action: NoticeAction,
    *,
    by: User,
    today: date,
    reason: str = "",
    **values: object,
) -> PublicNotice:
    store(current, state=MOVES[action].target, **values)
    record(current, code=CODES[action], action=action.label, by=by, reason=reason, today=today)
    return current


def _refuse_second(batch: ReviewBatch) -> None:
    present = batch.notices.filter(state__in=(*LIVING, NoticeState.PUBLISHED, NoticeState.STOPPED))
    other = present.first()
    if other is not None:
        raise RuleViolation(
            "notice_exists",
            f"这个批次已有一份公示（{other.number}，{other.get_state_display()}），请打开那一份办理。",
        )


def _next_number(today: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registry_notice_no')")
        [number] = cursor.fetchone()
    return f"GS{today.year}-{number:03d}"
