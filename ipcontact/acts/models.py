"""Steps taken on records, who looked afterwards, results decided elsewhere; delegations beside."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from ipcontact.acts.base import NOT_DELETED, Step, SubjectQuerySet, optional, person, scan
from ipcontact.acts.choices import OFFLINE_CHANNELS, Channel, OfflineState
from ipcontact.acts.delegations import Delegation
from ipcontact.acts.handlers import kind_of
from ipcontact.audit.triggers import audited, immutable

__all__ = ["Act", "Delegation", "OfflineResult", "Opening"]


class Act(Step):
    """One step taken on one record; append-only but for being taken back, once.

    `acted_by` took the step (a person without account only by `actor_name`), `entered_by` typed
    it, `confirmed_by` confirmed an offline result. Written by `acts.services.record`.
    """

    action = models.CharField("事项", max_length=60)
    acted_by = optional("办理人", "acts")
    actor_name = models.CharField("办理人姓名", max_length=80)
    entered_by = optional("填报人", "entered_acts")
    confirmed_by = optional("确认人", "confirmed_acts")
    on_behalf_of = models.CharField("受托", max_length=100, blank=True)
    event_on = models.DateField("办理日期")
    scan = scan("acts", null=True, blank=True)
    is_backfill = models.BooleanField("补录", default=False)
    taken_back_at = models.DateTimeField("撤回时间", null=True, blank=True)
    taken_back_by = optional("撤回人", "taken_back_acts")

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理步骤"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["subject_table", "subject_key"], name="act_subject")]
        triggers = [
            *audited(),
            *immutable(
                fields=(
                    "key",
                    "subject_table",
                    "subject_key",
                    "code",
                    "action",
                    "acted_by",
                    "actor_name",
                    "entered_by",
                    "confirmed_by",
                    "on_behalf_of",
                    "event_on",
                    "entered_at",
                    "channel",
                    "reason",
                    "scan",
                    "minutes_no",
                    "document_no",
                    "is_backfill",
                )  # fmt: skip
            ),
            NOT_DELETED,
            pgtrigger.Protect(
                name="taken_back_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__taken_back_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="act_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="act_taken_back_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.action

    @property
    def is_entered_for_another(self) -> bool:
        """Somebody else than the actor typed it."""
        return self.entered_by_id is not None and self.entered_by_id != self.acted_by_id


class Opening(models.Model):
    """When a person last opened a record; written by `acts.services.open_record`."""

    subject_table = models.CharField("所属表", max_length=63)
    subject_key = models.CharField("所属记录", max_length=40)
    user = person("打开人", "openings")
    last_at = models.DateTimeField("最近打开时间")

    class Meta:
        verbose_name = verbose_name_plural = "打开记录"
        ordering = ["-last_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_table", "subject_key", "user"], name="opening_once_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_table} {self.subject_key}"


class OfflineResult(Step):
    """A decision taken outside this system, entered by one person, confirmed by another.

    Nothing takes effect before the confirmation. Changed by `acts.services`.
    """

    payload = models.JSONField("内容", default=dict)
    decider = optional("决定人", "offline_results")
    decider_name = models.CharField("决定人姓名", max_length=80)
    decided_on = models.DateField("决定日期")
    scan = scan("offline_results")
    entered_by = person("填报人", "entered_offline_results")
    state = models.CharField(
        "状态", max_length=10, choices=OfflineState, default=OfflineState.PENDING
    )
    confirmed_by = optional("确认人", "confirmed_offline_results")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    refusal = models.CharField("未确认的理由", max_length=200, blank=True)
    act = models.OneToOneField(
        Act,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="offline_result",
        verbose_name="办理步骤",
    )

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "线下结果"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["subject_table", "subject_key"], name="offline_subject")]
        triggers = [
            *audited(),
            *immutable(
                fields=(
                    "key",
                    "subject_table",
                    "subject_key",
                    "code",
                    "payload",
                    "decider",
                    "decider_name",
                    "decided_on",
                    "channel",
                    "reason",
                    "scan",
                    "minutes_no",
                    "document_no",
                    "entered_by",
                    "entered_at",
                )  # fmt: skip
            ),
            NOT_DELETED,
            pgtrigger.Protect(
                name="settled_once",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="pending"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                "subject_table",
                "subject_key",
                "code",
                condition=Q(state="pending"),
                name="offline_one_pending",
                violation_error_message="这件事已有一项线下结果待确认。",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[way.value for way in OFFLINE_CHANNELS]),
                name="offline_channel_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(confirmed_by=F("entered_by")),
                name="offline_second_person",
                violation_error_message="须由填报人以外的另一人确认。",
            ),
            models.CheckConstraint(
                condition=Q(state="pending", confirmed_by=None, confirmed_at=None)
                | Q(state__in=["confirmed", "refused"])
                & Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="offline_state_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("acts:offline", args=[self.key])

    @property
    def is_pending(self) -> bool:
        """Waits for a second person."""
        return self.state == OfflineState.PENDING

    @property
    def label(self) -> str:
        """What was decided, as its room calls it."""
        return kind_of(self.code).label or self.code
