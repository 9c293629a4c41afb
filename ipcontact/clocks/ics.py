"""Days and moments as calendar entries (RFC 5545), to be taken into one's own calendar."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

LINE = 75  # octets a line may have


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry.

    Attributes:
        uid: stable name, so that a changed day replaces the old one.
        on: the day, an all-day entry; with `at` a moment (aware).
        title: what is due.
        note: more about it, in words.
        url: absolute address of the record, or empty.
        changed_at: when the entry was last changed (aware).
    """

    uid: str
    on: date
    title: str
    changed_at: datetime
    at: datetime | None = None
    note: str = ""
    url: str = ""


def calendar(entries: Iterable[Entry]) -> str:
    """The text of an .ics file with these entries."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ipcontact//clocks//ZH", "METHOD:PUBLISH"]
    for entry in entries:
        lines += _lines(entry)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _lines(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{_moment(entry.changed_at)}"
    if entry.at:
        yield f"DTSTART:{_moment(entry.at)}"
        yield f"DTEND:{_moment(entry.at)}"
    else:
        yield f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{entry.on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(entry.title)}"
    yield f"DESCRIPTION:{_text(entry.note)}"
    if entry.url:
        yield f"URL:{entry.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return (at - at.utcoffset()).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    plain = "".join(c for c in value.replace("\r", "") if c == "\n" or c.isprintable())
    for old, new in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        plain = plain.replace(old, new)
    return plain


def _folded(line: str) -> str:
    """Lines of at most 75 octets; a following line begins with a space (RFC 5545, 3.1)."""
    parts, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE:
            parts.append("")
            size = 1
        parts[-1] += character
        size += octets
    return "\r\n ".join(parts)
