"""What the staff list of rounds can be asked."""

import django_filters

from ipcontact.ui.filters import FilterSet
from registry.rounds.choices import IntakeRoundState
from registry.rounds.models import IntakeRound


class RoundFilter(FilterSet):
    primary = ("q", "state")

    q = django_filters.CharFilter(
        label="查找", field_name="name", lookup_expr="icontains", help_text="批次名称"
    )
    state = django_filters.ChoiceFilter(
        label="状态", choices=IntakeRoundState.choices, empty_label="全部状态"
    )

    class Meta:
        model = IntakeRound
        fields = ()
