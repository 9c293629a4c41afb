"""Which applications to look at."""

import django_filters

from ipcontact.ui.filters import FilterSet
from registry.applications.choices import PUBLIC_WORDS
from registry.applications.models import Application

_BY_WORD: dict[str, list[str]] = {}
for _state, _word in PUBLIC_WORDS.items():
    _BY_WORD.setdefault(_word, []).append(_state)


class OwnFilters(FilterSet):
    """Of an account's own files: by name, and by the word in which they stand."""

    q = django_filters.CharFilter(
        field_name="unit_name", lookup_expr="icontains", label="单位名称", max_length=100
    )
    unit = django_filters.CharFilter(field_name="unit_name", label="单位", max_length=200)
    word = django_filters.ChoiceFilter(
        label="进度",
        method="in_word",
        choices=[(word, word) for word in _BY_WORD],
        empty_label="全部进度",
    )
    primary = ("q", "word")

    class Meta:
        model = Application
        fields = ()

    def in_word(self, queryset, name, value):
        return queryset.filter(state__in=_BY_WORD[value])
