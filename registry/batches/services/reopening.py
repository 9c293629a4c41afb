"""重新审定: a decided list is opened again before publication.

State table 3 opens the list; state table 1 says which of its applications can come back: from
`approved`, `ready` and `not_selected`, while nothing newer stands in its place.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.applications.choices import Actor, ApplicationAction, ApplicationState
from registry.applications.models import Application
from registry.applications.services import advance
from registry.batches.access import chain_of
from registry.batches.choices import BatchAction, BatchItemDecision, BatchState
from registry.batches.models import BatchItem, ReviewBatch
from registry.batches.services.signing import require_place, reset, tell_maker
from registry.batches.services.steps import PREFIX, lock_applications, locked, refuse_by

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

REOPEN = f"{PREFIX}reopen"
D = BatchItemDecision
# Where a decision puts an application; only from there it can be reconsidered.
PUTS = {
    D.INCLUDE: ApplicationState.APPROVED,
    D.EXCLUDE: ApplicationState.NOT_SELECTED,
    D.DEFER: ApplicationState.READY,
}
OTHER_LIST = "已列入另一个批次，由那个批次审定"
OTHER_FILE = "单位另有一件在办的申报，请在那一件里办理"


def reopen(
    batch: ReviewBatch, *, reason: str, by: User, today: date, version: int | None = None
) -> ReviewBatch:
    """重新审定 ®, before publication: the applications are on the list again, undecided.

    What has gone on since stays as it was decided (`moved_on`): nobody can stop a list from being
    decided again by withdrawing, or by handing in something new for one of its units.

    Raises: RuleViolation `wrong_state`, `wrong_actor`, `reason_missing`, `stale`,
        `nothing_to_reopen`, `another_open`. PermissionDenied.
    """
    with act(BatchAction.REOPEN.label, by=by, reason=reason):
        current = locked(batch)
        chain = chain_of(current)
        refuse_by(
            current, BatchAction.REOPEN, chain, by=by, today=today, reason=reason, version=version
        )
        leader = require_place(current, chain[-1], chain, by=by, on=today)
        lock_applications(current)
        gone = moved_on(current)
        back = [item for item in _decided(current) if item.pk not in gone]
        if not back:
            raise RuleViolation("nothing_to_reopen", "名单上的申报都已进入下一步，不能重新审定。")
        for item in back:
            _clear(item)
            _take_back_in(item.application, reason=reason, by=by, today=today, leader=leader)
        reset(chain[-1:])
        store(current, state=BatchState.IN_DECISION, decided_on=None, minutes_no="")
        stays = f"，{len(gone)}家维持原结果" if gone else ""
        record(
            current, code=REOPEN, action=f"重新审定{len(back)}家{stays}", by=by,
            on_behalf_of=leader, reason=reason, today=today,
        )  # fmt: skip
        tell_maker(current, title=f"重新审定：{current.name}", body=reason, by=by)
    return current


def moved_on(batch: ReviewBatch) -> dict[int, str]:
    """Decided items that cannot be decided again, by key, with why. Three queries.

    An application that was withdrawn, annulled or sent back since; one that stands on a later
    list; one whose unit has another open file, as a refused unit applies anew and the refused
    file changes no more (state table 1).
    """
    items = _decided(batch)
    keys = [item.application_id for item in items]
    others = BatchItem.objects.filter(application__in=keys).exclude(batch=batch)
    others = others.exclude(batch__state=BatchState.CANCELLED)
    later = set(others.filter(pk__gt=min((i.pk for i in items), default=0)).values_list(
        "application_id", flat=True
    ))  # fmt: skip
    refused = [i.application.unit_id for i in items if i.decision == D.EXCLUDE]
    newer = Application.objects.open().filter(unit__in=refused, is_rival=False)
    reapplied = set(newer.exclude(pk__in=keys).values_list("unit_id", flat=True))
    found = {}
    for item in items:
        application, decision = item.application, D(item.decision)
        if application.pk in later:
            found[item.pk] = OTHER_LIST
        elif application.state != PUTS[decision]:
            found[item.pk] = f"现在是“{application.get_state_display()}”"
        elif decision == D.EXCLUDE and application.unit_id in reapplied:
            found[item.pk] = OTHER_FILE
    return found


def _decided(batch: ReviewBatch) -> list[BatchItem]:
    rows = batch.items.exclude(decision="").select_related("application")
    return list(rows.order_by("application_id"))


def _clear(item: BatchItem) -> None:
    item.decision, item.reason, item.decided_by, item.decided_at = "", "", None, None
    item.save(update_fields=["decision", "reason", "decided_by", "decided_at"])


def _take_back_in(
    application: Application, *, reason: str, by: User, today: date, leader: User
) -> None:
    try:
        with transaction.atomic():
            advance(
                application,
                action=ApplicationAction.RECONSIDER,
                actor=Actor.DECIDER,
                by=by,
                today=today,
                reason=reason,
                on_behalf_of=leader,
            )
    except IntegrityError as error:  # handed in this very moment
        if "application_one_open_per_unit" not in str(error):
            raise
        raise RuleViolation(
            "another_open", f"{application.unit_name}刚刚另有一件申报提交，请再办理一次。"
        ) from error
