"""Who may read a file: the rooms say it for their records, asked again at each download."""

from collections.abc import Callable
from typing import Any

from ipcontact.files.models import StoredFile

CanRead = Callable[[Any, str], bool]
_readers: dict[str, CanRead] = {}


def register(table: str, can_read: CanRead) -> None:
    """Say who reads the files of a table's records; called in an app's ``ready()``.

    Args: table: the table's name (``Model._meta.db_table``); can_read: (user, key of the record as
    text) -> whether this person sees that record now.
    """
    if _readers.setdefault(table, can_read) is not can_read:
        raise ValueError(f"{table} has its readers already")


def may_read(user: Any, file: StoredFile) -> bool:
    """Whether this person may read the file now.

    A removed file is read by nobody, a fresh upload by its uploader alone, a file of a table
    nobody spoke for by nobody.
    """
    if not user.is_authenticated or not user.is_active or file.is_removed:
        return False
    if not file.is_attached:
        return file.uploaded_by_id is not None and file.uploaded_by_id == user.pk
    can_read = _readers.get(file.owner_table)
    return can_read is not None and bool(can_read(user, file.owner_key))
