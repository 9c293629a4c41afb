"""The roster: what was published on a day, and who has been a member since when."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, FilteredRelation, OuterRef, Q, Subquery, When
from django.urls import reverse

from ipcontact.audit.triggers import audited, immutable
from registry.roster.choices import EditionKind, ExitGround
from registry.units.choices import UnitKind
from registry.units.models import Unit, UnitName
from registry.units.people import UnitRange


class EditionQuerySet(models.QuerySet):
    def visible_to(self, user) -> EditionQuerySet:
        """Every edition was published: everybody may read it."""
        return self

    def published_by(self, day: date) -> EditionQuerySet:
        """Editions published on or before a day, latest first."""
        return self.filter(published_on__lte=day).order_by("-published_on", "-pk")


class RosterEdition(models.Model):
    """The list as published on a day, with the order and names of that day.

    Written by `roster.services.publish_edition`, once; a number that was 待编号 is filled in by
    `number_edition`.
    """

    number = models.CharField("版次", max_length=12, unique=True)
    name = models.CharField("名称", max_length=120, unique=True)
    kind = models.CharField(
        "类型", max_length=10, choices=EditionKind, default=EditionKind.ADDITION
    )
    published_on = models.DateField("公布日期")
    document_no = models.CharField("文号", max_length=60, blank=True)
    organ_name = models.CharField("公布机关", max_length=120, blank=True)
    is_backfill = models.BooleanField("补录", default=False)
    source_name = models.CharField("来源文件", max_length=200, blank=True)
    source_hash = models.CharField("来源文件校验值", max_length=64, blank=True)
    entry_count = models.PositiveIntegerField("家数", default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="roster_editions",
        verbose_name="登记人",
    )
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名录版次"
        ordering = ("-published_on", "-pk")
        triggers = audited()
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EditionKind.values), name="edition_kind_known"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("roster:edition", args=[self.number])


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user) -> EntryQuerySet:
        """Entries are public columns only: everybody may read them."""
        return self

    def on(self, day: date) -> EntryQuerySet:
        """The roster as of a day: each member by the entry in force that day, in paper order."""
        return (
            self.filter(shown_from__lte=day)
            .filter(Q(shown_until__isnull=True) | Q(shown_until__gt=day))
            .order_by("position")
        )

    def current(self) -> EntryQuerySet:
        """The roster of today, in paper order."""
        return self.filter(shown_until__isnull=True).order_by("position")

    def renamed_between(self, start: date, end: date) -> EntryQuerySet:
        """Entries of units that bore another name on an earlier day (`old_name`, `new_name`).

        Either the roster of that day names them differently, or they changed their name since
        without a new paper. Args: start: the earlier day, on which they were listed too.
        """
        in_force = Q(unit__roster_entries__shown_from__lte=start) & (
            Q(unit__roster_entries__shown_until__isnull=True)
            | Q(unit__roster_entries__shown_until__gt=start)
        )
        dropped = UnitName.objects.filter(until_on__gt=start, until_on__lte=end)
        given_up = dropped.filter(unit=OuterRef("unit")).order_by("until_on")
        borne = UnitName.objects.filter(unit=OuterRef("unit")).exclude(until_on__lte=end)
        borne = borne.filter(Q(from_on__lte=end) | Q(from_on=None))
        return (
            self.annotate(other=FilteredRelation("unit__roster_entries", condition=in_force))
            .filter(other__name__isnull=False)
            .filter(~Q(other__name=F("name")) | Q(unit__in=dropped.values("unit")))
            .annotate(given_up=Subquery(given_up.values("name")[:1]))
            .annotate(
                old_name=Case(
                    When(~Q(other__name=F("name")), then=F("other__name")), default=F("given_up")
                ),
                new_name=Case(
                    When(given_up=None, then=F("name")),
                    default=Subquery(borne.order_by("-pk").values("name")[:1]),
                ),
            )
            .exclude(old_name=F("new_name"))
        )

    def matching(self, term: str) -> EntryQuerySet:
        """Entries of units found by name (present or former), pinyin, code or number."""
        if not term:
            return self
        return self.filter(unit__in=Unit.objects.matching(term))


class RosterEntry(models.Model):
    """A unit on a published list: order, name, code and class of that day; immutable.

    Only the row behind it may turn out to be a duplicate of another one: then `unit` is that one.

    `shown_from` and `shown_until` say when this entry was the one in force; they follow from the
    papers and are kept by `roster.services`.
    """

    edition = models.ForeignKey(
        RosterEdition, models.PROTECT, related_name="entries", verbose_name="版次"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="roster_entries", verbose_name="单位"
    )
    order = models.PositiveIntegerField("序号")
    position = models.BigIntegerField("排序", editable=False)
    name = models.CharField("单位名称", max_length=200)
    former_name = models.CharField(
        "原名",
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text="更名后第一次列入的版次注明原名，只此一版。",
    )
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    unit_kind = models.CharField("单位类型", max_length=20, choices=UnitKind)
    criteria = ArrayField(
        models.CharField(max_length=2), verbose_name="入库条款", default=list, blank=True
    )
    region = models.ForeignKey(
        "accounts.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="roster_entries",
        verbose_name="所属区域",
    )
    recommended_by = models.CharField("推荐单位", max_length=120, blank=True)
    listed_on = models.DateField("纳入日期", null=True, blank=True)
    note = models.CharField("备注", max_length=300, blank=True)
    shown_from = models.DateField("列示起", null=True, editable=False)
    shown_until = models.DateField("列示止", null=True, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名录条目"
        ordering = ("position",)
        triggers = [
            *audited(),
            *immutable(
                fields=(
                    "edition",
                    "order",
                    "position",
                    "name",
                    "former_name",
                    "credit_code",
                    "unit_kind",
                    "criteria",
                    "region",
                    "recommended_by",
                    "listed_on",
                )
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["edition", "unit"], name="entry_unit_once"),
            models.UniqueConstraint(fields=["edition", "order"], name="entry_order_once"),
        ]
        indexes = [
            models.Index(fields=["position"], name="entry_position"),
            models.Index(
                fields=["position"], name="entry_now", condition=Q(shown_until__isnull=True)
            ),
            models.Index(
                fields=["unit_kind", "position"],
                name="entry_now_kind",
                condition=Q(shown_until__isnull=True),
            ),
            models.Index(
                fields=["region", "position"],
                name="entry_now_region",
                condition=Q(shown_until__isnull=True),
            ),
            models.Index(
                fields=["unit"], name="entry_now_unit", condition=Q(shown_until__isnull=True)
            ),
            GinIndex(
                fields=["criteria"],
                name="entry_now_criteria",
                condition=Q(shown_until__isnull=True),
            ),
            models.Index(fields=["recommended_by", "position"], name="entry_recommender"),
        ]

    def __str__(self) -> str:
        return self.name


class Listing(models.Model):
    """Membership of a unit without interruption, and by what it began and ended.

    Derived from editions and departures by `roster.services`.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="listings", verbose_name="单位")
    period = DateRangeField("在库期间")
    entry_edition = models.ForeignKey(
        RosterEdition, models.PROTECT, related_name="listings_begun", verbose_name="列入版次"
    )
    exit_edition = models.ForeignKey(
        RosterEdition,
        models.PROTECT,
        null=True,
        related_name="listings_ended",
        verbose_name="移出版次",
    )
    ground = models.CharField("移出原因", max_length=20, choices=ExitGround, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "在库记录"
        ordering = ("unit", "period")
        triggers = audited()
        constraints = [
            ExclusionConstraint(
                name="listing_no_overlap",
                expressions=[
                    (UnitRange(), RangeOperators.OVERLAPS),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message="该单位在此期间已在库。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.period}"


class Departure(models.Model):
    """A decision, outside of any edition, by which a unit left the roster on a day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="departures", verbose_name="单位")
    left_on = models.DateField("移出日期")
    ground = models.CharField("移出原因", max_length=20, choices=ExitGround)
    document_no = models.CharField("文号", max_length=60, blank=True)
    reason = models.CharField("说明", max_length=300, blank=True)
    edition = models.ForeignKey(
        RosterEdition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="departures",
        verbose_name="来源版次",
    )

    class Meta:
        verbose_name = verbose_name_plural = "移出决定"
        ordering = ("unit", F("left_on").asc())
        triggers = audited()
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "left_on"],
                name="departure_once_a_day",
                violation_error_message="该单位当日已有移出记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.left_on}"
