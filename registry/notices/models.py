"""Public notices with their list, extensions and corrections, and what was announced from them."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from ipcontact.accounts.fields import person_field
from ipcontact.accounts.rights import can, is_at_bureau
from ipcontact.audit.triggers import audited, immutable
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.batches.models import ReviewBatch
from registry.notices.choices import (
    PUBLIC_WORDS,
    SHOWN_WORDS,
    STILL,
    NoticeItemState,
    NoticeState,
)
from registry.roster.models import RosterEdition

WORDS = ("title", "basis", "introduction", "objection_words", "contact")


class NoticeQuerySet(models.QuerySet):
    def public(self) -> NoticeQuerySet:
        """What was published, whatever became of it."""
        return self.filter(published_on__isnull=False)

    def repeating(self) -> NoticeQuerySet:
        """Without the drafts that were given up: nothing was shown by them."""
        return self.exclude(state=NoticeState.CANCELLED, published_on=None)

    def visible_to(self, user) -> NoticeQuerySet:
        """Staff of the bureau see all, everybody else what was published."""
        if user.is_authenticated and can(user, "notices.view") and is_at_bureau(user):
            return self
        return self.public()


class PublicNotice(models.Model):
    """公示 of a decided list: text and list are frozen with a hash at publication.

    A published notice is never taken back; it is extended, stopped, corrected or repeated in
    public. Written by `notices.services`.
    """

    number = models.CharField("公示编号", max_length=16, unique=True)
    batch = models.ForeignKey(
        ReviewBatch, models.PROTECT, related_name="notices", verbose_name="审定批次"
    )
    repeats = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="repetitions",
        verbose_name="重新公示自",
    )
    state = models.CharField(
        "状态", max_length=10, choices=NoticeState, default=NoticeState.DRAFTING
    )
    title = models.CharField("标题", max_length=120)
    basis = models.TextField("依据", max_length=1000)
    introduction = models.TextField("说明", max_length=2000)
    objection_words = models.TextField("提出异议的要求", max_length=2000)
    contact = models.JSONField("提出异议的联系方式", default=dict)
    days = models.PositiveSmallIntegerField("公示期（工作日）")
    document_no = models.CharField("文号", max_length=60, blank=True)
    organ_name = models.CharField("公示机关", max_length=80)
    checklist = ArrayField(
        models.CharField(max_length=12), verbose_name="已核对事项", default=list, blank=True
    )
    checked_by = person_field("核稿人", "checked_notices")
    checked_at = models.DateTimeField("核稿时间", null=True, blank=True)
    published_on = models.DateField("发布日期", null=True, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    starts_on = models.DateField("本次起算日", null=True, blank=True)
    ends_on = models.DateField("公示截止日", null=True, blank=True)
    is_provisional = models.BooleanField("截止日为暂定", default=False)
    digest = models.CharField("内容校验值", max_length=64, blank=True)
    portal_url = models.URLField("门户网址", max_length=300, blank=True)
    portal_on = models.DateField("门户发布日期", null=True, blank=True)
    cancel_reason = models.CharField("撤销理由", max_length=500, blank=True)
    created_by = person_field("起草人", "drafted_notices")
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        ordering = ("-pk",)
        triggers = [
            *audited(ignored=("updated_at",)),
            pgtrigger.Protect(
                name="published_frozen",
                operation=pgtrigger.UpdateOf(*WORDS, "organ_name", "published_on", "digest"),
                condition=pgtrigger.Q(old__published_on__isnull=False),
            ),
            pgtrigger.Protect(
                name="cancelled_frozen",
                operation=pgtrigger.UpdateOf("cancel_reason", "state"),
                condition=pgtrigger.Q(old__state=NoticeState.CANCELLED),
            ),
            pgtrigger.Protect(
                name="published_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_on__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=NoticeState.values), name="notice_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "stopped", "ended", "announced"])
                | Q(
                    published_on__isnull=False,
                    published_at__isnull=False,
                    starts_on__isnull=False,
                    ends_on__isnull=False,
                )
                & ~Q(digest=""),
                name="notice_publication_whole",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="notice_window_in_order",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("created_by")),
                name="notice_checked_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("notices:detail", args=[self.number])

    @property
    def public_url(self) -> str:
        """Where the public reads it."""
        return reverse("notices:public", args=[self.number])

    @property
    def later(self) -> PublicNotice | None:
        """The notice from which its list is gone on with."""
        return self.repetitions.repeating().first()

    @property
    def public_word(self) -> str:
        """The state as the citizen reads it; empty while nothing is public."""
        return PUBLIC_WORDS.get(NoticeState(self.state), "") if self.published_on else ""

    @property
    def shown_word(self) -> str:
        """How a unit of its list stands of which nothing else is to be said, for staff."""
        if self.state == NoticeState.CANCELLED and not self.published_on:
            return "没有公示"
        return SHOWN_WORDS[NoticeState(self.state)]

    @property
    def last_day(self) -> date | None:
        """Until when it can be read; none before it is published, while it stands still and after
        it was given up."""
        return None if self.state in STILL else self.ends_on

    def is_running(self, today: date) -> bool:
        """Whether an objection handed in on this day is in time."""
        return self.state == NoticeState.PUBLISHED and today <= self.ends_on


class NoticeItemQuerySet(models.QuerySet):
    def visible_to(self, user) -> NoticeItemQuerySet:
        """Items of notices this person may see."""
        return self.filter(notice__in=PublicNotice.objects.visible_to(user))

    def standing(self) -> NoticeItemQuerySet:
        """Items that may still be announced: not announced yet, and not of a notice given up."""
        return self.filter(announcement=None).exclude(notice__state=NoticeState.CANCELLED)


class NoticeItem(models.Model):
    """One unit of a list as it was published: name, code, conditions, who recommended it."""

    notice = models.ForeignKey(
        PublicNotice, models.CASCADE, related_name="items", verbose_name="公示"
    )
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="notice_items", verbose_name="申报"
    )
    order = models.PositiveSmallIntegerField("序号")
    name = models.CharField("单位名称", max_length=200)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    criteria = ArrayField(models.CharField(max_length=4), verbose_name="入库条件", default=list)
    recommended_by = models.CharField("推荐单位", max_length=60, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=NoticeItemState, default=NoticeItemState.SHOWN
    )
    reason = models.CharField("理由", max_length=500, blank=True)
    announcement = models.ForeignKey(
        "Announcement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name="公布",
    )

    objects = NoticeItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公示单位"
        ordering = ("notice", "order")
        triggers = [
            *audited(),
            *immutable(
                fields=("notice", "application", "order", "name", "credit_code", "criteria")
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["notice", "application"], name="notice_item_once"),
            models.UniqueConstraint(fields=["notice", "order"], name="notice_item_order"),
            models.CheckConstraint(
                condition=Q(state__in=NoticeItemState.values), name="notice_item_state_known"
            ),
            models.CheckConstraint(
                condition=Q(announcement=None) | Q(state__in=["shown", "clear"]),
                name="notice_item_announced_clear",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.notice.get_absolute_url()

    @property
    def is_withdrawn(self) -> bool:
        """The unit took its application back while it was shown."""
        return self.application.state == ApplicationState.WITHDRAWN

    @property
    def standing(self) -> str:
        """Where it stands, for staff."""
        if self.is_withdrawn:
            return "单位撤回"
        if self.announcement_id:
            return "已公布"
        if self.state == NoticeItemState.SHOWN:
            return self.notice.shown_word
        return NoticeItemState(self.state).label


class NoticeExtension(models.Model):
    """A window that was made longer, or begun anew after a stop. Append-only."""

    notice = models.ForeignKey(
        PublicNotice, models.PROTECT, related_name="extensions", verbose_name="公示"
    )
    ends_before = models.DateField("原截止日")
    ends_on = models.DateField("新截止日")
    reason = models.CharField("理由", max_length=500)
    made_on = models.DateField("日期")
    is_restart = models.BooleanField("中止后重新起算", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "公示期变更"
        ordering = ("pk",)
        triggers = [*audited(), *immutable()]

    def __str__(self) -> str:
        return f"{self.ends_before} → {self.ends_on}"


class Corrigendum(models.Model):
    """更正公告: what was wrong and what is right; published when a second person has checked it."""

    notice = models.ForeignKey(
        PublicNotice, models.PROTECT, related_name="corrigenda", verbose_name="公示"
    )
    text = models.TextField("更正内容", max_length=2000)
    reason = models.CharField("更正原因", max_length=500)
    drafted_by = person_field("起草人", "drafted_corrigenda")
    drafted_on = models.DateField("起草日期")
    checked_by = person_field("核稿人", "checked_corrigenda")
    published_on = models.DateField("发布日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "更正公告"
        ordering = ("pk",)
        triggers = [
            *audited(),
            pgtrigger.Protect(
                name="published_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_on__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_on=None, checked_by=None)
                | Q(published_on__isnull=False, checked_by__isnull=False)
                & ~Q(checked_by=F("drafted_by")),
                name="corrigendum_checked_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"更正公告（{self.drafted_on}）"


class Announcement(models.Model):
    """公布 of the clear units of a notice: what made a roster edition, which has its 文号."""

    notice = models.ForeignKey(
        PublicNotice, models.PROTECT, related_name="announcements", verbose_name="公示"
    )
    edition = models.OneToOneField(
        RosterEdition, models.PROTECT, related_name="announcement", verbose_name="名录版次"
    )
    announced_on = models.DateField("公布日期")
    is_supplement = models.BooleanField("补充公布", default=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "公布"
        ordering = ("pk",)
        triggers = [*audited(), *immutable()]
        constraints = [
            models.UniqueConstraint(
                fields=["notice"], condition=Q(is_supplement=False), name="announced_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}"
