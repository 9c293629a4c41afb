"""What every step of a notice has in common: lock, judge, write, record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ipcontact.acts.models import Act
from ipcontact.acts.services import last_step_words, refuse_outdated, require_authority
from ipcontact.acts.services.steps import refuse_first
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.batches.models import ReviewBatch
from registry.notices.access import DECISIONS, PREFIX, actors_of
from registry.notices.choices import STILL, NoticeAction, NoticeActor
from registry.notices.models import PublicNotice
from registry.notices.rules import move_problems

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

CODES = {action: f"{PREFIX}{action}" for action in NoticeAction}
DECIDER = frozenset({NoticeActor.DECIDER})
SYSTEM = frozenset({NoticeActor.SYSTEM})


def locked(notice: PublicNotice) -> PublicNotice:
    """The notice, locked and as it is now."""
    return PublicNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)


def lock_batch(notice: PublicNotice) -> ReviewBatch:
    """The batch of a notice; locked before the notice, as each step that moves both does."""
    return ReviewBatch.objects.select_for_update(of=("self",)).get(pk=notice.batch_id)


def lock_applications(notice: PublicNotice) -> list[Application]:
    """Lock those of a list in the order of their keys, so that none is withdrawn meanwhile; with
    the other open files of their units, as each step of an application does."""
    rows = Application.objects.filter(notice_items__notice=notice).order_by("pk")
    list(rows.with_rivals().select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return list(rows)


def refuse_wrong(
    current: PublicNotice,
    action: NoticeAction,
    actors: frozenset[NoticeActor],
    *,
    reason: str = "",
    version: int | None = None,
) -> None:
    """Refuse a step that may not be taken; says who was quicker, and when.

    Args: current: the notice, locked; version: what the page was based on.
    Raises: RuleViolation `wrong_state`, `wrong_actor`, `reason_missing`, `stale`.
    """
    found = move_problems(action, state=current.state, actors=actors, reason=reason)
    if found and found[0][0] in ("wrong_state", "wrong_actor"):
        found[0] = (found[0][0], f"{last_step_words(current)}{found[0][1]}")
    refuse_first(found)
    refuse_outdated(current, version)


def refuse_by(
    current: PublicNotice,
    action: NoticeAction,
    *,
    by: User,
    today: date,
    reason: str = "",
    version: int | None = None,
) -> None:
    """`refuse_wrong` for a person: as whom they may act is found out."""
    actors = actors_of(by, current, on=today)
    refuse_wrong(current, action, actors, reason=reason, version=version)


def refuse_repeated(current: PublicNotice) -> None:
    """Refuse to go on from a notice whose list was shown again.

    Raises: RuleViolation `repeated`.
    """
    if (later := current.later) is not None:
        raise RuleViolation("repeated", f"名单已重新公示（{later.number}），请从那一份办理。")


def stopped_on(notice: PublicNotice) -> date | None:
    """Since when its window stands still; None while it runs or when it came to its end."""
    if notice.state not in STILL:
        return None
    steps = Act.objects.of(notice).filter(code=CODES[NoticeAction.STOP], taken_back_at=None)
    return steps.order_by("-pk").values_list("event_on", flat=True).first()


def leader_for(action: NoticeAction, *, by: User, today: date) -> User:
    """In whose name a person takes a leader's step. Raises: PermissionDenied."""
    return require_authority(by, DECISIONS[action], today)
