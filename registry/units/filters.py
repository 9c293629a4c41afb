"""What the staff register can be asked."""

import django_filters
from django.db.models import Q

from ipcontact.accounts.models import Agency, Region
from ipcontact.ui.filters import FilterSet
from registry.units.choices import MembershipState, RegistrationState, UnitKind
from registry.units.models import Unit


class UnitFilter(FilterSet):
    primary = ("q", "membership_state", "kind", "region")

    q = django_filters.CharFilter(
        label="查找", method="search", help_text="单位名称、拼音首字母、信用代码或单位编号"
    )
    membership_state = django_filters.ChoiceFilter(
        label="名录状态", choices=MembershipState.choices, empty_label="全部名录状态"
    )
    kind = django_filters.ChoiceFilter(
        label="单位类型", choices=UnitKind.choices, empty_label="全部类型"
    )
    region = django_filters.ModelChoiceFilter(
        label="所属区域",
        queryset=Region.objects.order_by("code"),
        to_field_name="code",
        empty_label="全部区域",
    )
    agency = django_filters.ModelChoiceFilter(
        label="主责或协同单位",
        queryset=Agency.objects.order_by("code"),
        to_field_name="code",
        method="answering",
        empty_label="全部单位",
    )
    registration_state = django_filters.ChoiceFilter(
        label="登记状态", choices=RegistrationState.choices, empty_label="全部登记状态"
    )
    gap = django_filters.ChoiceFilter(
        label="待完善",
        method="missing",
        empty_label="不限",
        choices=[
            ("agency", "没有主责单位"),
            ("region", "没有所属区域"),
            ("contact", "没有主联络员"),
            ("law", "在库但登记状态异常"),
        ],
    )

    class Meta:
        model = Unit
        fields = ()

    def search(self, queryset, name, value):
        return queryset.matching(value)

    def answering(self, queryset, name, value):
        return queryset.filter(Q(lead_agency=value) | Q(co_agency=value))

    def missing(self, queryset, name, value):
        gaps = {
            "agency": queryset.without_agency,
            "region": queryset.without_region,
            "contact": queryset.without_contact,
            "law": queryset.listed_but_not_active,
        }
        return gaps[value]()
