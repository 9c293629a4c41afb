"""撤销审定: the inclusion of one unit is annulled before publication.

State table 1. The item keeps what was decided, as the minutes have it; the application ends as
未纳入本批, and who takes it off a drafted notice is asked first (`parts.annulments`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Unpack

from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import (
    OfflineFacts,
    enter_offline,
    last_step_words,
    record,
    require_authority,
)
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.clock import today as current_day
from registry.applications.choices import PUBLIC_WORDS, Actor, ApplicationAction, ApplicationState
from registry.applications.models import Application
from registry.applications.services import advance
from registry.applications.services.messages import tell_unit
from registry.batches.access import DECIDE, chain_of, conflicts_at
from registry.batches.choices import BatchAction, BatchActor, BatchItemDecision
from registry.batches.models import BatchItem, BatchSigner, ReviewBatch
from registry.batches.parts import annulments
from registry.batches.services.offline import leader_of
from registry.batches.services.signing import tell_maker
from registry.batches.services.steps import PREFIX, locked, refuse_by, refuse_wrong

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

ANNUL = f"{PREFIX}annul"
_DECIDER = frozenset({BatchActor.DECIDER})


def annul(
    batch: ReviewBatch,
    *,
    application: Application,
    reason: str,
    by: User,
    today: date,
    version: int | None = None,
) -> BatchItem:
    """撤销审定 ® of one unit by the last signer, or whoever holds the signer's 委托.

    Its maker and the unit are told, the unit in the public word and without the reason. A second
    click is refused and changes nothing.

    Raises: RuleViolation `wrong_state`, `wrong_actor`, `reason_missing`, `stale`,
        `not_approved`, `conflict`, `maker_decides`. PermissionDenied.
    """
    with act(BatchAction.ANNUL.label, by=by, reason=reason):
        current = locked(batch)
        chain = chain_of(current)
        refuse_by(
            current, BatchAction.ANNUL, chain, by=by, today=today, reason=reason, version=version
        )
        place = chain[-1]
        leader = None if by.pk == place.user_id else place.user
        leader = require_authority(by, DECIDE, today, leader=leader)
        item = approved_item(current, application)
        refuse_conflicts(current, place, item.application, people=(by, leader))
        how = {"by": by, "on_behalf_of": leader, "reason": reason}
        _carry_out(current, item, today=today, how=how, teller=by)
    return item


def enter_annulment(
    batch: ReviewBatch,
    *,
    application: Application,
    by: User,
    today: date | None = None,
    **facts: Unpack[OfflineFacts],
) -> OfflineResult:
    """Enter that a meeting or a paper annulled the inclusion of one unit; a second person
    confirms it.

    Args: facts: as `OfflineForm.facts()` gives them.
    Raises: RuleViolation, of `check_annulment` or of `enter_offline`. PermissionDenied.
    """
    payload = {
        "application": application.application_no,
        "decided_on": facts["decided_on"].isoformat(),
    }
    return enter_offline(batch, code=ANNUL, payload=payload, by=by, today=today, **facts)


def apply_annulment(batch: ReviewBatch, payload: dict, keywords: dict) -> Act:
    """Let a confirmed result take effect; called by `acts.services.confirm_offline`.

    Raises: RuleViolation, when the list has changed since.
    """
    with act(BatchAction.ANNUL.label, by=None):
        current = locked(batch)
        refuse_wrong(current, BatchAction.ANNUL, actors=_DECIDER, reason=keywords["reason"])
        item = approved_item(current, _named(current, payload))
        how = {**keywords, "on_behalf_of": leader_of(current, payload, keywords["by"])}
        return _carry_out(
            current, item, today=current_day(), how=how, teller=keywords["confirmed_by"]
        )


def check_annulment(batch: ReviewBatch, payload: dict, decider: User) -> None:
    """Refuse what cannot be annulled, or a person who could not have done it online.

    Raises: RuleViolation `wrong_state`, `not_approved`, `not_the_decider`, `conflict`,
        `maker_decides`, `decided_before`.
    """
    refuse_wrong(batch, BatchAction.ANNUL, actors=_DECIDER, reason="later")
    application = approved_item(batch, _named(batch, payload)).application
    day = date.fromisoformat(payload["decided_on"])
    if batch.decided_on is not None and day < batch.decided_on:
        raise RuleViolation(
            "decided_before",
            f"这份名单 {batch.decided_on} 审定，撤销不能早于这一天。请核对文件上的日期。",
        )
    leader = leader_of(batch, payload, decider)
    refuse_conflicts(batch, chain_of(batch)[-1], application, people=(decider, leader))


def describe_annulment(batch: ReviewBatch, payload: dict) -> list[str]:
    """What was decided, in a sentence."""
    return [f"撤销审定：{_named(batch, payload).unit_name}不再纳入（{batch}）"]


def changes_of_annulment(batch: ReviewBatch, payload: dict) -> list[tuple[str, str, str]]:
    """What confirming it will change."""
    application = _named(batch, payload)
    then = ApplicationState.NOT_SELECTED.label
    return [(application.unit_name, application.get_state_display(), then)]


def approved_item(batch: ReviewBatch, application: Application) -> BatchItem:
    """The item by which this list included an application that still waits for its notice.

    Its state holds as long as the batch is locked: from 审定通过 every way leads through the batch.
    Raises: RuleViolation `not_approved`, saying where it stands and who was quicker.
    """
    items = batch.items.select_related("application", "batch")
    item = items.filter(application=application, decision=BatchItemDecision.INCLUDE).first()
    if item is None or item.application.state != ApplicationState.APPROVED:
        current = application if item is None else item.application
        state = ApplicationState(current.state).label
        raise RuleViolation(
            "not_approved",
            f"{last_step_words(current)}{current.unit_name}现在是“{state}”，"
            "本批次没有可以撤销的审定。",
        )
    return item


def refuse_conflicts(
    batch: ReviewBatch, place: BatchSigner, application: Application, *, people: tuple[User, User]
) -> None:
    """Let pass people who need not stand aside for this unit.

    Raises: RuleViolation `maker_decides`, `conflict`.
    """
    if batch.created_by_id in {person.pk for person in people}:
        raise RuleViolation("maker_decides", "名单由您拟定，审定和撤销审定须由另一人办理。")
    clashes = conflicts_at(place, applications=[application], people=people)
    if clashes:
        raise RuleViolation(
            "conflict", f"{clashes[0]}应当回避，不能撤销审定。可以在公示期内按异议核查办理。"
        )


def _named(batch: ReviewBatch, payload: Mapping[str, str]) -> Application:
    return batch.items.get(application__application_no=payload["application"]).application


def _carry_out(
    batch: ReviewBatch,
    item: BatchItem,
    *,
    today: date,
    how: Mapping[str, Any],
    teller: User | None,
) -> Act:
    """Batch, notices, application: locked in this order, as a publication locks them."""
    rest = {key: value for key, value in how.items() if key != "by"}
    for part in annulments:
        part.follow(batch, item.application, by=teller, today=today)
    application = advance(
        item.application,
        action=ApplicationAction.ANNUL,
        actor=Actor.DECIDER,
        by=None,
        acted_by=how["by"],
        today=today,
        **rest,
    )
    item.application = application
    store(batch)
    name = application.unit_name
    step = record(
        batch, code=ANNUL, action=f"撤销审定：{name}"[:60], by=how["by"], today=today, **rest
    )
    tell_maker(batch, title=f"已撤销审定：{name}（{batch.name}）", body=how["reason"], by=teller)
    _tell_unit(application, by=teller)
    return step


def _tell_unit(application: Application, *, by: User | None) -> None:
    word = PUBLIC_WORDS[ApplicationState.NOT_SELECTED]
    phone = application.round.contact_phone
    tell_unit(
        application,
        kind="application.not_selected",
        title=f"{word}，申报编号 {application.application_no}",
        body=f"贵单位的申报{word}，可以在以后的批次重新申报。咨询电话 {phone}。",
        by=by,
    )
