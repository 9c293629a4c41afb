"""The nightly round: uploads nobody wanted go, what a crash left is put right, the rest is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import CharField, ProtectedError
from django.db.models.functions import Cast
from django.utils import timezone

from ipcontact.audit.services import act
from ipcontact.audit.wording import models_by_table
from ipcontact.files import vault
from ipcontact.files.models import StoredFile

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

UNATTACHED_FOR = timedelta(hours=24)
IN_QUESTION = ("held", "strangers", "missing", "ownerless")


@dataclass
class Sweep:
    """What a sweep found and did (or would do). Keys of files and names on the disk."""

    unattached: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    abandoned: list[str] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    ownerless: list[str] = field(default_factory=list)

    @property
    def in_question(self) -> dict[str, list[str]]:
        """What a person has to look at, by its word; empty when all is well."""
        words = {name: getattr(self, name) for name in IN_QUESTION}
        return {name: found for name, found in words.items() if found}


def sweep(*, by: User | None, dry_run: bool = False) -> Sweep:
    """Remove uploads nobody attached for a day; put right what a crash left; report the rest.

    Args: dry_run: only look.
    Returns: `unattached` uploads deleted, `held` ones that a record still names, `abandoned`
    contents deleted (their row was never committed), `settled` contents moved to their place,
    `strangers`: contents on the disk without a row, `missing`: rows whose contents are not there,
    `ownerless`: files whose record was deleted without them. The last three are only reported:
    after a restore somebody has to look.
    """
    found = Sweep()
    going = _sweep_unattached(found, by=by, dry_run=dry_run)
    _sweep_incoming(found, dry_run=dry_run)
    rows = _rows_by_name()
    on_disk = set(vault.settled())
    unknown = on_disk - rows.keys() - going
    found.strangers = sorted(unknown - _names_known(unknown))
    waiting = {name for name, _ in vault.incoming()}
    found.missing = sorted(
        key
        for name, key in rows.items()
        if name not in on_disk and name not in waiting and not _is_there(name)
    )
    found.ownerless = list(_ownerless())
    return found


def _sweep_unattached(found: Sweep, *, by: User | None, dry_run: bool) -> set[str]:
    """Names of the contents that go with the commit."""
    before = timezone.now() - UNATTACHED_FOR
    old = StoredFile.objects.filter(owner_table="", uploaded_at__lt=before)
    going: set[str] = set()
    for pk, key in list(old.values_list("pk", "key")):
        if dry_run:
            found.unattached.append(str(key))
            continue
        try:
            with act("清理未使用的附件", by=by):
                file = StoredFile.objects.select_for_update().get(pk=pk, owner_table="")
                name = file.storage_name
                file.delete()
                if name:
                    transaction.on_commit(lambda name=name: vault.discard(name), robust=True)
            going.add(name)
            found.unattached.append(str(key))
        except StoredFile.DoesNotExist:
            continue  # attached or gone since
        except ProtectedError:
            found.held.append(str(key))
    return going


def _sweep_incoming(found: Sweep, *, dry_run: bool) -> None:
    old = [name for name, age in vault.incoming() if age > UNATTACHED_FOR.total_seconds()]
    known = _names_known(old)
    for name in old:
        (found.settled if name in known else found.abandoned).append(name)
        if not dry_run:
            (vault.settle if name in known else vault.discard)(name)


def _rows_by_name() -> dict[str, str]:
    rows = StoredFile.objects.exclude(storage_name="").values_list("storage_name", "key")
    return {name: str(key) for name, key in rows.iterator()}


def _names_known(names: Iterable[str]) -> set[str]:
    rows = StoredFile.objects.filter(storage_name__in=list(names))
    return set(rows.values_list("storage_name", flat=True))


def _is_there(name: str) -> bool:
    try:
        vault.open_content(name).close()
    except FileNotFoundError:
        return False
    return True


def _ownerless() -> Iterator[str]:
    current = StoredFile.objects.current().exclude(owner_table="").order_by()
    for table in current.values_list("owner_table", flat=True).distinct():
        model = models_by_table().get(table)
        files = current.filter(owner_table=table)
        if model is not None:
            keys = model._base_manager.order_by().values_list(Cast("pk", CharField()))
            files = files.exclude(owner_key__in=keys)
        yield from (str(key) for key in files.order_by("pk").values_list("key", flat=True))
