"""What the list of removals can be asked."""

import django_filters

from ipcontact.ui.filters import FilterSet
from registry.removals.choices import RemovalState
from registry.removals.models import Removal, RemovalGround
from registry.units.models import Unit


class RemovalFilter(FilterSet):
    q = django_filters.CharFilter(
        label="查找", method="search", help_text="单位现用或曾用名称、拼音首字母、信用代码"
    )
    state = django_filters.ChoiceFilter(
        label="状态", choices=RemovalState.choices, empty_label="全部状态"
    )
    ground = django_filters.ModelChoiceFilter(
        label="事由",
        queryset=RemovalGround.objects.all(),
        to_field_name="code",
        empty_label="全部事由",
    )

    class Meta:
        model = Removal
        fields = ()

    def search(self, queryset, name, value):
        return queryset.filter(unit__in=Unit.objects.matching(value))
