"""Attachments: what is known of each file, and which record decides who may read it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from ipcontact.audit.triggers import audited, immutable
from ipcontact.files.formats import BY_TYPE, INLINE


class StoredFileQuerySet(models.QuerySet):
    """Files by what they belong to."""

    def current(self) -> StoredFileQuerySet:
        """Files that are not removed."""
        return self.filter(is_removed=False)

    def of(self, owner: models.Model) -> StoredFileQuerySet:
        """Files of a record, removed ones too."""
        table, key = owner_of(owner)
        return self.filter(owner_table=table, owner_key=key)

    def fresh(self) -> StoredFileQuerySet:
        """Uploads that belong to no record yet."""
        return self.current().filter(owner_table="")

    def fresh_of(self, user: Any) -> StoredFileQuerySet:
        """Fresh uploads of this person; nobody else may attach them."""
        return self.fresh().filter(uploaded_by_id=user.pk) if user.pk else self.none()


class StoredFile(models.Model):
    """One uploaded file whose contents were checked. The owner record decides who reads it.

    Written by `files.services`; `files.sweeping` deletes what was never attached.
    """

    key = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField("用途", max_length=60)
    owner_table = models.CharField("所属数据表", max_length=63, blank=True)
    owner_key = models.CharField("所属记录", max_length=64, blank=True)
    original_name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小")
    sha256 = models.CharField("校验值", max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="uploaded_files",
        verbose_name="上传人",
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    is_removed = models.BooleanField("已移除", default=False)
    storage_name = models.CharField(
        "存储名", max_length=32, blank=True, editable=False, help_text="空：内容已删除。"
    )

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(owner_table="", owner_key="") | (~Q(owner_table="") & ~Q(owner_key="")),
                name="files_owner_whole",
            ),
            models.CheckConstraint(
                condition=~Q(storage_name="") | Q(is_removed=True), name="files_content_kept"
            ),
            models.CheckConstraint(
                condition=Q(content_type__in=sorted(BY_TYPE)), name="files_type_known"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="files_not_empty"),
            models.UniqueConstraint(
                fields=["storage_name"], condition=~Q(storage_name=""), name="files_stored_once"
            ),
        ]
        indexes = [
            models.Index(fields=["owner_table", "owner_key", "id"], name="files_owner"),
            models.Index(
                fields=["uploaded_at"], condition=Q(owner_table=""), name="files_fresh_at"
            ),
        ]
        # A name chosen by a person may tell a secret: history notes it without the value.
        triggers = [
            *audited(personal=("original_name",), ignored=("storage_name",)),
            *immutable(
                fields=(
                    "key",
                    "purpose",
                    "original_name",
                    "content_type",
                    "size",
                    "sha256",
                    "uploaded_by",
                    "uploaded_at",
                )  # fmt: skip
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        return reverse("files:download", args=[self.key])

    @property
    def preview_url(self) -> str:
        """Address at which a browser shows it; empty for kinds it cannot show."""
        return reverse("files:preview", args=[self.key]) if self.content_type in INLINE else ""

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def is_attached(self) -> bool:
        return bool(self.owner_table)

    @property
    def kind_label(self) -> str:
        return BY_TYPE[self.content_type].label


def owner_of(owner: models.Model) -> tuple[str, str]:
    """Table and key by which files name the record they belong to."""
    if owner.pk is None:
        raise ValueError("a record without a key owns nothing")
    return owner._meta.db_table, str(owner.pk)
