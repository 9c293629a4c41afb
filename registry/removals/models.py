"""Leaving the roster: proposed, the unit heard, decided; and the grounds as data."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse

from ipcontact.accounts.fields import person_field
from ipcontact.accounts.rights import can
from ipcontact.acts.choices import Channel
from ipcontact.audit.triggers import audited
from ipcontact.documents.choices import DocumentState
from ipcontact.documents.models import OfficialDocument
from registry.removals.choices import ANNOUNCEMENT, LETTER, OPEN_STATES, Approver, RemovalState
from registry.roster.choices import ExitGround
from registry.roster.models import Departure
from registry.units.choices import RegistrationState
from registry.units.models import Unit


class RemovalGround(models.Model):
    """A ground of removal with its basis and who decides; kept by the administrator."""

    code = models.CharField("事由", max_length=20, choices=ExitGround, unique=True)
    basis = models.CharField("依据", max_length=300)
    approver = models.CharField("决定人", max_length=10, choices=Approver, default=Approver.LEADER)
    is_open = models.BooleanField("启用", default=True)
    order = models.PositiveSmallIntegerField("顺序", default=50)

    class Meta:
        verbose_name = verbose_name_plural = "移出事由"
        ordering = ("order", "pk")
        triggers = audited()

    def __str__(self) -> str:
        return self.get_code_display()


class RemovalQuerySet(models.QuerySet):
    def visible_to(self, user) -> RemovalQuerySet:
        """Removals of the units this person sees; a unit its own wish, and a removal once it has
        been told of it."""
        rows = self.filter(unit__in=Unit.objects.visible_to(user))
        if user.is_authenticated and not can(user, "units.view"):
            return rows.filter(Q(is_own_wish=True) | Q(told_on__isnull=False))
        return rows

    def without_papers(self) -> RemovalQuerySet:
        """Removed, and the letter or the announcement is not drawn up, or was voided."""
        papers = OfficialDocument.objects.exclude(state=DocumentState.VOID).filter(
            subject_table=self.model._meta.db_table,
            subject_key=Cast(OuterRef("pk"), CharField()),
        )
        has_both = Exists(papers.filter(kind=LETTER)) & Exists(papers.filter(kind=ANNOUNCEMENT))
        return self.filter(~has_both, state=RemovalState.REMOVED)

    def open(self) -> RemovalQuerySet:
        """Nobody has decided yet."""
        return self.filter(state__in=OPEN_STATES)


class Removal(models.Model):
    """One course from the proposal (or the unit's own wish) to the decision.

    Written by `removals.services`; the roster itself changes by `roster.services.depart`.
    """

    key = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="removals", verbose_name="单位")
    unit_name = models.CharField("当时名称", max_length=200)
    is_own_wish = models.BooleanField("单位自愿退出", default=False)
    ground = models.ForeignKey(
        RemovalGround, models.PROTECT, related_name="removals", verbose_name="事由"
    )
    reason = models.TextField("事实和理由", max_length=1000)
    state = models.CharField(
        "状态", max_length=10, choices=RemovalState, default=RemovalState.PROPOSED
    )
    registration_state = models.CharField(
        "提出时的登记状态", max_length=12, choices=RegistrationState
    )
    proposed_by = person_field("提出人", "proposed_removals")
    proposed_on = models.DateField("提出日期")
    told_by = person_field("告知人", "told_removals")
    told_on = models.DateField("告知日期", null=True, blank=True)
    statement = models.TextField("单位陈述", blank=True, max_length=4000)
    statement_on = models.DateField("陈述日期", null=True, blank=True)
    statement_channel = models.CharField("陈述方式", max_length=8, choices=Channel, blank=True)
    decided_by = person_field("决定人", "decided_removals")
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decision_reason = models.CharField("决定理由", max_length=300, blank=True)
    departure = models.OneToOneField(
        Departure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="removal",
        verbose_name="移出记录",
    )
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = RemovalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "移出"
        ordering = ("-pk",)
        triggers = audited()
        indexes = [models.Index(fields=["state", "-id"], name="removal_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RemovalState.values), name="removal_state_known"
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(state__in=[state.value for state in OPEN_STATES]),
                name="removal_once_open",
                violation_error_message="该单位已有一件移出在办。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("proposed_by")),
                name="removal_not_own",
                violation_error_message="提出移出的人不能决定。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["removed", "kept"]) | Q(decided_on__isnull=False),
                name="removal_decision_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name}{'退出' if self.is_own_wish else '移出'}名录"

    def get_absolute_url(self) -> str:
        return reverse("removals:detail", args=[self.key])

    @property
    def heard_since(self) -> date | None:
        """No decision is older than the statement, the telling, or the unit's own wish."""
        return self.proposed_on if self.is_own_wish else self.statement_on or self.told_on

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_for_the_leader(self) -> bool:
        """The unit was told that it may be removed: only a leader ends it (states 6)."""
        return self.told_on is not None and not self.is_own_wish
