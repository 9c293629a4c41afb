"""Who has a file in hand: take it, release it, hand it to a colleague, hand over everything."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.context import name_of
from ipcontact.audit.services import act
from ipcontact.clocks.models import Clock
from ipcontact.clocks.services import hand_over as hand_over_clock
from ipcontact.notifications.services import tell
from ipcontact.ui.errors import RuleViolation
from registry.applications.access import actors_of
from registry.applications.choices import Actor, ApplicationState
from registry.applications.models import Application
from registry.applications.rules import worker_of
from registry.applications.services.deciding import (
    Outcome,
    for_each,
    reason_aside,
    refuse_aside,
    refuse_held,
    refuse_overtaken,
)
from registry.applications.services.steps import lock_all, locked

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

TAKE, RELEASE, HAND_OVER = "application.take", "application.release", "application.hand_over"


def take(
    application: Application, *, by: User, today: date, version: int | None = None
) -> Application:
    """Take a file that nobody has in hand (接办); harmless when it is one's own already.

    Raises: RuleViolation `held_by_other`, `stands_aside`, `no_step`, `stale`. PermissionDenied.
    """
    with act("接办", by=by):
        current = locked(application)
        require_worker(current, by=by)
        if current.holder_id == by.pk:
            return current
        refuse_held(current, by=by)
        refuse_aside(current, by=by)
        refuse_overtaken(current, version=version)
        return _give(current, by, code=TAKE, action="接办", by=by, today=today)


def release(application: Application, *, by: User, today: date) -> Application:
    """Put a file back into the queue; harmless when nobody has it in hand.

    Raises: RuleViolation `held_by_other`. PermissionDenied.
    """
    with act("退回待办", by=by):
        current = locked(application)
        require_worker(current, by=by)
        if current.holder_id is None:
            return current
        refuse_held(current, by=by)
        return _give(current, None, code=RELEASE, action="退回待办", by=by, today=today)


def hand_over(
    application: Application,
    *,
    to: User,
    by: User,
    today: date,
    reason: str = "",
    version: int | None = None,
) -> Application:
    """Give a file to a colleague who may work on it; the colleague is told.

    Also somebody else's: the holder may be ill. Whoever stands aside from it hands it over, and
    is not handed it. Harmless when the colleague has it already.

    Args: to: who goes on with it; reason: may be left out.
    Raises: RuleViolation `not_a_colleague`, `stands_aside`, `no_step`, `stale`. PermissionDenied.
    """
    with act("移交", by=by, reason=reason):
        current = locked(application)
        require_worker(current, by=by, or_head=True)
        if not _may_work(current, to):
            raise RuleViolation(
                "not_a_colleague", f"{name_of(to)}不办理这一步的申报，请选择同一机构的经办人员。"
            )
        if current.holder_id == to.pk:
            return current
        if reason_aside(current, to):
            raise RuleViolation(
                "stands_aside", f"{name_of(to)}对这件申报应当回避，请移交给另一位同事。"
            )
        refuse_overtaken(current, version=version)
        words = f"移交给{name_of(to)}"
        current = _give(
            current, to, code=HAND_OVER, action=words, by=by, today=today, reason=reason
        )
        if to.pk != by.pk:
            tell(
                user=to,
                subject=current,
                kind="application.handed_over",
                title=f"{name_of(by)}把申报移交给您：{current.unit_name}",
                body=f"申报编号 {current.application_no}，现在是“{current.get_state_display()}”。",
                url=current.get_absolute_url(),
                by=by,
            )
    return current


def hand_over_all(person: User, *, to: User, by: User, today: date, reason: str = "") -> Outcome:
    """Hand over everything somebody has in hand: a change of post, a long leave.

    Returns: what was handed over, and what could not be, with the reason.
    """
    with act("移交全部在手申报", by=by, reason=reason):
        mine = list(Application.objects.visible_to(by).filter(holder=person))
        lock_all(mine)
        return for_each(
            mine, lambda each: hand_over(each, to=to, by=by, today=today, reason=reason)
        )


def require_worker(current: Application, *, by: User, or_head: bool = False) -> None:
    """Let pass who works on the step the file is at. Args: or_head: the agency's head as well.

    Raises: RuleViolation `no_step`. PermissionDenied.
    """
    worker = worker_of(current.state, current.returned_from)
    if worker is None:
        state = ApplicationState(current.state).label
        raise RuleViolation("no_step", f"“{state}”的申报没有要经办的步骤，不必接办或移交。")
    wanted = {worker, Actor.HEAD} if or_head and worker == Actor.CLERK else {worker}
    if wanted.isdisjoint(actors_of(by, current)):
        raise PermissionDenied(f"这一步须由{worker.label}办理。")


def _may_work(application: Application, person: User) -> bool:
    worker = worker_of(application.state, application.returned_from)
    return person.is_active and worker in actors_of(person, application)


def _give(
    current: Application, holder: User | None, *, code: str, action: str, by: User, today: date,
    reason: str = "",
) -> Application:  # fmt: skip
    since = timezone.now() if holder else None
    store(current, holder=holder, held_since=since)
    for clock in Clock.objects.open_for(current):
        hand_over_clock(clock, holder=name_of(holder) if holder else "", by=by)
    record(current, code=code, action=action, by=by, reason=reason, today=today)
    return current
