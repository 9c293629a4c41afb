"""The verbs of an attachment: store, attach, remove, read; sweep what nobody wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import connection, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from ipcontact.audit.services import act
from ipcontact.files import pending, vault
from ipcontact.files.checks import examine
from ipcontact.files.errors import FileRefused
from ipcontact.files.formats import DEFAULT, LIMITS, Format, Limits
from ipcontact.files.models import StoredFile, StoredFileQuerySet, owner_of

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

UNATTACHED_FOR = timedelta(hours=24)


def store(
    upload: Any,
    *,
    purpose: str,
    by: User | None,
    owner: models.Model | None = None,
    allowed: tuple[Format, ...] = DEFAULT,
    limits: Limits = LIMITS,
) -> StoredFile:
    """Check an upload and keep it.

    The contents lie under a passing name until the transaction is committed; when it is rolled
    back they are deleted at the end of the request, after a crash by the nightly sweep.

    Args: upload: an uploaded file or what `checks.examine` (or a form's `AttachmentField`) made
    of it; purpose: short code such as ``application.seal``; by: the uploader, None for a person
    without account, who needs an owner; owner: the saved record it belongs to, None for a fresh
    upload; allowed, limits: what this place takes.
    Returns: the new file. Raises: FileRefused.
    """
    if by is None and owner is None:
        raise ValueError("a file of nobody for nothing")
    examined = examine(upload, allowed=allowed, limits=limits)
    pending.clear_abandoned()
    with act("上传附件", by=by):
        if owner is None:
            _refuse_crowd(StoredFile.objects.fresh_of(by), f"user:{by.pk}", limits.fresh)
            table, key = "", ""
        else:
            table, key = owner_of(owner)
            _refuse_crowd(_files_of(table, key), f"{table}:{key}", limits.per_owner)
        name = vault.write(examined.content)
        try:
            pending.expect(name)
            return StoredFile.objects.create(
                purpose=purpose,
                owner_table=table,
                owner_key=key,
                original_name=examined.name,
                content_type=examined.kind.content_type,
                size=examined.size,
                sha256=examined.sha256,
                uploaded_by=by,
                storage_name=name,
            )
        except BaseException:
            vault.discard(name)
            raise


def attach(
    file: StoredFile, *, owner: models.Model, by: User | None, limits: Limits = LIMITS
) -> StoredFile:
    """Give a fresh upload to the record it was meant for; harmless the second time.

    Raises: FileRefused `gone` (removed or swept), `not_yours`, `attached_elsewhere`, `too_many`.
    """
    table, key = owner_of(owner)
    with act("添加附件", by=by):
        file = _locked(file)
        if (file.owner_table, file.owner_key) == (table, key):
            return file
        if file.is_attached:
            raise FileRefused("attached_elsewhere", "这个文件已用在另一处，请重新上传。")
        if by is None or file.uploaded_by_id != by.pk:
            raise FileRefused("not_yours", "只有上传人可以使用这个文件，请重新上传。")
        _refuse_crowd(_files_of(table, key), f"{table}:{key}", limits.per_owner)
        file.owner_table, file.owner_key = table, key
        file.save(update_fields=["owner_table", "owner_key"])
    return file


def remove(
    file: StoredFile, *, by: User | None, reason: str = "", erase: bool = False
) -> StoredFile:
    """Take a file away: nobody can read it any more; harmless the second time.

    What was never attached, or is removed with `erase` (a file replaced in a draft), loses its
    contents too; the row of an attached one stays with its check sum. Whether the
    person may is asked by the owner's service, except for fresh uploads.

    Raises: FileRefused `not_yours` for somebody else's fresh upload.
    """
    with act("移除附件", by=by, reason=reason):
        file = StoredFile.objects.select_for_update().get(pk=file.pk)
        if not file.is_attached and by is not None and file.uploaded_by_id != by.pk:
            raise FileRefused("not_yours", "只有上传人可以移除这个文件。")
        name = file.storage_name
        file.is_removed = True
        if name and (erase or not file.is_attached):
            file.storage_name = ""
            transaction.on_commit(lambda: vault.discard(name), robust=True)
        file.save(update_fields=["is_removed", "storage_name"])
    return file


def files_of(owner: models.Model, purpose: str | None = None) -> StoredFileQuerySet:
    """Files of a record that are not removed, in the order they came; only of one purpose."""
    files = StoredFile.objects.of(owner).current()
    return files.filter(purpose=purpose) if purpose else files


def read(file: StoredFile) -> BinaryIO:
    """The contents, to be closed by the caller. Raises: FileNotFoundError when they are gone."""
    if not file.storage_name:
        raise FileNotFoundError(file.key)
    return vault.open_content(file.storage_name)


@dataclass
class Sweep:
    """What a sweep found and did (or would do). Keys of files and names on the disk."""

    unattached: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    abandoned: list[str] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def in_question(self) -> dict[str, list[str]]:
        """What a person has to look at, by its word; empty when all is well."""
        words = {name: getattr(self, name) for name in ("held", "strangers", "missing")}
        return {name: found for name, found in words.items() if found}


def sweep(*, by: User | None, dry_run: bool = False) -> Sweep:
    """Remove uploads nobody attached for a day; put right what a crash left; report the rest.

    Args: dry_run: only look.
    Returns: `unattached` uploads deleted, `held` ones that a record still names, `abandoned`
    contents deleted (their row was never committed), `settled` contents moved to their place,
    `strangers`: contents on the disk without a row, `missing`: rows whose contents are not there.
    The last two are only reported: after a restore somebody has to look.
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


def _locked(file: StoredFile) -> StoredFile:
    found = StoredFile.objects.select_for_update().filter(pk=file.pk, is_removed=False).first()
    if found is None:
        raise FileRefused("gone", "这个文件已经移除或因长时间未使用被清理，请重新上传。")
    return found


def _files_of(table: str, key: str) -> StoredFileQuerySet:
    return StoredFile.objects.current().filter(owner_table=table, owner_key=key)


def _refuse_crowd(files: StoredFileQuerySet, place: str, most: int) -> None:
    """Refuse one more than a place takes; uploads to one place wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"files {place}"])
    if files.count() >= most:
        raise FileRefused("too_many", f"这里最多放 {most} 个文件，没有保存。请先移除不需要的文件。")
