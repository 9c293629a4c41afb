"""Running limits and the days on which they stand still."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from ipcontact.accounts.rights import can
from ipcontact.audit.triggers import audited
from ipcontact.clocks import rules, subjects
from ipcontact.clocks.choices import LimitUnit
from ipcontact.workdays.clock import SHANGHAI
from ipcontact.workdays.rules import WorkCalendar


class ClockQuerySet(models.QuerySet):
    def open(self) -> ClockQuerySet:
        """Clocks that have not ended, running or standing still."""
        return self.filter(ended_on__isnull=True)

    def of(self, subject: models.Model) -> ClockQuerySet:
        table, key = subjects.reference(subject)
        return self.filter(subject_table=table, subject_key=key)

    def open_for(self, subject: models.Model) -> ClockQuerySet:
        """Open clocks of one record, the most urgent first, with their pauses."""
        return self.of(subject).open().order_by("due_on", "pk").prefetch_related("pauses")

    def due_by(self, day: date) -> ClockQuerySet:
        """Open clocks whose last day is this day or earlier; those standing still are not."""
        return self.open().filter(due_on__lte=day)

    def visible_to(self, user) -> ClockQuerySet:
        """Clocks of records this person may know of; the auditor sees all."""
        if user.is_authenticated and can(user, "audit.view"):
            return self
        tables = self.order_by().values_list("subject_table", flat=True).distinct()
        return self.filter(subjects.visible_q(user, tables))


class Clock(models.Model):
    """One running limit of one record: since when, how long, on what ground, until when.

    `due_on` is kept beside the facts so that lists can sort; it is rewritten by
    `clocks.services` and after every change of the calendar, and is empty while the clock stands
    still. Changed by `clocks.services` only.
    """

    key = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    subject_table = models.CharField("所属表", max_length=63)
    subject_key = models.CharField("所属记录", max_length=40)
    name = models.CharField("时限名称", max_length=60)
    holder = models.CharField("现由谁办理", max_length=80, blank=True)
    start_on = models.DateField("起算日")
    start_at = models.DateTimeField("起算时刻", null=True, blank=True)
    n = models.PositiveSmallIntegerField("期限")
    unit = models.CharField("单位", max_length=12, choices=LimitUnit)
    basis = models.CharField("依据", max_length=200, blank=True)
    extension_n = models.PositiveSmallIntegerField("延长", default=0)
    extended_reason = models.CharField("延长理由", max_length=200, blank=True)
    due_on = models.DateField("到期日", null=True, blank=True)
    is_provisional = models.BooleanField("暂定", default=False)
    ended_on = models.DateField("结束日", null=True, blank=True)
    ended_reason = models.CharField("结束原因", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "时限"
        ordering = ["due_on", "pk"]
        triggers = audited(ignored=("updated_at",))
        indexes = [
            models.Index(fields=["subject_table", "subject_key"], name="clock_subject"),
            models.Index(fields=["due_on"], condition=Q(ended_on=None), name="clock_open_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                "subject_table",
                "subject_key",
                "name",
                condition=Q(ended_on=None),
                name="clock_one_open_per_name",
                violation_error_message="这项时限已在计时。",
            ),
            models.CheckConstraint(condition=Q(unit__in=LimitUnit.values), name="clock_unit_known"),
            models.CheckConstraint(condition=Q(n__gte=1), name="clock_has_a_length"),
            models.CheckConstraint(
                condition=~Q(unit="hour") | Q(start_at__isnull=False), name="clock_hours_from_when"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("start_on")),
                name="clock_ends_after_start",
                violation_error_message="结束日不能早于起算日。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The calendar entry of this limit."""
        return reverse("clocks:calendar", args=[self.key])

    @property
    def limit(self) -> rules.Limit:
        return rules.Limit(self.n, self.unit, self.basis, self.name)

    @property
    def start(self) -> date | datetime:
        """What the limit is counted from: the day, of hours the local moment."""
        return self.start_at.astimezone(SHANGHAI) if self.start_at else self.start_on

    @property
    def is_paused(self) -> bool:
        """Stands still: no day is left to count down to."""
        return self.ended_on is None and self.due_on is None

    def computed(
        self, calendar: WorkCalendar, pauses: Iterable[ClockPause] | None = None
    ) -> rules.Computed:
        """The due day as it follows from the facts, with its explanation.

        Args:
            calendar: days off and make-up days.
            pauses: the clock's pauses where they are known; else they are read.
        """
        known = self.pauses.all() if pauses is None else pauses
        return rules.due(
            self.start, self.limit, [pause.rule for pause in known], self.extension_n, calendar
        )


class ClockPause(models.Model):
    """Days on which a clock stands still (停表), both included.

    `from_on` is the day after the event that stopped it, `until_on` the day of the event that
    let it go on; a pause that ends on the day it began holds no day.
    """

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="pauses", verbose_name="时限")
    from_on = models.DateField("停表首日")
    until_on = models.DateField("停表末日", null=True, blank=True)
    reason = models.CharField("停表原因", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "停表"
        ordering = ["from_on", "pk"]
        triggers = audited()
        constraints = [
            models.UniqueConstraint(
                "clock",
                condition=Q(until_on=None),
                name="clock_one_running_pause",
                violation_error_message="这项时限已经停表。",
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def rule(self) -> rules.Pause:
        return rules.Pause(self.from_on, self.until_on, self.reason)
