"""What the list of applications can be asked."""

from datetime import timedelta

import django_filters
from django.db.models import Q

from ipcontact.accounts.kinds import AgencyKind
from ipcontact.accounts.models import Agency, User
from ipcontact.ui.filters import FilterSet
from ipcontact.workdays.clock import today
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.applications.querysets import ApplicationQuerySet
from registry.criteria.models import Criterion
from registry.rounds.models import IntakeRound
from registry.units.choices import UnitKind

QUEUES = (
    ("open", "在办"),
    ("mine", "我在办的"),
    ("waiting", "待接办"),
    ("returned", "等单位补充"),
)
_RECOMMENDING = (AgencyKind.ZONE_BUREAU, AgencyKind.STATION, AgencyKind.IP_PROTECTION_CENTER)


def queue_rows(rows: ApplicationQuerySet, queue: str, user: User) -> ApplicationQuerySet:
    """The rows of one of the queues, as this person has them."""
    return {
        "open": rows.open,
        "mine": lambda: rows.open().in_hand_of(user),
        "waiting": lambda: rows.waiting_for(user),
        "returned": lambda: rows.filter(state=ApplicationState.RETURNED),
    }[queue]()


class ApplicationFilter(FilterSet):
    primary = ("q", "state", "unit_kind", "agency", "holder")

    q = django_filters.CharFilter(
        label="查找", method="search", help_text="单位名称、拼音首字母、信用代码或申报编号"
    )
    state = django_filters.ChoiceFilter(
        label="环节", choices=ApplicationState.choices, empty_label="全部环节"
    )
    unit_kind = django_filters.ChoiceFilter(
        label="单位类型", choices=UnitKind.choices, empty_label="全部类型"
    )
    agency = django_filters.ModelChoiceFilter(
        label="推荐单位",
        queryset=Agency.objects.filter(kind__in=_RECOMMENDING).order_by("code"),
        to_field_name="code",
        method="answering",
        empty_label="全部推荐单位",
    )
    holder = django_filters.ChoiceFilter(
        label="在办人", method="held", choices=(), empty_label="全部在办人"
    )
    queue = django_filters.ChoiceFilter(
        label="队列", method="queued", choices=QUEUES, empty_label="不限队列"
    )
    round = django_filters.ModelChoiceFilter(
        label="申报批次",
        queryset=IntakeRound.objects.all(),
        to_field_name="number",
        empty_label="全部批次",
    )
    source = django_filters.ChoiceFilter(
        label="来源",
        method="from_source",
        choices=[("self", "自愿申报"), ("recommended", "推荐"), ("both", "自愿申报和推荐")],
        empty_label="全部来源",
    )
    criterion = django_filters.ChoiceFilter(
        label="入库条件", method="claiming", choices=(), empty_label="全部入库条件"
    )
    due = django_filters.ChoiceFilter(
        label="时限",
        method="due_by",
        choices=[("late", "已超期"), ("today", "今天到期"), ("week", "七天内到期")],
        empty_label="不限时限",
    )
    check = django_filters.ChoiceFilter(
        label="核对",
        method="checked",
        choices=[
            ("clean", "无缺陷项"),
            ("contested", "另有主张人"),
            ("again", "退回过"),
            ("grace", "宽限内提交"),
        ],
        empty_label="不限",
    )

    class Meta:
        model = Application
        fields = ()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.filters["holder"].extra["choices"] = self._holders()
        codes = Criterion.objects.order_by("code").values_list("code", "short_name")
        names = {code: f"（{code}）{name}" for code, name in codes}
        self.filters["criterion"].extra["choices"] = list(names.items())

    def _holders(self) -> list[tuple[str, str]]:
        """Oneself, nobody, and who has something in hand that this person sees."""
        people = User.objects.filter(
            pk__in=self.queryset.order_by().exclude(holder=None).values("holder")
        )
        me = self.request.user.pk
        named = [(str(user.pk), user.name) for user in people.order_by("name") if user.pk != me]
        return [("me", "我"), ("nobody", "无人接办"), *named]

    def search(self, queryset, name, value):
        return queryset.matching(value)

    def answering(self, queryset, name, value):
        return queryset.filter(Q(agency=value) | Q(co_agency=value))

    def held(self, queryset, name, value):
        if value == "nobody":
            return queryset.open().filter(holder=None)
        return queryset.filter(holder=self.request.user.pk if value == "me" else value)

    def queued(self, queryset, name, value):
        return queue_rows(queryset, value, self.request.user)

    def from_source(self, queryset, name, value):
        return queryset.filter(is_self_filed=value != "recommended", is_recommended=value != "self")

    def claiming(self, queryset, name, value):
        return queryset.claiming(value)

    def due_by(self, queryset, name, value):
        day = today()
        first, last = {
            "late": (None, day - timedelta(days=1)),
            "today": (day, day),
            "week": (day, day + timedelta(days=7)),
        }[value]
        return queryset.due_between(first, last)

    def checked(self, queryset, name, value):
        return {
            "clean": queryset.clean,
            "contested": queryset.contested,
            "again": lambda: queryset.filter(correction_notices__sent_on__isnull=False).distinct(),
            "grace": lambda: queryset.filter(is_in_grace=True),
        }[value]()
