"""What the list of notices can be asked."""

import django_filters
from django.db.models import Q

from ipcontact.ui.filters import FilterSet
from registry.notices.choices import NoticeState
from registry.notices.models import PublicNotice


class NoticeFilter(FilterSet):
    q = django_filters.CharFilter(
        label="查找", method="search", help_text="标题、公示编号，或者名单中的单位"
    )
    state = django_filters.ChoiceFilter(
        label="状态", choices=NoticeState.choices, empty_label="全部状态"
    )

    class Meta:
        model = PublicNotice
        fields = ()

    def search(self, queryset, name, value):
        term = value.strip()
        if not term:
            return queryset
        holding = PublicNotice.objects.filter(items__name__icontains=term)
        found = Q(title__icontains=term) | Q(number__iexact=term) | Q(pk__in=holding.values("pk"))
        return queryset.filter(found)
