"""The lists of people and agencies: columns and filters."""

import django_filters
from django.db.models import Q

from ipcontact.accounts.models import Agency, Region, User
from ipcontact.accounts.roles import Role
from ipcontact.text.rules import clean_text
from ipcontact.ui import tables
from ipcontact.ui.filters import FilterSet


class PeopleFilters(FilterSet):
    q = django_filters.CharFilter(label="姓名或登录名", method="find")
    agency = django_filters.ModelChoiceFilter(
        label="机构",
        queryset=Agency.objects.all(),
        to_field_name="code",
        empty_label="全部机构",
    )
    role = django_filters.ChoiceFilter(
        label="角色", choices=Role, method="with_role", empty_label="全部角色"
    )
    account = django_filters.ChoiceFilter(
        label="账号",
        choices=(("open", "在用"), ("closed", "停用")),
        method="with_account",
        empty_label="在用和停用",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def find(self, queryset, name, value):
        word = clean_text(value)
        return queryset.filter(Q(name__contains=word) | Q(username__icontains=word))

    def with_role(self, queryset, name, value):
        return queryset.filter(roles__contains=[value])

    def with_account(self, queryset, name, value):
        return queryset.filter(is_active=value == "open")


class PeopleTable(tables.Table):
    name = tables.NameColumn(verbose_name="姓名")
    username = tables.Column(verbose_name="登录名")
    agency = tables.Column(verbose_name="机构", accessor="agency__name")
    role_names = tables.Column(verbose_name="角色", orderable=False)
    is_active = tables.StateColumn(verbose_name="账号", tones={True: "ok", False: "idle"})

    class Meta(tables.Table.Meta):
        order_by = "username"

    def render_is_active(self, value, bound_column, record):
        column = bound_column.column
        words = "在用" if record.is_active else "停用"
        return column.render(value=words, bound_column=bound_column, record=record)


class AgencyFilters(FilterSet):
    q = django_filters.CharFilter(label="名称或代码", method="find")
    kind = django_filters.ChoiceFilter(label="类别", choices=Agency.Kind, empty_label="全部类别")
    region = django_filters.ModelChoiceFilter(
        label="辖区",
        queryset=Region.objects.all(),
        field_name="regions",
        to_field_name="code",
        empty_label="全部辖区",
    )

    class Meta:
        model = Agency
        fields: list[str] = []

    def find(self, queryset, name, value):
        word = clean_text(value)
        return queryset.filter(
            Q(name__contains=word) | Q(short_name__contains=word) | Q(code__icontains=word)
        )


class AgencyTable(tables.Table):
    name = tables.NameColumn(verbose_name="机构名称")
    code = tables.Column(verbose_name="代码")
    kind = tables.Column(verbose_name="类别", accessor="get_kind_display", order_by="kind")
    parent = tables.Column(verbose_name="上级机构", accessor="parent__name")
    phone = tables.Column(verbose_name="电话", drop=True)

    class Meta(tables.Table.Meta):
        order_by = "code"
