"""As whom a person may act on an objection, and who reads who objected."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ipcontact.accounts.rights import can, is_at_bureau
from ipcontact.acts.services import authority_of
from registry.objections.choices import ObjectionAction, ObjectionActor
from registry.objections.models import Objection

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

PREFIX = "objection."
VIEW, HANDLE, CONCLUDE = "objections.view", "objections.handle", "notices.decide"
DECIDE = f"{PREFIX}{ObjectionAction.DECIDE}"


def actors_of(user: User, objection: Objection, *, on: date) -> frozenset[ObjectionActor]:
    """As whom this person may act on this objection on a day."""
    if not user.is_authenticated or not is_at_bureau(user):
        return frozenset()
    found = set()
    if can(user, HANDLE):
        found.add(ObjectionActor.HANDLER)
        if objection.handler_id == user.pk:
            found.add(ObjectionActor.NAMED)
    if authority_of(user, DECIDE, on):
        found.add(ObjectionActor.DECIDER)
    return frozenset(found)


def has_touched(user: User, objection: Objection) -> bool:
    """Whether the person proposed, registered or handled it, and so does not decide it."""
    involved = (objection.proposed_by_id, objection.registered_by_id, objection.handler_id)
    return user.pk in involved


def may_change_limit(user: User, key: str) -> bool:
    """The handler who has it; while nobody has, every handler of the bureau."""
    objection = Objection.objects.visible_to(user).filter(pk=key).first()
    if objection is None or not can(user, HANDLE) or not is_at_bureau(user):
        return False
    return objection.handler_id in (None, user.pk)
