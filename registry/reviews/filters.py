"""What the lists of this part can be asked."""

from __future__ import annotations

from datetime import timedelta

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from ipcontact.accounts.kinds import AgencyKind
from ipcontact.accounts.models import Agency
from ipcontact.ui.filters import FilterSet
from ipcontact.workdays.clock import today
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.reviews.choices import (
    INSPECTED_IN,
    Conclusion,
    CreditResult,
    InspectionMode,
    ReplyState,
)
from registry.reviews.models import (
    ConflictDeclaration,
    CreditCheck,
    Inspection,
    OpinionException,
    OpinionReply,
    OpinionRequest,
)
from registry.reviews.rules import LONG_INSPECTION_DAYS
from registry.rounds.models import IntakeRound

_RECOMMENDING = (AgencyKind.ZONE_BUREAU, AgencyKind.STATION, AgencyKind.IP_PROTECTION_CENTER)


def long_since() -> QuerySet:
    """Files that have been in 考察中 for long, as of now."""
    return Application.objects.filter(
        state=ApplicationState.INSPECTION,
        state_since__lt=timezone.now() - timedelta(days=LONG_INSPECTION_DAYS),
    )


class QueueFilter(FilterSet):
    primary = ("q", "inspected", "opinions", "credit", "state")

    q = django_filters.CharFilter(
        label="查找", method="search", help_text="单位名称、拼音首字母、信用代码或申报编号"
    )
    inspected = django_filters.ChoiceFilter(
        label="考察",
        method="by_inspection",
        choices=[
            ("no", "未考察"),
            ("yes", "已考察"),
            *((value, f"结论：{label}") for value, label in Conclusion.choices),
            *InspectionMode.choices,
        ],
        empty_label="考察不限",
    )
    opinions = django_filters.ChoiceFilter(
        label="征求意见",
        method="by_opinions",
        choices=[
            ("no", "未征求"),
            ("waiting", "待回函"),
            ("complete", "回函收齐"),
            ("exceptions", "有不同意见"),
        ],
        empty_label="征求意见不限",
    )
    credit = django_filters.ChoiceFilter(
        label="信用核查",
        method="by_credit",
        choices=[("no", "未核查"), *CreditResult.choices],
        empty_label="信用核查不限",
    )
    state = django_filters.ChoiceFilter(
        label="环节",
        choices=[(state.value, state.label) for state in INSPECTED_IN],
        empty_label="全部环节",
    )
    round = django_filters.ModelChoiceFilter(
        label="申报批次",
        queryset=IntakeRound.objects.all(),
        to_field_name="number",
        empty_label="全部批次",
    )
    agency = django_filters.ModelChoiceFilter(
        label="推荐单位",
        queryset=Agency.objects.filter(kind__in=_RECOMMENDING).order_by("code"),
        to_field_name="code",
        empty_label="全部推荐单位",
    )
    other = django_filters.ChoiceFilter(
        label="其他",
        method="by_other",
        choices=[
            ("long", f"考察中超过{LONG_INSPECTION_DAYS}天"),
            ("recused", "有人申明回避"),
            ("excluded", "复核建议不纳入"),
        ],
        empty_label="不限",
    )

    class Meta:
        model = Application
        fields = ()

    def search(self, queryset, name, value):
        return queryset.matching(value)

    def by_inspection(self, queryset, name, value):
        looks = Inspection.objects.in_force().filter(application=OuterRef("pk")).order_by()
        if value in ("yes", "no"):
            return queryset.filter(Exists(looks) if value == "yes" else ~Exists(looks))
        field = "conclusion" if value in Conclusion.values else "mode"
        return queryset.filter(Exists(looks.filter(**{field: value})))

    def by_opinions(self, queryset, name, value):
        replies = OpinionReply.objects.filter(
            request__voided_on=None, request__applications=OuterRef("pk")
        ).order_by()
        asked, waiting = Exists(replies), Exists(replies.filter(state=ReplyState.WAITING))
        said = OpinionException.objects.filter(
            application=OuterRef("pk"), reply__request__voided_on=None
        ).order_by()
        return {
            "no": lambda: queryset.filter(~asked),
            "waiting": lambda: queryset.filter(waiting),
            "complete": lambda: queryset.filter(asked, ~waiting),
            "exceptions": lambda: queryset.filter(Exists(said)),
        }[value]()

    def by_credit(self, queryset, name, value):
        checks = CreditCheck.objects.filter(application=OuterRef("pk")).order_by(
            "-checked_on", "-pk"
        )
        if value == "no":
            return queryset.filter(~Exists(checks.order_by()))
        newest = Subquery(checks.values("result")[:1])
        return queryset.annotate(newest_credit=newest).filter(newest_credit=value)

    def by_other(self, queryset, name, value):
        if value == "long":
            return queryset.filter(pk__in=long_since().order_by().values("pk"))
        if value == "excluded":
            return queryset.exclude(proposal="")
        aside = ConflictDeclaration.objects.in_force().filter(application=OuterRef("pk"))
        return queryset.filter(Exists(aside.order_by()))


class LetterFilter(FilterSet):
    q = django_filters.CharFilter(
        label="查找", method="search", help_text="标题、函件编号、文号或单位名称"
    )
    state = django_filters.ChoiceFilter(
        label="回函",
        method="standing",
        choices=[
            ("waiting", "待回函"),
            ("overdue", "逾期未回函"),
            ("complete", "回函收齐"),
            ("voided", "已作废"),
        ],
        empty_label="回函不限",
    )

    class Meta:
        model = OpinionRequest
        fields = ()

    def search(self, queryset, name, value):
        value = value.strip()
        about = Application.objects.matching(value).order_by().values("pk")
        found = OpinionRequest.applications.through.objects.filter(
            opinionrequest=OuterRef("pk"), application__in=about
        )
        return queryset.filter(
            Q(number__iexact=value)
            | Q(title__icontains=value)
            | Q(document_no__icontains=value)
            | Exists(found)
        )

    def standing(self, queryset, name, value):
        waiting = OpinionRequest.objects.waiting().order_by().values("pk")
        return {
            "waiting": lambda: queryset.waiting(),
            "overdue": lambda: queryset.overdue(today()),
            "complete": lambda: queryset.in_force().exclude(pk__in=waiting),
            "voided": lambda: queryset.exclude(voided_on=None),
        }[value]()
