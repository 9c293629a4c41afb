"""Which recommendations, sheets and lines to look at."""

from __future__ import annotations

import django_filters
from django.db.models import Q

from ipcontact.accounts.models import Agency
from ipcontact.text.credit_code import normalise_credit_code
from ipcontact.ui.filters import FilterSet
from registry.applications.choices import ApplicationState
from registry.recommendations.choices import LineVerdict, Opinion, RecommendationState, SheetState
from registry.recommendations.forms import recommenders
from registry.recommendations.models import Recommendation, RecommendationSheet, SheetLine
from registry.rounds.models import IntakeRound

STEPS = (
    ("to_sign", "待签发"),
    ("unconfirmed", "待单位确认"),
    ("confirmed", "已到区局"),
    ("declined", "单位谢绝"),
    ("lapsed", "逾期关闭"),
    ("revoked", "已撤销"),
)


class RecommendationFilter(FilterSet):
    primary = ("q", "step", "opinion", "round")

    q = django_filters.CharFilter(
        label="查找", method="search", help_text="单位名称、信用代码或申报编号"
    )
    step = django_filters.ChoiceFilter(
        label="进展", choices=STEPS, method="at_step", empty_label="全部进展"
    )
    opinion = django_filters.ChoiceFilter(
        label="意见", choices=Opinion.choices, empty_label="全部意见"
    )
    round = django_filters.ModelChoiceFilter(
        label="批次",
        field_name="application__round",
        queryset=IntakeRound.objects.all(),
        to_field_name="number",
        empty_label="全部批次",
    )
    agency = django_filters.ModelChoiceFilter(
        label="推荐单位",
        queryset=Agency.objects.none(),
        to_field_name="code",
        empty_label="全部推荐单位",
    )

    class Meta:
        model = Recommendation
        fields = ()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.filters["agency"].queryset = recommenders()

    def search(self, queryset, name, value):
        code = normalise_credit_code(value)
        return queryset.filter(
            Q(application__unit_name__icontains=value)
            | Q(application__credit_code__startswith=code)
            | Q(application__application_no__iexact=value.strip())
        )

    def at_step(self, queryset, name, value):
        signed = Q(state=RecommendationState.SIGNED)
        states = {
            "declined": ApplicationState.DECLINED,
            "lapsed": ApplicationState.LAPSED,
        }
        if value == "to_sign":
            return queryset.to_sign()
        if value == "unconfirmed":
            return queryset.unconfirmed()
        if value == "revoked":
            return queryset.filter(state=RecommendationState.REVOKED)
        if value in states:
            return queryset.filter(signed, application__state=states[value])
        before = (
            ApplicationState.DRAFT,
            ApplicationState.AWAITING_UNIT,
            ApplicationState.AGENCY_REVIEW,
            ApplicationState.RETURNED,
            *states.values(),
            ApplicationState.DISCARDED,
            ApplicationState.WITHDRAWN,
        )
        return queryset.filter(signed).exclude(application__state__in=before)


class SheetFilter(FilterSet):
    state = django_filters.ChoiceFilter(
        label="状态", choices=SheetState.choices, empty_label="全部状态"
    )
    round = django_filters.ModelChoiceFilter(
        label="批次",
        queryset=IntakeRound.objects.all(),
        to_field_name="number",
        empty_label="全部批次",
    )

    class Meta:
        model = RecommendationSheet
        fields = ()


class LineFilter(FilterSet):
    verdict = django_filters.ChoiceFilter(
        label="结果", choices=LineVerdict.choices, empty_label="全部结果"
    )
    warned = django_filters.ChoiceFilter(
        label="提示",
        method="with_warnings",
        choices=[("1", "有提示的行")],
        empty_label="不限",
    )

    class Meta:
        model = SheetLine
        fields = ()

    def with_warnings(self, queryset, name, value):
        return queryset.exclude(warnings=[])
