"""Telling somebody: the message, its ways, and the jobs that send it, in one transaction.

A room's service tells inside its own act, after `acts.services.record`, so that taking the step
back recalls what nobody heard:

    tell(user=clerk, subject=application, kind="application.submitted",
         title="收到一件申报", url=application.get_absolute_url(), by=by)
    tell(person=Person(name, mobile, email), subject=application, kind="application.confirm",
         title="请确认推荐信息", link="application.confirm", by=by)

The second carries a one-time link (`notifications.links`). Where there is neither SMS nor mail
the sender's office finds the message under 对外告知 and hands it over as WeChat text, QR sheet or
phone call; `{% load notifications %}{% messages_about record %}` shows what was told on the
record's page. Colleagues of other offices may hand it over when the room says so
(`notifications.access.register`).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from ipcontact.accounts.models import MOBILE_CHECK, User
from ipcontact.audit.services import act
from ipcontact.notifications.choices import AUTOMATIC, Channel, DeliveryState, MailMode
from ipcontact.notifications.links import absolute, purpose_of
from ipcontact.notifications.models import Delivery, Message, Preference
from ipcontact.notifications.rules import (
    LONGEST_TITLE,
    Hours,
    next_opening,
    one_line,
    sending_time,
)
from ipcontact.text.masking import mask_email, mask_mobile
from ipcontact.text.rules import clean_text
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.rules import WorkCalendar
from ipcontact.workdays.services import current_calendar

DELIVER_JOB = "ipcontact.notifications.deliver"


@dataclass(frozen=True)
class Person:
    """Somebody without an account: a name and what is known of ways to reach them."""

    name: str
    mobile: str = field(default="", repr=False)
    email: str = field(default="", repr=False)


@dataclass(frozen=True)
class Times:
    """When things may go out now; read once for many messages."""

    now: datetime
    hours: Hours
    calendar: WorkCalendar

    @classmethod
    def read(cls) -> "Times":
        """By the clock, the setting and the calendar."""
        hours = Hours.parse(settings.MESSAGE_HOURS)
        return cls(timezone.localtime(), hours, current_calendar())

    def sending(self, is_urgent: bool) -> datetime:
        """When a single message may go out."""
        return sending_time(self.now, hours=self.hours, calendar=self.calendar, is_urgent=is_urgent)

    def digest(self) -> datetime:
        """When the next daily summary goes out."""
        return next_opening(self.now, hours=self.hours, calendar=self.calendar)


def tell(
    *,
    user: User | None = None,
    person: Person | None = None,
    subject: Model | None = None,
    kind: str,
    title: str,
    body: str = "",
    url: str = "",
    link: str = "",
    ways: Collection[str] = AUTOMATIC,
    is_urgent: bool = False,
    is_confidential: bool = False,
    by: User | None = None,
    times: Times | None = None,
) -> Message:
    """Tell one person something. Rolled back, nothing was said; committed, it will be sent.

    Args:
        user: somebody with an account (inbox, and SMS or mail as they prefer), or
        person: somebody without (SMS and mail as far as known; else by hand).
        subject: the record it is about; decides who else may see and hand over the message.
        kind: stable code, such as ``application.returned``.
        title: one line, goes into SMS, subject of the mail and WeChat text.
        body: the words; no other person's name in them.
        url: own path where the thing can be done; the inbox page when left out.
        link: purpose of a one-time link (notifications.links) that SMS, mail, WeChat text and
            sheet carry in place of `url`; each gets a link of its own when it goes out.
        ways: automatic channels to use at most; empty for messages handed over by hand only.
        is_urgent: goes out at night and on days off too, and never waits for a summary.
        is_confidential: SMS and mail only say that there is something new.
        by: who tells; None for the system or the outer act's person.
        times: for many messages in one go, see `tell_all`.
    Returns:
        the stored message; its `deliveries` say how far it got.
    Raises:
        RuleViolation: `no_name`, `invalid_mobile` or `invalid_email` of a person.
        ValueError: neither or both of user and person; a foreign url; a link without subject.
    """
    if (user is None) == (person is None):
        raise ValueError("either a user or a person is told")
    absolute(url)
    if link and (purpose_of(link) and subject is None):
        raise ValueError("a one-time link needs the record it is for")
    person = _checked(person) if person else None
    times = times or Times.read()
    with act("告知", by=by):
        message = Message.objects.create(
            user=user,
            person_name=person.name if person else "",
            subject_table=subject._meta.db_table if subject is not None else "",
            subject_key=str(subject.pk) if subject is not None else "",
            kind=kind,
            title=one_line(title, LONGEST_TITLE),
            body=clean_text(body, lines=True),
            url=url,
            link_purpose=link,
            is_urgent=is_urgent,
            is_confidential=is_confidential,
            created_by=by,
        )
        wanted = _ways_of_user(message, times) if user else _ways_of_person(message, person, times)
        _send_off([each for each in wanted if each.channel in ways], times.now)
        return message


def tell_all(recipients: Iterable[User | Person], *, by: User | None = None, **what) -> list:
    """Tell several people the same thing, each by a message of their own.

    Args: recipients: users and persons; by: who tells; what: as for `tell`.
    Returns: the stored messages.
    """
    times = Times.read()
    with act("告知", by=by):
        return [
            tell(
                user=each if isinstance(each, User) else None,
                person=each if isinstance(each, Person) else None,
                by=by,
                times=times,
                **what,
            )
            for each in recipients
        ]


def tell_colleagues(
    subject: Model,
    people: Iterable[User],
    *,
    kind: str,
    title: str,
    body: str,
    by: User | None,
    url: str = "",
) -> list:
    """Tell staff what became of a record, but not whoever did it.

    Args: title: cut to what a message holds; url: default the page of the record.
    Returns: the stored messages.
    """
    return tell_all(
        [each for each in people if by is None or each.pk != by.pk],
        subject=subject,
        kind=kind,
        title=title[:80],
        body=body,
        url=url or subject.get_absolute_url(),
        by=by,
    )


def defer_delivery(delivery: Delivery, now: datetime) -> None:
    """Put the job that sends it into the same transaction: the outbox."""
    later = {"schedule_at": delivery.due_at} if delivery.due_at > now else {}
    jobs.configure_task(DELIVER_JOB, **later).defer(delivery_id=delivery.pk)


def _send_off(wanted: list[Delivery], now: datetime) -> None:
    for delivery in Delivery.objects.bulk_create(wanted):
        if delivery.state == DeliveryState.WAITING and not delivery.is_digest:
            defer_delivery(delivery, now)


def _ways_of_user(message: Message, times: Times) -> list[Delivery]:
    """Inbox at once; SMS and mail as preferred. Addresses are read when it is sent."""
    user = message.user
    preference = Preference.of(user)
    found = [
        Delivery(
            message=message,
            channel=Channel.INBOX,
            state=DeliveryState.SENT,
            due_at=times.now,
            done_at=times.now,
        )
    ]
    sending = times.sending(message.is_urgent)
    if user.mobile and (preference.wants_sms or message.is_urgent):
        found.append(_waiting(message, Channel.SMS, sending, mask_mobile(user.mobile)))
    if user.email and (preference.mail != MailMode.NEVER or message.is_urgent):
        is_digest = preference.mail == MailMode.DAILY and not message.is_urgent
        due_at = times.digest() if is_digest else sending
        delivery = _waiting(message, Channel.MAIL, due_at, mask_email(user.email))
        delivery.is_digest = is_digest
        found.append(delivery)
    return found


def _ways_of_person(message: Message, person: Person, times: Times) -> list[Delivery]:
    due_at = times.sending(message.is_urgent)
    found = []
    if person.mobile:
        found.append(_waiting(message, Channel.SMS, due_at, mask_mobile(person.mobile)))
        found[-1].address = person.mobile
    if person.email:
        found.append(_waiting(message, Channel.MAIL, due_at, mask_email(person.email)))
        found[-1].address = person.email
    return found


def _waiting(message: Message, channel: Channel, due_at: datetime, masked: str) -> Delivery:
    return Delivery(
        message=message,
        channel=channel,
        state=DeliveryState.WAITING,
        due_at=due_at,
        masked_address=masked,
    )


def _checked(person: Person) -> Person:
    """The person as stored; a line break in a name or address never gets further."""
    name = one_line(person.name, 60)
    mobile, email = clean_text(person.mobile).replace(" ", ""), clean_text(person.email)
    if not name:
        raise RuleViolation("no_name", "请填写收件人姓名。")
    try:
        if mobile:
            MOBILE_CHECK(mobile)
    except ValidationError as error:
        raise RuleViolation("invalid_mobile", MOBILE_CHECK.message) from error
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        raise RuleViolation(
            "invalid_email", "邮箱地址不完整，应像 name@example.com 这样。"
        ) from error
    return Person(name, mobile, email)
