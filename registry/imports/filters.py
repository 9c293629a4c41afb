"""Which lines of a preview to look at."""

import django_filters

from ipcontact.ui.filters import FilterSet
from registry.imports.choices import Verdict
from registry.imports.models import ImportLine


class LineFilter(FilterSet):
    verdict = django_filters.ChoiceFilter(
        label="结果", choices=Verdict.choices, empty_label="全部结果"
    )
    warned = django_filters.ChoiceFilter(
        label="提示",
        method="with_warnings",
        choices=[("1", "有提示的行")],
        empty_label="不限",
    )

    class Meta:
        model = ImportLine
        fields = ()

    def with_warnings(self, queryset, name, value):
        return queryset.exclude(warnings=[])
