"""What the list of snapshots can be asked."""

import django_filters
from django.db.models import Q

from ipcontact.ui.filters import FilterSet
from registry.goals.choices import SnapshotState
from registry.goals.models import FigureSnapshot


class SnapshotFilter(FilterSet):
    q = django_filters.CharFilter(label="查找", method="search", help_text="名称或者编号")
    state = django_filters.ChoiceFilter(
        label="状态", choices=SnapshotState.choices, empty_label="全部状态"
    )

    class Meta:
        model = FigureSnapshot
        fields = ()

    def search(self, queryset, name, value):
        term = value.strip()
        return queryset.filter(Q(title__icontains=term) | Q(number__iexact=term))
