"""What the list of objections can be asked; never by who objected."""

import django_filters
from django.db.models import Q

from ipcontact.ui.filters import FilterSet
from registry.notices.models import PublicNotice
from registry.objections.choices import Conclusion, ObjectionChannel, ObjectionState
from registry.objections.models import Objection


class ObjectionFilter(FilterSet):
    q = django_filters.CharFilter(
        label="查找", method="search", help_text="异议编号、公示编号，或者被异议单位"
    )
    state = django_filters.ChoiceFilter(
        label="状态", choices=ObjectionState.choices, empty_label="全部状态"
    )
    conclusion = django_filters.ChoiceFilter(
        label="结论", choices=Conclusion.choices, empty_label="全部结论"
    )
    channel = django_filters.ChoiceFilter(
        label="提出方式", choices=ObjectionChannel.choices, empty_label="全部方式"
    )
    notice = django_filters.ModelChoiceFilter(
        label="公示",
        field_name="item__notice",
        to_field_name="number",
        queryset=PublicNotice.objects.public(),
        empty_label="全部公示",
    )
    primary = ("q", "state", "conclusion")

    class Meta:
        model = Objection
        fields = ()

    def search(self, queryset, name, value):
        term = value.strip()
        if not term:
            return queryset
        numbers = Q(number__iexact=term) | Q(item__notice__number__iexact=term)
        return queryset.filter(numbers | Q(item__name__icontains=term))
