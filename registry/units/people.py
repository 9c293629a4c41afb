"""People and yearly figures of units: the only place of personal values of units."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from ipcontact.audit.triggers import audited
from registry.units.choices import PersonRole
from registry.units.models import Unit


class UnitRange(Func):
    """The unit as a range of one, so that plain GiST can exclude overlaps without extensions."""

    function = "int8range"

    def __init__(self, field: str = "unit") -> None:
        super().__init__(F(field), F(field), Value("[]"))


def _one_at_a_time(role: PersonRole) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=f"unit_{role.value}_once",
        expressions=[
            (UnitRange(), RangeOperators.OVERLAPS),
            ("period", RangeOperators.OVERLAPS),
        ],
        condition=Q(role=role.value),
        violation_error_message=f"{role.label}的任期与已有记录重叠，请先结束原任期。",
    )


class UnitPerson(models.Model):
    """A named person of a unit in a role for a period. Values are personal: shown masked."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="people", verbose_name="单位")
    role = models.CharField("角色", max_length=24, choices=PersonRole)
    name = models.CharField("姓名", max_length=60)
    department = models.CharField("部门", max_length=60, blank=True)
    title = models.CharField("职务", max_length=60, blank=True)
    mobile = models.CharField("手机", max_length=20, blank=True)
    phone = models.CharField("固定电话", max_length=30, blank=True)
    email = models.EmailField("邮箱", blank=True)
    period = DateRangeField("任期")

    class Meta:
        verbose_name = verbose_name_plural = "单位人员"
        ordering = ("unit", "role", "-pk")
        triggers = audited(personal=("name", "mobile", "phone", "email"))
        constraints = [_one_at_a_time(role) for role in PersonRole]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"


class YearlyFigures(models.Model):
    """What intellectual property a unit reported for a year (numbers of rights, at year end)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="figures", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    inventions_filed = models.PositiveIntegerField("发明专利申请", default=0)
    inventions_held = models.PositiveIntegerField("有效发明专利", default=0)
    utility_models_held = models.PositiveIntegerField("有效实用新型", default=0)
    designs_held = models.PositiveIntegerField("有效外观设计", default=0)
    pct_filed = models.PositiveIntegerField("PCT 申请", default=0)
    trademarks_held = models.PositiveIntegerField("注册商标（境内）", default=0)
    madrid_held = models.PositiveIntegerField("注册商标（马德里）", default=0)
    copyrights_held = models.PositiveIntegerField("著作权登记", default=0)
    layout_designs_held = models.PositiveIntegerField("集成电路布图设计", default=0)
    geographical_indications = models.PositiveIntegerField("地理标志", default=0)
    source = models.CharField("来源", max_length=60, default="单位填报")
    as_of = models.DateField("统计截止日")

    class Meta:
        verbose_name = verbose_name_plural = "年度知识产权数据"
        ordering = ("unit", "-year")
        triggers = audited()
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="unit_figures_once_a_year",
                violation_error_message="该年度数据已填报，请直接修改原记录。",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1985, year__lte=2100),
                name="unit_figures_year",
                violation_error_message="年度应在 1985 至 2100 之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}"
