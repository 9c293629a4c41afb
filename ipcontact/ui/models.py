"""What the interface itself keeps: the site's own words, saved views and chosen columns."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ipcontact.audit.triggers import audited


class SiteProfileManager(models.Manager):
    def current(self) -> "SiteProfile":
        """The one row, or the defaults while nobody has edited it. One primary-key read."""
        return self.filter(pk=1).first() or self.model(pk=1)


class SiteProfile(models.Model):
    """How the bureau names itself on every page and paper. One row; edited in the admin."""

    organ_name = models.CharField("机关名称", max_length=60, default="天津市滨海新区市场监督管理局")
    site_name = models.CharField("网站名称", max_length=40, default="知识产权保护重点联系单位")
    short_name = models.CharField("工作区名称", max_length=20, default="重点联系单位")
    sponsor = models.CharField("承办部门", max_length=60, blank=True, default="知识产权保护科")
    address = models.CharField("地址", max_length=120, blank=True)
    phone = models.CharField("电话", max_length=60, blank=True)
    office_hours = models.CharField("办公时间", max_length=60, blank=True)
    icp_no = models.CharField("ICP备案号", max_length=40, blank=True)
    site_code = models.CharField("网站标识码", max_length=20, blank=True)
    police_no = models.CharField("公安备案号", max_length=40, blank=True)
    letterhead = models.CharField(
        "发文机关标志", max_length=80, blank=True, help_text="公文顶部的名称，空着用机关名称"
    )

    objects = SiteProfileManager()

    class Meta:
        verbose_name = verbose_name_plural = "网站信息"
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="ui_one_site_profile",
                violation_error_message="网站信息只有一条。",
            )
        ]
        triggers = audited()

    def __str__(self) -> str:
        return self.organ_name

    @property
    def letterhead_line(self) -> str:
        return self.letterhead or self.organ_name


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SavedViewQuerySet":
        """Own views, and those colleagues shared with the person's agency."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(owner=user) | Q(agency__isnull=False, agency=user.agency_id))

    def on_page(self, page: str) -> "SavedViewQuerySet":
        return self.filter(page=page).order_by("name", "pk")


class SavedView(models.Model):
    """A list as somebody wants it again: filters, order and columns. Changed by ui.services."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="所有人", related_name="saved_views"
    )
    agency = models.ForeignKey(
        "accounts.Agency",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="共享给",
        related_name="shared_views",
        help_text="空着只有本人看见。",
    )
    page = models.CharField("页面", max_length=60)
    name = models.CharField("名称", max_length=20)
    query = models.CharField("筛选条件", max_length=2000, blank=True)
    columns = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, verbose_name="列"
    )

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "已存视图"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "page", "name"],
                name="ui_saved_view_name",
                violation_error_message="这个页面已有同名的视图，请换一个名称。",
            )
        ]
        triggers = audited()

    def __str__(self) -> str:
        return self.name


class ColumnChoice(models.Model):
    """The columns one person shows on one list. Changed by ui.services.choose_columns."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name="所有人",
        related_name="column_choices",
    )
    page = models.CharField("页面", max_length=60)
    columns = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, verbose_name="列"
    )

    class Meta:
        verbose_name = verbose_name_plural = "所选的列"
        constraints = [
            models.UniqueConstraint(fields=["owner", "page"], name="ui_one_column_choice")
        ]

    def __str__(self) -> str:
        return self.page
