"""Dated authority to decide for somebody else."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from ipcontact.accounts.rights import can
from ipcontact.acts.base import NOT_DELETED, optional, person, scan
from ipcontact.acts.handlers import kind_of
from ipcontact.audit.triggers import audited, immutable


class DelegationQuerySet(models.QuerySet):
    def on(self, day: date) -> DelegationQuerySet:
        """In force on a day: dated so and not ended; of a past day, not ended by then."""
        lasts = Q(ended_at=None) | Q(ended_at__date__gt=day)
        return self.filter(lasts, from_on__lte=day, until_on__gte=day)

    def visible_to(self, user) -> DelegationQuerySet:
        """Those one gave or holds; the auditor sees all."""
        if not user.is_authenticated:
            return self.none()
        if can(user, "audit.view"):
            return self
        return self.filter(Q(from_user=user) | Q(to_user=user))


class Delegation(models.Model):
    """A dated written authority to decide for an absent leader (授权代批).

    Given by `acts.services.delegate`, ended early by `acts.services.end_delegation`.
    """

    key = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    from_user = person("委托人", "given_delegations")
    to_user = person("受托人", "held_delegations")
    codes = ArrayField(models.CharField(max_length=60), verbose_name="委托事项")
    from_on = models.DateField("开始日期")
    until_on = models.DateField("截止日期")
    scan = scan("delegations")
    ended_at = models.DateTimeField("提前终止时间", null=True, blank=True)
    ended_by = optional("终止人", "ended_delegations")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "授权代批"
        ordering = ["-from_on", "-pk"]
        triggers = [
            *audited(),
            *immutable(
                fields=("key", "from_user", "to_user", "codes", "from_on", "until_on", "scan")
            ),
            NOT_DELETED,
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_user=F("to_user")),
                name="delegation_not_to_oneself",
                violation_error_message="不能委托给自己。",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="delegation_dates_in_order"
            ),
            models.CheckConstraint(condition=~Q(codes=[]), name="delegation_names_what"),
        ]

    def __str__(self) -> str:
        return f"{self.from_user}委托{self.to_user}"

    @property
    def labels(self) -> str:
        """What is delegated, in words."""
        return "、".join(kind_of(code).label or code for code in self.codes)
