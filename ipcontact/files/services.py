"""The verbs of an attachment: store, attach, put, revise, remove, read.

A form takes files with `files.fields.AttachmentField` (one) or `files.forms.AttachmentsForm`
(several); its service hands what they cleaned to `put` or `revise`, inside its own act:

    put(evidence, purpose="criteria.proof", upload=form.cleaned_data["proof"], by=by)

Somebody without account uploads in the same way with `by=None`; see `files.grants`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import connection, models, transaction

from ipcontact.audit.services import act
from ipcontact.files import pending, vault
from ipcontact.files.checks import examine
from ipcontact.files.errors import FileRefused
from ipcontact.files.formats import DEFAULT, LIMITS, Format, Limits
from ipcontact.files.models import StoredFile, StoredFileQuerySet, owner_of

if TYPE_CHECKING:
    from ipcontact.accounts.models import User


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


def put(
    owner: models.Model,
    *,
    purpose: str,
    upload: Any,
    by: User | None,
    erase: bool = True,
    allowed: tuple[Format, ...] = DEFAULT,
    limits: Limits = LIMITS,
) -> StoredFile | None:
    """Let a record have at most one file for a purpose, as an `AttachmentField` was filled in.

    Whether the person may change the record has been asked by the owner's service.

    Args: upload: None leaves what is there, False takes it away, an upload takes its place;
    erase: the contents of the former one are deleted too (a draft), else only its row says that
    it is removed (something already handed in). Returns: the file there now, or None.
    Raises: FileRefused; the former file stays then.
    """
    table, key = owner_of(owner)
    with act("更换附件", by=by):
        _wait_for(f"{table}:{key}")
        before = list(files_of(owner, purpose))
        if upload is None:
            return before[-1] if before else None
        for file in before:
            remove(file, by=by, erase=erase)
        if upload is False:
            return None
        return store(upload, purpose=purpose, by=by, owner=owner, allowed=allowed, limits=limits)


def revise(
    owner: models.Model,
    *,
    purpose: str,
    added: Iterable[Any] = (),
    removed: Iterable[StoredFile] = (),
    by: User | None,
    erase: bool = True,
    allowed: tuple[Format, ...] = DEFAULT,
    limits: Limits = LIMITS,
) -> list[StoredFile]:
    """Take files from a record and add others, as an `AttachmentsForm` was filled in; all or none.

    Args: as for `put`; removed: files of this record and purpose, others are refused.
    Returns: the new files. Raises: FileRefused, also `not_here`.
    """
    table, key = owner_of(owner)
    with act("更换附件", by=by):
        _wait_for(f"{table}:{key}")
        here = set(files_of(owner, purpose))
        for file in removed:
            if file not in here:
                raise FileRefused("not_here", "要移除的文件不在这里，请刷新页面后再试。")
            remove(file, by=by, erase=erase)
        return [
            store(each, purpose=purpose, by=by, owner=owner, allowed=allowed, limits=limits)
            for each in added
        ]


def remove_all(owner: models.Model, *, by: User | None, reason: str = "") -> int:
    """Erase every file of a record that is about to be deleted. Returns how many."""
    with act("移除附件", by=by, reason=reason):
        files = list(files_of(owner))
        for file in files:
            remove(file, by=by, reason=reason, erase=True)
    return len(files)


def files_of(owner: models.Model, purpose: str | None = None) -> StoredFileQuerySet:
    """Files of a record that are not removed, in the order they came; only of one purpose."""
    files = StoredFile.objects.of(owner).current()
    return files.filter(purpose=purpose) if purpose else files


def read(file: StoredFile) -> BinaryIO:
    """The contents, to be closed by the caller. Raises: FileNotFoundError when they are gone."""
    if not file.storage_name:
        raise FileNotFoundError(file.key)
    return vault.open_content(file.storage_name)


def _locked(file: StoredFile) -> StoredFile:
    found = StoredFile.objects.select_for_update().filter(pk=file.pk, is_removed=False).first()
    if found is None:
        raise FileRefused("gone", "这个文件已经移除或因长时间未使用被清理，请重新上传。")
    return found


def _files_of(table: str, key: str) -> StoredFileQuerySet:
    return StoredFile.objects.current().filter(owner_table=table, owner_key=key)


def _refuse_crowd(files: StoredFileQuerySet, place: str, most: int) -> None:
    """Refuse one more than a place takes; uploads to one place wait for each other."""
    _wait_for(place)
    if files.count() >= most:
        raise FileRefused("too_many", f"这里最多放 {most} 个文件，没有保存。请先移除不需要的文件。")


def _wait_for(place: str) -> None:
    """Let changes at one place come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"files {place}"])
