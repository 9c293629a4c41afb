"""Public notices in every state, made through the services."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from ipcontact.accounts.models import User
from ipcontact.documents.models import OfficialDocument
from ipcontact.workdays.clock import SHANGHAI
from registry.batches.models import ReviewBatch
from registry.batches.services import decide
from registry.notices import services
from registry.notices.choices import CheckPoint
from registry.notices.models import PublicNotice
from tests.deciding import EXCLUDE, make_batch, submitted_batch
from tests.filing import NOON, TODAY

EDITION = "2026年第一批重点联系单位"


def decided_batch(
    applications,
    *,
    by: User,
    leader: User,
    agree: bool = True,
    now: datetime = NOON,
    **values,
) -> ReviewBatch:
    """A list that the leader has decided: every unit included, or every one excluded."""
    batch = make_batch(applications, by=by, chain=[leader], now=now, **values)
    batch = submitted_batch(batch, by=by, now=now)
    words = {} if agree else {row.application_no: EXCLUDE for row in applications}
    return decide(batch, words=words, agree_rest=agree, by=leader, today=now.date())


def sent_to_check(notice: PublicNotice, *, by: User, today: date = TODAY) -> PublicNotice:
    """A draft that says where objections go, with the checker."""
    contact = {**notice.contact, "phone": "022-00000000", "address": "天津市滨海新区示例路1号"}
    notice = services.revise(notice, values={"contact": contact}, by=by, today=today)
    return services.submit(notice, by=by, today=today)


def checked(notice: PublicNotice, *, by: User, checker: User, today: date = TODAY) -> PublicNotice:
    """A draft that was sent to the check and has passed it."""
    notice = sent_to_check(notice, by=by, today=today)
    return services.pass_check(notice, ticked=CheckPoint.values, by=checker, today=today)


def published(batch: ReviewBatch, *, by: User, checker: User, now: datetime = NOON) -> PublicNotice:
    """A notice that runs from now on."""
    today = now.astimezone(SHANGHAI).date()
    notice = services.draft(batch, by=by, today=today)
    return services.publish(checked(notice, by=by, checker=checker, today=today), by=by, now=now)


def ended(notice: PublicNotice) -> PublicNotice:
    """The day after its last."""
    services.end_due(today=notice.ends_on + timedelta(days=1))
    notice.refresh_from_db()
    return notice


def draw(notice: PublicNotice, by: User) -> list[OfficialDocument]:
    """入库告知函 of those announced who have none."""
    return services.draw_letters(notice, by=by, today=day_after(notice))


def sign(notice: PublicNotice, by: User, **how) -> list[OfficialDocument]:
    return services.sign_letters(notice, by=by, today=day_after(notice), **how)


def send(notice: PublicNotice, by: User, **how) -> list[OfficialDocument]:
    day = day_after(notice)
    how = {"channel": "electronic", "sent_on": day, **how}
    return services.send_letters(notice, by=by, today=day, **how)


def day_after(notice: PublicNotice) -> date:
    """The day after its last, on which it is announced."""
    return notice.ends_on + timedelta(days=1)
