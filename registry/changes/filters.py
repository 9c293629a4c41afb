"""What the lists of changes and differences can be asked."""

import django_filters

from ipcontact.ui.filters import FilterSet
from registry.changes.choices import (
    ChangeKind,
    ChangeSource,
    ChangeState,
    DifferenceField,
    DifferenceState,
)
from registry.changes.models import Difference, UnitChange
from registry.units.models import Unit


class ChangeFilter(FilterSet):
    q = django_filters.CharFilter(
        label="查找", method="search", help_text="单位现用或曾用名称、拼音首字母、信用代码"
    )
    state = django_filters.ChoiceFilter(
        label="状态", choices=ChangeState.choices, empty_label="全部状态"
    )
    kind = django_filters.ChoiceFilter(
        label="变更事项", choices=ChangeKind.choices, empty_label="全部事项"
    )
    source = django_filters.ChoiceFilter(
        label="来源", choices=ChangeSource.choices, empty_label="全部来源"
    )

    class Meta:
        model = UnitChange
        fields = ()

    def search(self, queryset, name, value):
        return queryset.filter(unit__in=Unit.objects.matching(value))


class DifferenceFilter(FilterSet):
    state = django_filters.ChoiceFilter(
        label="状态", choices=DifferenceState.choices, empty_label="全部状态"
    )
    field = django_filters.ChoiceFilter(
        label="项目", choices=DifferenceField.choices, empty_label="全部项目"
    )

    class Meta:
        model = Difference
        fields = ()
