"""As whom a person may act on a notice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from ipcontact.accounts.rights import can, is_at_bureau
from ipcontact.acts.models import Act
from ipcontact.acts.services import has_any_authority
from registry.notices.choices import NoticeAction, NoticeActor, NoticeState
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
# Whoever took one of these steps has made the words their own, until they are returned.
WRITING = (f"{PREFIX}{NoticeAction.EDIT}", f"{PREFIX}{NoticeAction.SUBMIT}")
RETURNING = (f"{PREFIX}{NoticeAction.RETURN}", f"{PREFIX}{NoticeAction.REDRAFT}")
TAKE_OUT = f"{PREFIX}take_out"


def actors_of(user: User, notice: PublicNotice, *, on: date) -> frozenset[NoticeActor]:
    """As whom this person may act on this notice on a day."""
    if not user.is_authenticated or not is_at_bureau(user):
        return frozenset()
    found = set()
    if can(user, "notices.prepare"):
        found.add(NoticeActor.HANDLER)
    if can(user, "notices.check") and user.pk != notice.created_by_id:
        found.add(NoticeActor.RETURNER)
        if not _has_written(user, notice):
            found.add(NoticeActor.CHECKER)
    if has_any_authority(user, DECISIONS.values(), on):
        found.add(NoticeActor.DECIDER)
    return frozenset(found)


def written_by(person: User | OuterRef) -> Exists:
    """Of a query of notices: this person changed the words or handed them on, and they have not
    been returned since."""
    returned = Act.objects.filter(
        subject_table=OuterRef("subject_table"),
        subject_key=OuterRef("subject_key"),
        code__in=RETURNING,
        pk__gt=OuterRef("pk"),
    )
    written = Act.objects.filter(
        subject_table=PublicNotice._meta.db_table,
        subject_key=Cast(OuterRef("pk"), CharField()),
        code__in=WRITING,
        taken_back_at=None,
        acted_by=person,
    )
    return Exists(written.filter(~Exists(returned)))


def _has_written(user: User, notice: PublicNotice) -> bool:
    if notice.state != NoticeState.CHECKING:
        return False
    return PublicNotice.objects.filter(written_by(user), pk=notice.pk).exists()
