"""What the list of merges can be asked."""

import django_filters
from django.db.models import Q

from ipcontact.ui.filters import FilterSet
from registry.merges.choices import MergeState
from registry.merges.models import UnitMerge
from registry.units.models import Unit


class MergeFilter(FilterSet):
    primary = ("q", "state")

    q = django_filters.CharFilter(label="查找", method="search", help_text="单位名称、代码或编号")
    state = django_filters.ChoiceFilter(
        label="状态", choices=MergeState.choices, empty_label="全部状态"
    )

    class Meta:
        model = UnitMerge
        fields = ()

    def search(self, queryset, name, value):
        units = Unit.objects.all().matching(value)
        return queryset.filter(Q(surviving__in=units) | Q(merged__in=units))
