"""Mails written to files while no mail server is configured, read back for a debug page."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.utils import timezone

SEPARATOR = b"-" * 79
NEWEST = 30


@dataclass(frozen=True)
class StoredMail:
    """One mail as a person would have got it."""

    subject: str
    to: str
    at: datetime
    text: str


def stored_mails(folder: str | Path) -> list[StoredMail]:
    """The newest mails of the folder Django's file backend writes to, newest first."""
    files = sorted(Path(folder).glob("*.log"), key=lambda f: f.stat().st_mtime, reverse=True)
    found: list[StoredMail] = []
    for file in files[:NEWEST]:
        at = datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_current_timezone())
        parts = file.read_bytes().split(SEPARATOR)
        found += [_read(part.strip(), at) for part in reversed(parts) if part.strip()]
    return found[:NEWEST]


def _read(raw: bytes, at: datetime) -> StoredMail:
    message = message_from_bytes(raw, policy=policy.default)
    body = message.get_body(preferencelist=("plain", "html"))
    text = body.get_content() if body is not None else ""
    return StoredMail(str(message["subject"]), str(message["to"]), at, text)
