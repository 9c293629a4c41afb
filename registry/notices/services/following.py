"""A notice that is not published yet follows its list: who was annulled is off it, checked anew."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.notifications.services import tell_all
from registry.applications.models import Application
from registry.batches.models import ReviewBatch
from registry.notices.access import PREFIX
from registry.notices.choices import NoticeState
from registry.notices.models import NoticeItem, PublicNotice
from registry.notices.services.drafting import LIVING, items_for, shown_of

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

FOLLOWED = f"{PREFIX}list_changed"


def take_off_drafts(
    batch: ReviewBatch, application: Application, *, by: User | None, today: date
) -> None:
    """撤销审定 of one unit of a decided list: the draft that names it is drawn up without it and
    goes back to 起草, wherever it stood; with nobody left it is given up. Harmless without a draft.

    Called by `batches.services.annul`, which has locked the batch.
    """
    rows = [row for row in shown_of(batch) if row.pk != application.pk]
    drafts = PublicNotice.objects.filter(batch=batch, state__in=LIVING).order_by("pk")
    for notice in drafts.select_for_update(of=("self",)):
        if notice.items.filter(application=application).exists():
            _redraw(notice, application, rows, by=by, today=today)


def _redraw(
    notice: PublicNotice,
    application: Application,
    rows: list[Application],
    *,
    by: User | None,
    today: date,
) -> None:
    with act("公示名单变动", by=by):
        people = {person.pk: person for person in (notice.created_by, notice.checked_by) if person}
        notice.items.all().delete()
        NoticeItem.objects.bulk_create(items_for(notice, rows))
        state = NoticeState.DRAFTING if rows else NoticeState.CANCELLED
        store(notice, state=state, checklist=[], checked_by=None, checked_at=None)
        name = application.unit_name
        record(notice, code=FOLLOWED, action=f"撤销审定，移出{name}"[:60], by=None, today=today)
        then = (
            "退回起草，请核对说明里的家数后重新送核稿。"
            if rows
            else "没有单位可以公示，已放弃起草。"
        )
        tell_all(
            [person for _, person in sorted(people.items()) if person.is_active],
            subject=notice,
            kind="notice.list_changed",
            title=f"公示名单变动：{notice.title}",
            body=f"{name}已撤销审定，从名单移出。{then}",
            url=notice.get_absolute_url(),
            by=by,
        )
