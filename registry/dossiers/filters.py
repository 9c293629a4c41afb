"""How a unit's file is looked for."""

import django_filters

from ipcontact.ui.filters import FilterSet
from registry.units.choices import MembershipState
from registry.units.models import Unit


class DossierFilter(FilterSet):
    primary = ("q", "membership_state")

    q = django_filters.CharFilter(
        label="查找", method="search", help_text="单位名称、拼音首字母、信用代码或单位编号"
    )
    membership_state = django_filters.ChoiceFilter(
        label="名录状态", choices=MembershipState.choices, empty_label="全部名录状态"
    )

    class Meta:
        model = Unit
        fields = ()

    def search(self, queryset, name, value):
        return queryset.matching(value)
