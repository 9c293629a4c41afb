"""What every proof of a condition has, whether it lies in a unit's file or in an application."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from registry.criteria.choices import CheckState, Variant

# Particulars of a proof; which of them a kind of proof asks for is said in `criteria.rules`.
PROOF_FIELDS = (
    "variant",
    "issuer",
    "document_no",
    "issued_on",
    "expires_on",
    "counted_on",
    "figure",
    "year",
    "entries",
    "statement",
    "endorsement",
)


class Proof(models.Model):
    """The particulars of one proof of one condition, and what the checker said of it.

    Files lie with the row itself (`files.services.files_of`, purpose ``criteria.proof``).
    """

    criterion = models.ForeignKey(
        "registry.Criterion", models.PROTECT, related_name="+", verbose_name="入库条件"
    )
    variant = models.CharField("类别", max_length=24, choices=Variant, blank=True)
    issuer = models.CharField("发证或认定机关", max_length=120, blank=True)
    document_no = models.CharField("证书号、文号或备案号", max_length=120, blank=True)
    issued_on = models.DateField("发证日期", null=True, blank=True)
    expires_on = models.DateField("到期日期", null=True, blank=True)
    counted_on = models.DateField("统计日", null=True, blank=True)
    figure = models.DecimalField(
        "数值", max_digits=14, decimal_places=2, null=True, blank=True, help_text="件、家或万元"
    )
    year = models.PositiveSmallIntegerField("所属年度", null=True, blank=True)
    entries = models.JSONField("清单", default=list, blank=True)
    statement = models.TextField("情况说明", blank=True)
    endorsement = models.TextField("推荐单位说明", blank=True)
    state = models.CharField(
        "核对状态", max_length=10, choices=CheckState, default=CheckState.UNCHECKED
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核对人",
    )
    checked_on = models.DateField("核对日期", null=True, blank=True)
    check_note = models.CharField("核对意见", max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CheckState.values),
                name="%(class)s_check_known",
            ),
            models.CheckConstraint(
                condition=Q(variant="") | Q(variant__in=Variant.values),
                name="%(class)s_variant_known",
            ),
            models.CheckConstraint(
                condition=Q(state=CheckState.UNCHECKED, checked_by=None, checked_on=None)
                | Q(state__in=[CheckState.ACCEPTED, CheckState.REJECTED], checked_on__isnull=False),
                name="%(class)s_check_whole",
            ),
            models.CheckConstraint(
                condition=Q(issued_on=None)
                | Q(expires_on=None)
                | Q(expires_on__gte=models.F("issued_on")),
                name="%(class)s_dates_in_order",
                violation_error_message="到期日期不能早于发证日期。",
            ),
        ]
