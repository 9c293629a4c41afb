"""Objections against units of a public notice; who objected stands in a table of its own."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import CharField, Exists, F, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse

from ipcontact.accounts.fields import person_field
from ipcontact.accounts.rights import can, is_at_bureau
from ipcontact.acts.models import Act
from ipcontact.audit.triggers import audited, immutable
from ipcontact.text.masking import mask_email, mask_mobile, mask_name
from registry.applications.choices import ApplicationState
from registry.notices.choices import NoticeItemState, NoticeState
from registry.notices.models import NoticeItem, PublicNotice
from registry.objections.choices import (
    OBJECTOR_WORDS,
    Conclusion,
    ItemOutcome,
    LeadGround,
    ObjectionAction,
    ObjectionChannel,
    ObjectionState,
)
from registry.objections.rules import Received

S = ObjectionState
# What was found and decided of it: the paper of its conclusion, unchanged from then on.
CONCLUSION = (
    "substance", "findings", "proposed", "proposal_reason", "proposed_by_id",
    "conclusion", "outcome", "conclusion_reason", "decided_by_id", "decided_on",
)  # fmt: skip
WITHDREW, SETTLED = (
    f"objection.{action}" for action in (ObjectionAction.WITHDRAW, ObjectionAction.SETTLE)
)


class ObjectionQuerySet(models.QuerySet):
    def visible_to(self, user) -> ObjectionQuerySet:
        """Staff of the bureau see what was said; who said it is another question."""
        if user.is_authenticated and can(user, "objections.view") and is_at_bureau(user):
            return self
        return self.none()

    def standing_against(self, item: NoticeItem) -> ObjectionQuerySet:
        """Those taken up and not decided yet, on whichever notice of the list they came: they hold
        the unit back."""
        same = self.filter(item__application=item.application_id)
        return same.filter(state=ObjectionState.INVESTIGATING)

    def carried_to(self, notice: PublicNotice) -> ObjectionQuerySet:
        """Those that came on an earlier notice of its list, against units that it shows too."""
        earlier = self.filter(item__notice__batch=notice.batch_id, item__notice__lt=notice.pk)
        return earlier.filter(item__application__in=notice.items.values("application"))

    def unsettled(self) -> ObjectionQuerySet:
        """Those withdrawn by the objector alone while they held a unit that no other objection
        holds: it stays held until the handler has said what follows."""
        holding = Objection.objects.filter(
            item__application=OuterRef("item__application"), state=ObjectionState.INVESTIGATING
        )
        taken_back = self.filter(state=ObjectionState.WITHDRAWN, item__state=NoticeItemState.HELD)
        taken_back = taken_back.exclude(substance="").exclude(Exists(holding))
        steps = Act.objects.filter(
            subject_table=Objection._meta.db_table,
            subject_key=Cast(OuterRef("pk"), CharField()),
            taken_back_at=None,
        )
        alone = steps.filter(code=WITHDREW, entered_by=None)
        return taken_back.filter(Exists(alone)).exclude(Exists(steps.filter(code=SETTLED)))


class Objection(models.Model):
    """异议 against one unit of a published list. Written by `objections.services`.

    `substance` is what the unit and the leader read; it does not tell who objected.
    """

    number = models.CharField("异议编号", max_length=16, unique=True)
    item = models.ForeignKey(
        NoticeItem, models.PROTECT, related_name="objections", verbose_name="公示单位"
    )
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name="接续的异议",
    )
    state = models.CharField(
        "状态", max_length=14, choices=ObjectionState, default=ObjectionState.RECEIVED
    )
    channel = models.CharField("提出方式", max_length=8, choices=ObjectionChannel)
    reason = models.TextField("异议的理由", max_length=2000, blank=True)
    substance = models.TextField("异议要点", max_length=1000, blank=True)
    received_on = models.DateField("收到日期")
    received_at = models.DateTimeField("登记时间")
    is_in_window = models.BooleanField("在公示期内")
    lookup_nonce = models.CharField("查询码种子", max_length=32, editable=False)
    handler = person_field("经办人", "handled_objections")
    registered_by = person_field("登记人", "registered_objections")
    asked_for = models.CharField("请补充的内容", max_length=500, blank=True)
    asked_until = models.DateField("补充期限", null=True, blank=True)
    lead_ground = models.CharField("转为线索的原因", max_length=12, choices=LeadGround, blank=True)
    findings = models.TextField("核查情况", max_length=4000, blank=True)
    proposed = models.CharField("建议的结论", max_length=14, choices=Conclusion, blank=True)
    proposal_reason = models.TextField("建议的理由", max_length=1000, blank=True)
    proposed_by = person_field("建议人", "proposed_objections")
    conclusion = models.CharField("结论", max_length=14, choices=Conclusion, blank=True)
    outcome = models.CharField("单位的去留", max_length=8, choices=ItemOutcome, blank=True)
    conclusion_reason = models.TextField("定性的理由", max_length=1000, blank=True)
    decided_by = person_field("定性人", "decided_objections")
    decided_on = models.DateField("定性日期", null=True, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        ordering = ("-pk",)
        triggers = [
            *audited(personal=("reason", "lookup_nonce"), ignored=("updated_at",)),
            *immutable(fields=("number", "item", "channel", "received_on", "lookup_nonce")),
            pgtrigger.Protect(
                name="conclusion_frozen",
                operation=pgtrigger.UpdateOf(*CONCLUSION),
                condition=pgtrigger.Q(old__state__in=[S.CONCLUDED, S.ANSWERED]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ObjectionState.values), name="objection_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["concluded", "answered"])
                | Q(conclusion__in=Conclusion.values, decided_on__isnull=False),
                name="objection_concluded_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | Q(proposed_by=None)
                | ~Q(decided_by=F("proposed_by")),
                name="objection_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="lead_only") | ~Q(lead_ground=""),
                name="objection_lead_has_ground",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_on__isnull=False),
                name="objection_answered_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}：{self.item.name}"

    def get_absolute_url(self) -> str:
        return reverse("objections:detail", args=[self.number])

    @property
    def objector_word(self) -> str:
        """The state as the objector reads it."""
        return OBJECTOR_WORDS[ObjectionState(self.state)]

    @property
    def is_proposed(self) -> bool:
        """A conclusion waits for the leader."""
        return self.state == ObjectionState.INVESTIGATING and bool(self.proposed)

    @property
    def received(self) -> Received:
        """What the rules ask about it."""
        who, item = self.objector, self.item
        return Received(
            has_name=who.is_named,
            has_contact=who.has_contact,
            has_reason=bool(self.reason.strip()),
            is_in_window=self.is_in_window,
            is_on_list=item.notice.state != NoticeState.CANCELLED
            and item.application.state == ApplicationState.ON_NOTICE,
        )

    @property
    def is_awaited(self) -> bool:
        """The objector was asked for something."""
        return self.state == ObjectionState.SUPPLEMENT

    @property
    def is_completed(self) -> bool:
        """The objector was asked for something and has sent it; nobody has judged it yet."""
        return self.state == ObjectionState.RECEIVED and bool(self.asked_for)

    def is_overdue(self, today: date) -> bool:
        """What was asked for has not come in time."""
        is_waiting = self.is_awaited and self.asked_until is not None
        return is_waiting and today > self.asked_until


class ObjectorQuerySet(models.QuerySet):
    def visible_to(self, user) -> ObjectorQuerySet:
        """The person who has the objection in hand, and nobody else."""
        if not user.is_authenticated:
            return self.none()
        mine = Objection.objects.visible_to(user).filter(handler=user)
        return self.filter(objection__in=mine)


class Objector(models.Model):
    """异议人: kept apart; read by the named handler alone, and no value stands in the history.

    Evidence is kept with this row, since a stamp or a letterhead tells who sent it.
    """

    objection = models.OneToOneField(
        Objection, models.CASCADE, related_name="objector", verbose_name="异议"
    )
    is_anonymous = models.BooleanField("匿名", default=False)
    name = models.CharField("姓名", max_length=40, blank=True)
    unit_name = models.CharField("单位", max_length=120, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    email = models.EmailField("电子邮箱", blank=True)

    objects = ObjectorQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "异议人"
        triggers = [
            *audited(personal=("name", "unit_name", "phone", "email")),
            *immutable(fields=("objection",)),
        ]

    def __str__(self) -> str:
        return f"{self.objection.number}的异议人"

    @property
    def is_named(self) -> bool:
        """A name is known and was not asked to be kept out."""
        return not self.is_anonymous and bool(self.name or self.unit_name)

    @property
    def has_contact(self) -> bool:
        return bool(self.phone or self.email)

    @property
    def masked(self) -> list[tuple[str, str]]:
        """For the named handler's screen: enough to recognise."""
        rows = (
            ("姓名", mask_name(self.name)),
            ("单位", mask_name(self.unit_name)),
            ("电话", mask_mobile(self.phone)),
            ("电子邮箱", mask_email(self.email)),
        )
        return [(label, value) for label, value in rows if value]
