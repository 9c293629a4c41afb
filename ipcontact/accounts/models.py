"""Agencies, the people in them, and the regions they answer for."""

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import connection, models
from django.db.models.functions import Lower
from django.urls import reverse

from ipcontact.accounts.capabilities import roles_with
from ipcontact.accounts.kinds import AgencyKind, RegionKind
from ipcontact.accounts.roles import SEPARATED_PAIRS, SEPARATION_MESSAGE, Role, role_labels
from ipcontact.audit.triggers import audited

CODE_CHECK = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]*$", "代码只能用字母、数字、点、横线和下划线，并以字母或数字开头。"
)
MOBILE_CHECK = RegexValidator(r"^1[3-9][0-9]{9}$", "手机号应为 11 位数字，例如 138 开头的号码。")


class Region(models.Model):
    """A sub-district, town or functional zone of the district; loaded as reference data."""

    Kind = RegionKind

    code = models.CharField("代码", max_length=9, unique=True, help_text="统计用区划代码 9 位")
    name = models.CharField("名称", max_length=40, unique=True)
    kind = models.CharField("类别", max_length=20, choices=Kind)

    class Meta:
        verbose_name = verbose_name_plural = "区域"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9]{9}$"),
                name="region_code_nine_digits",
                violation_error_message="区划代码应为 9 位数字。",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=RegionKind.values),
                name="region_kind_known",
                violation_error_message="区域类别只能是街道、镇、功能区。",
            ),
        ]
        triggers = audited()

    def __str__(self) -> str:
        return self.name


class AgencyQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def visible_to(self, user: "User"):
        """Staff see every agency, people of units none."""
        if not user.is_authenticated or roles_with("agencies.view").isdisjoint(user.roles):
            return self.none()
        return self

    def subtree_ids(self, agency: "Agency | int") -> set[int]:
        """Keys of an agency and of everything below it, in one query.

        Args:
            agency: the agency or its key.
        """
        key = agency if isinstance(agency, int) else agency.pk
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH RECURSIVE below(id) AS ("
                " SELECT id FROM accounts_agency WHERE id = %s"
                " UNION SELECT child.id FROM accounts_agency child"
                " JOIN below ON child.parent_id = below.id)"
                " SELECT id FROM below",
                [key],
            )
            return {row[0] for row in cursor.fetchall()}


class Agency(models.Model):
    """An office with its place in the tree and the regions it answers for (辖区).

    Its name, letterhead and number prefix are rows an administrator edits; the jurisdiction is
    kept here because it cannot be derived from a credit code. Changed by
    `accounts.services.save_agency` and the import.
    """

    Kind = AgencyKind

    code = models.CharField(
        "机构代码",
        max_length=32,
        unique=True,
        validators=[CODE_CHECK],
        error_messages={"unique": "已有机构使用这个代码。"},
        help_text="本系统内的编号，导入时据此认出同一机构",
    )
    name = models.CharField("机构名称", max_length=120)
    short_name = models.CharField("简称", max_length=40, blank=True)
    kind = models.CharField("机构类别", max_length=24, choices=Kind)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级机构",
    )
    regions = models.ManyToManyField(
        Region, blank=True, related_name="agencies", verbose_name="辖区"
    )
    letterhead = models.CharField(
        "发文机关名称", max_length=120, blank=True, help_text="文件抬头和落款使用的全称"
    )
    document_prefix = models.CharField(
        "文号代字", max_length=40, blank=True, help_text="文号中年份之前的部分"
    )
    phone = models.CharField("联系电话", max_length=40, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    is_active = models.BooleanField("在用", default=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                "name",
                "parent",
                name="agency_name_once_per_parent",
                nulls_distinct=False,
                violation_error_message="同一上级机构下已有同名机构。",
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")),
                name="agency_not_its_own_parent",
                violation_error_message="上级机构不能是机构自己。",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=AgencyKind.values),
                name="agency_kind_known",
                violation_error_message="机构类别不在规定范围内。",
            ),
        ]
        triggers = audited(ignored=("updated_at",))

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:agency", args=[self.code])

    def clean(self) -> None:
        """The tree stays a tree: nothing stands below itself."""
        if self.pk and self.parent_id and self.parent_id in Agency.objects.subtree_ids(self.pk):
            raise ValidationError({"parent": "上级机构不能是机构自己或它的下级机构。"})

    @property
    def display_name(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name


class UserQuerySet(models.QuerySet):
    def visible_to(self, user: "User"):
        """Account and role keepers see everybody, others nobody."""
        if not user.is_authenticated or roles_with("users.view").isdisjoint(user.roles):
            return self.none()
        return self


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, username: str, *, email="", password: str | None = None, **values):
        """Store a person; without a password the account cannot sign in until a link is issued."""
        user = self.model(username=username, email=self.normalize_email(email), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, *, email="", password=None, **values):
        """The first system administrator; there is no account that may do everything."""
        values.setdefault("name", username)
        return self.create_user(
            username, email=email, password=password, roles=[Role.SYSTEM_ADMIN], **values
        )


class User(AbstractUser):
    """A person who signs in. Rights come from `roles` alone (see `accounts.capabilities`).

    Django's superuser flag, groups and single permissions do not exist here, so that nothing can
    go round the capability table. Changed by `accounts.services` only.
    """

    first_name = None
    last_name = None
    groups = None
    user_permissions = None
    is_superuser = False

    username = models.CharField(
        "登录名",
        max_length=150,
        unique=True,
        validators=[AbstractUser.username_validator],
        error_messages={"unique": "这个登录名已有人使用。"},
    )
    name = models.CharField("姓名", max_length=40)
    email = models.EmailField("电子邮箱", blank=True)
    mobile = models.CharField(
        "手机",
        max_length=11,
        null=True,
        blank=True,
        unique=True,
        validators=[MOBILE_CHECK],
        error_messages={"unique": "这个手机号已属于另一个账号。"},
    )
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name="所属机构",
    )
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role), default=list, blank=True, verbose_name="角色"
    )
    session_epoch = models.PositiveIntegerField(
        "登录轮次", default=0, editable=False, help_text="加一即结束此人的全部登录"
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = UserManager()

    REQUIRED_FIELDS = ["email", "name"]

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ["agency__code", "username"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_once",
                violation_error_message="这个登录名已有人使用。",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="user_email_once",
                violation_error_message="这个邮箱已属于另一个账号。",
            ),
            models.CheckConstraint(
                condition=models.Q(roles__contained_by=Role.values),
                name="user_roles_known",
                violation_error_message="角色不在规定范围内。",
            ),
            *(
                models.CheckConstraint(
                    condition=~models.Q(roles__contains=[first.value, second.value]),
                    name=f"user_not_{first.value}_and_{second.value}",
                    violation_error_message=SEPARATION_MESSAGE,
                )
                for first, second in SEPARATED_PAIRS
            ),
        ]
        triggers = audited(
            personal=("password", "email", "mobile"), ignored=("last_login", "updated_at")
        )

    def __str__(self) -> str:
        return self.name or self.username

    def get_absolute_url(self) -> str:
        return reverse("accounts:person", args=[self.pk])

    @property
    def is_staff(self) -> bool:
        """May enter the admin (Django's word for it)."""
        return self.is_active and not roles_with("admin.enter").isdisjoint(self.roles)

    @property
    def role_names(self) -> str:
        return role_labels(self.roles)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret=None) -> str:
        """Sessions end with the password (Django) and with the session epoch (here)."""
        return f"{super()._get_session_auth_hash(secret)}.{self.session_epoch}"
