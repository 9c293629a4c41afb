"""One limit as a calendar entry (RFC 5545), to be taken into one's own calendar."""

from datetime import date, datetime, timedelta

LINE = 75  # octets a line may have


def entry(
    *,
    uid: str,
    due_on: date,
    due_at: datetime | None,
    title: str,
    note: str,
    url: str,
    at: datetime,
) -> str:
    """The text of an .ics file.

    Args:
        uid: stable name of the entry, so that a changed day replaces the old one.
        due_on: the last day, an all-day entry; with `due_at` a moment.
        due_at: the moment, of a limit in hours (aware).
        title: what is due.
        note: how it was found, in words.
        url: absolute address of the record, or empty.
        at: when the entry was last changed (aware).
    """
    following = due_on + timedelta(days=1)
    if due_at:
        when = [f"DTSTART:{_moment(due_at)}", f"DTEND:{_moment(due_at)}"]
    else:
        when = [f"DTSTART;VALUE=DATE:{due_on:%Y%m%d}", f"DTEND;VALUE=DATE:{following:%Y%m%d}"]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ipcontact//clocks//ZH",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{_moment(at)}",
        *when,
        f"SUMMARY:{_text(title)}",
        f"DESCRIPTION:{_text(note)}",
        *([f"URL:{url}"] if url else []),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


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
