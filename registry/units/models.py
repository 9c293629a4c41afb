"""Units: who they are, under which names, codes and addresses, and since when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from ipcontact.audit.triggers import audited
from ipcontact.text.search import CnGramsIndex
from registry.units.choices import AddressKind, MembershipState, RegistrationState, UnitKind
from registry.units.querysets import UnitQuerySet

# Steps of the office towards a removal, of which the unit is told otherwise.
UNDECIDED = (MembershipState.SUSPENDED, MembershipState.REMOVAL_PROPOSED)


class Unit(models.Model):
    """A body known to the bureau: a candidate for the roster, a member, or a former member.

    Everything here is the value of today; dated values lie in `UnitName`, `UnitCode` and
    `UnitAddress`. Written by `units.services` only, membership fields by `roster.services`.
    A row that turned out to be a second one of the same body is `duplicate_of` the one that stays:
    its number leads there, and nobody meets it any more (`merges.services`).
    """

    public_no = models.CharField("单位编号", max_length=12, unique=True)
    name = models.CharField("单位名称", max_length=200)
    credit_code = models.CharField(
        "统一社会信用代码", max_length=18, null=True, blank=True, unique=True
    )
    alliance_no = models.CharField("联盟编号", max_length=20, null=True, blank=True, unique=True)
    kind = models.CharField(
        "单位类型", max_length=20, choices=UnitKind, default=UnitKind.ENTERPRISE
    )
    registration_state = models.CharField(
        "登记状态", max_length=12, choices=RegistrationState, default=RegistrationState.UNKNOWN
    )
    membership_state = models.CharField(
        "名录状态", max_length=20, choices=MembershipState, default=MembershipState.OUTSIDE
    )
    listed_on = models.DateField("列入日期", null=True, blank=True)
    left_on = models.DateField("移出日期", null=True, blank=True)
    registered_on = models.DateField("成立日期", null=True, blank=True)
    registration_authority = models.CharField("登记机关", max_length=120, blank=True)
    legal_form = models.CharField("企业类型", max_length=80, blank=True)
    industry_code = models.CharField("行业代码", max_length=8, blank=True)
    registered_address = models.CharField("住所", max_length=300, blank=True)
    business_address = models.CharField("实际经营地", max_length=300, blank=True)
    region = models.ForeignKey(
        "accounts.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name="所属区域",
    )
    lead_agency = models.ForeignKey(
        "accounts.Agency",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lead_units",
        verbose_name="主责单位",
    )
    co_agency = models.ForeignKey(
        "accounts.Agency",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="co_units",
        verbose_name="协同单位",
    )
    lead_unit = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_alliances",
        verbose_name="牵头单位",
    )
    duplicate_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="duplicates",
        verbose_name="已合并到",
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="absorbed",
        verbose_name="承继单位",
    )
    split_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="split_off",
        verbose_name="分立自",
    )
    note = models.TextField("备注", blank=True)
    search_text = models.TextField("检索文本", editable=False, default="")
    pinyin = models.CharField("拼音首字母", max_length=200, editable=False, default="")
    name_core = models.CharField("字号", max_length=200, editable=False, default="")
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ("-pk",)
        triggers = audited(ignored=("search_text", "name_core"))
        indexes = [
            CnGramsIndex("search_text", name="unit_search_grams"),
            models.Index(
                fields=["credit_code"], name="unit_code_prefix", opclasses=["varchar_pattern_ops"]
            ),
            models.Index(fields=["pinyin", "id"], name="unit_pinyin"),
            models.Index(fields=["name_core"], name="unit_name_core"),
            models.Index(fields=["membership_state", "-id"], name="unit_membership"),
            models.Index(fields=["kind", "-id"], name="unit_kind"),
            models.Index(fields=["registration_state", "-id"], name="unit_registration"),
            models.Index(fields=["region", "-id"], name="unit_region"),
            models.Index(fields=["lead_agency", "-id"], name="unit_lead_agency"),
            models.Index(fields=["co_agency", "-id"], name="unit_co_agency"),
            models.Index(fields=["listed_on", "id"], name="unit_listed_on"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="unit_name_present",
                violation_error_message="请填写单位名称。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=UnitKind.values),
                name="unit_kind_known",
                violation_error_message="单位类型不在可选范围内，请重新选择。",
            ),
            models.CheckConstraint(
                condition=Q(registration_state__in=RegistrationState.values),
                name="unit_registration_known",
                violation_error_message="登记状态不在可选范围内，请重新选择。",
            ),
            models.CheckConstraint(
                condition=Q(membership_state__in=MembershipState.values),
                name="unit_membership_known",
                violation_error_message="名录状态不在可选范围内，请重新选择。",
            ),
            models.CheckConstraint(
                condition=Q(credit_code__isnull=False)
                | Q(kind__in=[UnitKind.ALLIANCE, UnitKind.OTHER]),
                name="unit_code_or_alliance",
                violation_error_message="除产业联盟外，单位须有统一社会信用代码。",
            ),
            models.UniqueConstraint(
                fields=["name", "lead_unit"],
                condition=Q(credit_code__isnull=True),
                nulls_distinct=False,
                name="unit_alliance_name_once",
                violation_error_message="同一牵头单位下已有同名联盟，请核对。",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of=None) | ~Q(duplicate_of=models.F("pk")),
                name="unit_not_its_own_duplicate",
                violation_error_message="单位不能合并到自己。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("units:detail", args=[self.public_no])

    @property
    def word_for_itself(self) -> str:
        """What the unit reads of its membership: listed until a removal is decided (states 6)."""
        if self.membership_state in UNDECIDED:
            return MembershipState.LISTED.label
        return self.get_membership_state_display()


class UnitName(models.Model):
    """A name a unit bears from a day until a day; old names stay searchable."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names", verbose_name="单位")
    name = models.CharField("名称", max_length=200)
    pinyin = models.CharField("拼音首字母", max_length=200, blank=True)
    from_on = models.DateField("起", null=True, blank=True)
    until_on = models.DateField("止", null=True, blank=True)
    evidence = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位名称"
        ordering = ("unit", models.F("until_on").desc(nulls_first=True), "-pk")
        triggers = audited()
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(until_on__isnull=True),
                name="unit_name_one_current",
                violation_error_message="一个单位同时只能有一个现用名称。",
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True)
                | Q(until_on__isnull=True)
                | Q(until_on__gte=models.F("from_on")),
                name="unit_name_dates",
                violation_error_message="名称的止用日期不能早于启用日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitCode(models.Model):
    """A credit code a unit bears from a day until a day."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="codes", verbose_name="单位")
    credit_code = models.CharField("统一社会信用代码", max_length=18, db_index=True)
    is_confirmed = models.BooleanField("已凭执照确认", default=False)
    from_on = models.DateField("起", null=True, blank=True)
    until_on = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位代码"
        ordering = ("unit", models.F("until_on").desc(nulls_first=True), "-pk")
        triggers = audited()
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(until_on__isnull=True),
                name="unit_code_one_current",
                violation_error_message="一个单位同时只能有一个现用代码。",
            )
        ]

    def __str__(self) -> str:
        return self.credit_code


class UnitAddress(models.Model):
    """An address a unit has from a day until a day."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="addresses", verbose_name="单位")
    kind = models.CharField(
        "类别", max_length=12, choices=AddressKind, default=AddressKind.REGISTERED
    )
    address = models.CharField("地址", max_length=300)
    from_on = models.DateField("起", null=True, blank=True)
    until_on = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位地址"
        ordering = ("unit", "kind", models.F("until_on").desc(nulls_first=True), "-pk")
        triggers = audited()
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind"],
                condition=Q(until_on__isnull=True),
                name="unit_address_one_current",
                violation_error_message="同一类地址同时只能有一个现用地址。",
            )
        ]

    def __str__(self) -> str:
        return self.address


class UnitAccount(models.Model):
    """Which user acts for which unit, and who verified that."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="accounts", verbose_name="单位")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="unit_accounts", verbose_name="账号"
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="verified_unit_accounts",
        verbose_name="核实人",
    )
    verified_on = models.DateField("核实日期")

    class Meta:
        verbose_name = verbose_name_plural = "单位账号"
        triggers = audited()
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "user"],
                name="unit_account_once",
                violation_error_message="该账号已与此单位关联。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}·{self.user_id}"
