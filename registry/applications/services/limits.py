"""Who may stop and extend the limits of an application, and what follows for the unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipcontact.clocks import access
from registry.applications.access import actors_of
from registry.applications.choices import Actor, ApplicationState, CorrectionState
from registry.applications.models import Application
from registry.applications.rules import worker_of
from registry.applications.services.messages import tell_unit

if TYPE_CHECKING:
    from ipcontact.accounts.models import User
    from ipcontact.clocks.models import Clock

_OF_THE_UNIT = (ApplicationState.AWAITING_UNIT, ApplicationState.RETURNED)


def register() -> None:
    """Speak for the limits of applications; called once when the app is ready."""
    access.register(Application._meta.db_table, may_change=may_change, moved=follow)


def may_change(user: User, key: str) -> bool:
    """The bureau always; an agency while the file is at its step: what it asks of the unit by its
    clerk and its head, its own review by the head alone."""
    application = Application.objects.visible_to(user).filter(pk=key).first()
    if application is None:
        return False
    allowed = {Actor.HANDLER}
    if worker_of(application.state, application.returned_from) == Actor.CLERK:
        is_own = application.state not in _OF_THE_UNIT
        allowed |= {Actor.HEAD} if is_own else {Actor.HEAD, Actor.CLERK}
    return not allowed.isdisjoint(actors_of(user, application))


def follow(application: Application, clock: Clock, by: User) -> None:
    """A limit of the unit: what it was asked for says the new day, and it is told."""
    if application.state not in _OF_THE_UNIT:
        return
    asked = application.correction_notices.filter(state=CorrectionState.SENT)
    asked.update(due_on=clock.due_on)
    until = f"现在到 {clock.due_on}" if clock.due_on else "暂停计算，恢复时另行告知"
    tell_unit(
        application,
        kind="application.limit",
        title=f"申报 {application.application_no} 的期限有变动",
        body=f"“{clock.name}”的期限{until}。",
        by=by,
    )
