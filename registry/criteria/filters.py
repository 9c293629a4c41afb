"""Which proofs to look at."""

import django_filters
from django.db.models import Q

from ipcontact.ui.filters import FilterSet
from ipcontact.workdays.clock import today
from registry.criteria.choices import CheckState, EvidenceSource
from registry.criteria.models import Evidence
from registry.criteria.services import criteria_on
from registry.units.models import Unit

EXPIRY = [
    ("soon", "90 天内到期"),
    ("over", "已过期"),
    ("none", "没有到期日"),
]


class EvidenceFilter(FilterSet):
    primary = ("q", "criterion", "state", "expiry")

    q = django_filters.CharFilter(
        label="查找", method="search", help_text="单位名称、拼音首字母、信用代码或证书号"
    )
    criterion = django_filters.ChoiceFilter(
        label="入库条件", field_name="criterion__code", empty_label="全部条件"
    )
    state = django_filters.ChoiceFilter(
        label="核对状态", choices=CheckState.choices, empty_label="全部核对状态"
    )
    expiry = django_filters.ChoiceFilter(
        label="到期", choices=EXPIRY, method="ending", empty_label="不限到期"
    )
    source = django_filters.ChoiceFilter(
        label="来源", choices=EvidenceSource.choices, empty_label="全部来源"
    )
    members = django_filters.ChoiceFilter(
        label="名录", choices=[("1", "只看在库单位")], method="of_members", empty_label="全部单位"
    )

    class Meta:
        model = Evidence
        fields = ()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.filters["criterion"].extra["choices"] = [
            (item.code, str(item)) for item in criteria_on(today())
        ]

    def search(self, queryset, name, value):
        units = Unit.objects.all().matching(value)
        return queryset.filter(Q(unit__in=units) | Q(document_no__startswith=value))

    def ending(self, queryset, name, value):
        if value == "none":
            return queryset.filter(expires_on__isnull=True)
        return queryset.expiring(today()) if value == "soon" else queryset.expired(today())

    def of_members(self, queryset, name, value):
        return queryset.of_members()
