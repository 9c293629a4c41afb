"""As whom a person may act on a notice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ipcontact.accounts.rights import can, is_at_bureau
from ipcontact.acts.services import authority_of
from registry.notices.choices import NoticeAction, NoticeActor
from registry.notices.models import PublicNotice

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

PREFIX = "notice."
# Steps of a leader: each its own kind, so that each can be delegated or entered from paper.
DECISIONS = {
    action: f"{PREFIX}{action}"
    for action in (
        NoticeAction.EXTEND,
        NoticeAction.STOP,
        NoticeAction.RESTART,
        NoticeAction.CANCEL,
        NoticeAction.ANNOUNCE,
        NoticeAction.SUPPLEMENT,
    )
}
TAKE_OUT = f"{PREFIX}take_out"


def actors_of(user: User, notice: PublicNotice, *, on: date) -> frozenset[NoticeActor]:
    """As whom this person may act on this notice on a day."""
    if not user.is_authenticated or not is_at_bureau(user):
        return frozenset()
    found = set()
    if can(user, "notices.prepare"):
        found.add(NoticeActor.HANDLER)
    if can(user, "notices.check") and user.pk != notice.created_by_id:
        found.add(NoticeActor.CHECKER)
    if any(authority_of(user, code, on) for code in DECISIONS.values()):
        found.add(NoticeActor.DECIDER)
    return frozenset(found)
