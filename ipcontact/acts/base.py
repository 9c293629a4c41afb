"""What the tables of this room have in common: a subject, persons, a scan."""

from __future__ import annotations

import uuid

import pgtrigger
from django.conf import settings
from django.db import models

from ipcontact.accounts.rights import can
from ipcontact.accounts.roles import Role
from ipcontact.acts.choices import Channel
from ipcontact.clocks import subjects

NOT_DELETED = pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)


def person(label: str, name: str, **values) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name=name, verbose_name=label, **values
    )


def optional(label: str, name: str) -> models.ForeignKey:
    return person(label, name, null=True, blank=True)


def scan(name: str, **values) -> models.ForeignKey:
    return models.ForeignKey(
        "files.StoredFile", models.PROTECT, related_name=name, verbose_name="扫描件", **values
    )


class SubjectQuerySet(models.QuerySet):
    """Rows that belong to any record of any app."""

    def of(self, subject: models.Model, *parts: models.Model):
        """Of a record, and of parts of it that have their own."""
        wanted = models.Q()
        for table, key in map(subjects.reference, (subject, *parts)):
            wanted |= models.Q(subject_table=table, subject_key=key)
        return self.filter(wanted)

    def visible_to(self, user):
        """Rows of records this person of the staff may know of; the auditor sees all."""
        if not user.is_authenticated or not set(user.roles) - {Role.UNIT_USER}:
            return self.none()
        if can(user, "audit.view"):
            return self
        tables = self.order_by().values_list("subject_table", flat=True).distinct()
        return self.filter(subjects.visible_q(user, tables))


class Step(models.Model):
    """What a step and an offline result have in common."""

    key = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    subject_table = models.CharField("所属表", max_length=63)
    subject_key = models.CharField("所属记录", max_length=40)
    code = models.CharField("事项代码", max_length=60)
    channel = models.CharField("方式", max_length=8, choices=Channel, default=Channel.ONLINE)
    reason = models.TextField("理由", blank=True)
    minutes_no = models.CharField("纪要号", max_length=60, blank=True)
    document_no = models.CharField("文号", max_length=60, blank=True)
    entered_at = models.DateTimeField("录入时间", auto_now_add=True)

    class Meta:
        abstract = True

    @property
    def subject(self) -> models.Model | None:
        """The record; one query each time, lists use `subjects.resolve_all`."""
        return subjects.resolve(self.subject_table, self.subject_key)
