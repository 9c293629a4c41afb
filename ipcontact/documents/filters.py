"""What the register of documents can be asked."""

import django_filters
from django.db.models import Max, Min, Q

from ipcontact.accounts.models import Agency
from ipcontact.documents.choices import DocumentState
from ipcontact.documents.kinds import known
from ipcontact.documents.models import OfficialDocument
from ipcontact.ui.filters import FilterSet


def kinds() -> list[tuple[str, str]]:
    return [(kind.code, kind.label) for kind in known()]


def years() -> list[tuple[str, str]]:
    """From the first document to the last, the newest first."""
    span = OfficialDocument.objects.aggregate(first=Min("created_at"), last=Max("created_at"))
    if span["first"] is None:
        return []
    found = range(span["last"].year, span["first"].year - 1, -1)
    return [(str(year), f"{year}年") for year in found]


class DocumentFilter(FilterSet):
    primary = ("q", "kind", "state", "year")

    q = django_filters.CharFilter(label="查找", method="search", help_text="标题、文号或者主送")
    kind = django_filters.ChoiceFilter(label="种类", choices=kinds, empty_label="全部种类")
    state = django_filters.ChoiceFilter(
        label="状态", choices=DocumentState.choices, empty_label="全部状态"
    )
    year = django_filters.ChoiceFilter(
        label="拟稿年份", field_name="created_at__year", choices=years, empty_label="全部年份"
    )
    agency = django_filters.ModelChoiceFilter(
        label="承办机构",
        queryset=Agency.objects.filter(documents__isnull=False).distinct().order_by("code"),
        to_field_name="code",
        empty_label="全部机构",
    )
    unnumbered = django_filters.ChoiceFilter(
        label="文号",
        method="without_number",
        choices=[("yes", "待编号"), ("no", "已编号")],
        empty_label="不限",
    )

    class Meta:
        model = OfficialDocument
        fields = ()

    def search(self, queryset, name, value):
        term = value.strip()
        found = Q(title__icontains=term) | Q(addressee__icontains=term)
        number = "".join(term.split())
        return queryset.filter(found | Q(document_no__icontains=number)) if term else queryset

    def without_number(self, queryset, name, value):
        if value == "no":
            return queryset.exclude(document_no="")
        return queryset.filter(document_no="").exclude(state=DocumentState.VOID)
