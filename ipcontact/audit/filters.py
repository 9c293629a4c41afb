"""What the audit lists can be narrowed by."""

from datetime import date, datetime, time, timedelta

import django_filters
import pgtrigger.registry
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone

from ipcontact.audit.models import AccessEvent, AccessKind, Change, Operation
from ipcontact.audit.wording import table_choices
from ipcontact.ui.filters import FilterSet

MOST_PEOPLE = 100
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9000, 1, 1)  # beyond, clocks overflow


def audited_tables() -> list[tuple[str, str]]:
    """Tables with row history, as choices."""
    own = {Change._meta.db_table, AccessEvent._meta.db_table}
    return table_choices({m._meta.db_table for m, _ in pgtrigger.registry.registered()} - own)


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs=None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class StampFilters(FilterSet):
    """Person, days and request: what both lists share."""

    person = django_filters.CharFilter(label="人员", method="by_person")
    day = django_filters.DateFilter(label="日期", method="on_day", widget=DayInput)
    since = django_filters.DateFilter(label="起始日", method="from_day", widget=DayInput)
    until = django_filters.DateFilter(label="截止日", method="to_day", widget=DayInput)
    request = django_filters.CharFilter(label="请求编号", field_name="request_id")

    def by_person(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Rows of people whose name or sign-in name contains the words."""
        wanted = Q(name__icontains=value) | Q(username__icontains=value)
        people = get_user_model().objects.filter(wanted).values_list("pk", flat=True)
        return queryset.filter(user_id__in=list(people[:MOST_PEOPLE]))

    def on_day(self, queryset: QuerySet, name: str, value) -> QuerySet:
        return self.to_day(self.from_day(queryset, name, value), name, value)

    def from_day(self, queryset: QuerySet, name: str, value) -> QuerySet:
        return queryset.filter(at__gte=_midnight(max(value, FIRST_DAY)))

    def to_day(self, queryset: QuerySet, name: str, value) -> QuerySet:
        return queryset.filter(at__lt=_midnight(min(value, LAST_DAY) + timedelta(days=1)))


class ChangeFilters(StampFilters):
    """Filters of the list of row changes."""

    primary = ("person", "table", "day")

    table = django_filters.ChoiceFilter(
        label="数据表", field_name="table_name", empty_label="全部数据表"
    )
    act = django_filters.CharFilter(label="事项（全称）")
    operation = django_filters.ChoiceFilter(
        label="操作", choices=Operation.choices, empty_label="全部操作"
    )
    row = django_filters.CharFilter(label="行编号", field_name="row_key")
    reason = django_filters.CharFilter(label="理由包含", lookup_expr="icontains")

    class Meta:
        model = Change
        fields = ()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.filters["table"].extra["choices"] = audited_tables()


class AccessFilters(StampFilters):
    """Filters of the list of accesses."""

    primary = ("person", "kind", "day")

    kind = django_filters.ChoiceFilter(
        label="类别", choices=AccessKind.choices, empty_label="全部类别"
    )
    target = django_filters.CharFilter(label="对象包含", lookup_expr="icontains")

    class Meta:
        model = AccessEvent
        fields = ()


def _midnight(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
