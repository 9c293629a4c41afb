"""Contents written for rows that are not committed yet, per thread: kept or deleted afterwards."""

import threading

from django.db import transaction

from ipcontact.files import vault
from ipcontact.files.models import StoredFile

_thread = threading.local()


def expect(name: str) -> None:
    """Note contents whose row is being written; after the commit they are moved to their place."""
    _names().add(name)
    transaction.on_commit(lambda: _settle(name), robust=True)


def clear_abandoned(**signal: object) -> None:
    """Delete the contents of rows that were rolled back.

    Called at the end of every request and before the next upload. While a transaction is open
    nothing is decided yet.
    """
    names = _names()
    if not names or transaction.get_connection().in_atomic_block:
        return
    rows = StoredFile.objects.filter(storage_name__in=names)
    committed = set(rows.values_list("storage_name", flat=True))
    for name in list(names):
        if name in committed:
            _settle(name)
        else:
            vault.discard(name)
            names.discard(name)


def _settle(name: str) -> None:
    vault.settle(name)
    _names().discard(name)


def _names() -> set[str]:
    if not hasattr(_thread, "names"):
        _thread.names = set()
    return _thread.names
