"""What the list of batches can be asked."""

import django_filters
from django.db.models import Q

from ipcontact.ui.filters import FilterSet
from registry.batches.choices import BatchState
from registry.batches.models import ReviewBatch
from registry.rounds.models import IntakeRound


class BatchFilter(FilterSet):
    q = django_filters.CharFilter(
        label="查找", method="search", help_text="批次名称、编号，或者名单中的单位"
    )
    state = django_filters.ChoiceFilter(
        label="状态", choices=BatchState.choices, empty_label="全部状态"
    )
    round = django_filters.ModelChoiceFilter(
        label="申报批次",
        queryset=IntakeRound.objects.all(),
        to_field_name="number",
        empty_label="全部申报批次",
    )

    class Meta:
        model = ReviewBatch
        fields = ()

    def search(self, queryset, name, value):
        term = value.strip()
        if not term:
            return queryset
        holding = ReviewBatch.objects.filter(items__application__unit_name__icontains=term)
        found = Q(name__icontains=term) | Q(number__iexact=term) | Q(pk__in=holding.values("pk"))
        return queryset.filter(found)
