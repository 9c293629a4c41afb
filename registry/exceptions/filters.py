"""What the list of exceptions can be asked."""

from __future__ import annotations

import django_filters

from ipcontact.accounts.models import Agency
from ipcontact.audit.filters import DayInput
from ipcontact.audit.models import AccessEvent
from ipcontact.ui.filters import FilterSet
from ipcontact.ui.registry import exception_kinds
from registry.exceptions.rows import Asked


class ExceptionFilter(FilterSet):
    """Read into `Asked`: the rows come from many tables."""

    primary = ("kind", "person", "since", "until")

    kind = django_filters.ChoiceFilter(label="类别", empty_label="全部类别")
    person = django_filters.CharFilter(label="人员")
    since = django_filters.DateFilter(label="起始日", widget=DayInput)
    until = django_filters.DateFilter(label="截止日", widget=DayInput)
    agency = django_filters.ModelChoiceFilter(
        label="人员所在机构",
        queryset=Agency.objects.order_by("code"),
        to_field_name="code",
        empty_label="全部机构",
    )
    text = django_filters.CharFilter(label="事项或理由")

    class Meta:
        model = AccessEvent
        fields = ()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.filters["kind"].extra["choices"] = [(k.code, k.label) for k in exception_kinds]

    def asked(self) -> Asked:
        """What was typed, without what could not be understood."""
        self.form.is_valid()
        typed = {name: value for name, value in self.form.cleaned_data.items() if value}
        kind = typed.pop("kind", "")
        return Asked(kinds=(kind,) if kind else (), **typed)
