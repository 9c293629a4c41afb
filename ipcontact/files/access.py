"""Who may read a file: the rooms say it for their records, asked again at each download."""

from collections.abc import Callable, Mapping
from typing import Any

from ipcontact.files.models import StoredFile

CanRead = Callable[[Any, str], bool]
VisitorMay = Callable[[StoredFile, str], bool]
_readers: dict[str, CanRead] = {}
_visitors: dict[str, VisitorMay] = {}


def register(table: str, can_read: CanRead, *, visitor_may: VisitorMay | None = None) -> None:
    """Say who reads the files of a table's records; called in an app's ``ready()``.

    Args: table: the table's name (``Model._meta.db_table``); can_read: (user, key of the record as
    text) -> whether this person sees that record now; visitor_may: (file, basis) -> whether a
    visitor whom the room let into the record on this basis (`files.grants`) may read this file
    now; left out, nobody without account reads any. Papers of the office among the files of such
    a record are told apart by ``file.purpose`` or ``file.uploaded_by_id``.
    """
    if _readers.setdefault(table, can_read) is not can_read:
        raise ValueError(f"{table} has its readers already")
    if visitor_may is not None:
        _visitors[table] = visitor_may


def may_read(
    user: Any, file: StoredFile, grants: Mapping[tuple[str, str], str] | None = None
) -> bool:
    """Whether this person may read the file now.

    A removed file is read by nobody, a fresh upload by its uploader alone, a file of a table
    nobody spoke for by nobody. Args: grants: what the session was let into (`grants.held`).
    """
    if file.is_removed:
        return False
    place = (file.owner_table, file.owner_key)
    visitor_may = _visitors.get(file.owner_table)
    if visitor_may is not None and grants and place in grants and visitor_may(file, grants[place]):
        return True
    if not user.is_authenticated or not user.is_active:
        return False
    if not file.is_attached:
        return file.uploaded_by_id is not None and file.uploaded_by_id == user.pk
    can_read = _readers.get(file.owner_table)
    return can_read is not None and bool(can_read(user, file.owner_key))
