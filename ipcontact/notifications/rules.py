"""Pure judgements of messages: when they may go out, what a line and an address may hold."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

from ipcontact.text.rules import clean_text
from ipcontact.workdays.rules import WorkCalendar, add_workdays

LONGEST_TITLE = 80
LONGEST_SMS = 300
RETRY_MINUTES = (1, 5, 30, 120)  # after each failure; then it has failed
_HOURS = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_PATH = re.compile(r"/(?![/\\])[\x21-\x7e]*")


@dataclass(frozen=True)
class Hours:
    """The part of a working day in which messages may go out.

    Attributes: opens, closes: local times; `closes` itself is already too late.
    """

    opens: time
    closes: time

    @classmethod
    def parse(cls, text: str) -> "Hours":
        """Hours from a setting such as ``08:30-18:00``.

        Raises: ValueError: not two times, or not in order.
        """
        found = _HOURS.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"hours as 08:30-18:00 expected, got {text!r}")
        first, last = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
        if first >= last:
            raise ValueError(f"hours must open before they close, got {text!r}")
        return cls(first, last)


def sending_time(
    now: datetime, *, hours: Hours, calendar: WorkCalendar, is_urgent: bool = False
) -> datetime:
    """When a message may go out: at once in hours on a working day, else when they next open.

    Args:
        now: local time of the office, aware.
        hours: the setting.
        calendar: working days.
        is_urgent: goes at once at any time.
    Returns:
        `now`, or a later opening time.
    """
    if is_urgent:
        return now
    if calendar.is_workday(now.date()):
        if hours.opens <= now.time() < hours.closes:
            return now
        if now.time() < hours.opens:
            return datetime.combine(now.date(), hours.opens, now.tzinfo)
    return next_opening(now, hours=hours, calendar=calendar)


def next_opening(now: datetime, *, hours: Hours, calendar: WorkCalendar) -> datetime:
    """The next opening after `now`: when a daily summary is due.

    Args: now: local time, aware; hours, calendar: as for `sending_time`.
    """
    if calendar.is_workday(now.date()) and now.time() < hours.opens:
        return datetime.combine(now.date(), hours.opens, now.tzinfo)
    day = add_workdays(now.date(), 1, calendar).due
    return datetime.combine(day, hours.opens, now.tzinfo)


def next_try(now: datetime, tries: int) -> datetime | None:
    """When to try again after so many failures; None when it has failed.

    Args: now: time of the failure; tries: failures so far, this one included.
    """
    if tries > len(RETRY_MINUTES):
        return None
    return now + timedelta(minutes=RETRY_MINUTES[tries - 1])


def one_line(raw: str, limit: int) -> str:
    """Text for a subject or a name: one line, nothing invisible, not longer than `limit`.

    Source: promise "Mail": line breaks in a subject or name never become headers.
    """
    text = clean_text(raw)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def is_own_path(url: str) -> bool:
    """Whether a link stays on this site: an absolute path without host, space or control.

    Args: url: what a caller wants to link to; empty means no link and is fine.
    """
    if not url:
        return True
    if not _PATH.fullmatch(url) or "\\" in url:
        return False
    parts = urlsplit(url)
    return not (parts.scheme or parts.netloc)


def sms_text(signature: str, title: str, link: str) -> str:
    """What a short message says: who writes, what it is about, where to go on.

    The body stays out: a telephone lies open on the table.
    Args: signature: the sender's name; title: of the message; link: whole address or empty.
    """
    end = f" {link}" if link else ""
    room = max(10, LONGEST_SMS - len(signature) - len(end) - 2)
    return f"【{signature}】{one_line(title, room)}{end}"
