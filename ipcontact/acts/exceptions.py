"""Steps that an auditor looks at in the list of exceptions."""

from django.db.models import Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat

from ipcontact.acts.models import Act, Delegation, OfflineResult
from ipcontact.acts.services.limits import EXTEND, PAUSE, RESUME
from ipcontact.ui.registry import Control, ExceptionKind, controls, exception_kinds, row_about


def words_of(first: str, reason: str, before: str = "，理由：") -> Case:
    """A field in words, followed by another one where it says something."""
    return Case(
        When(**{reason: ""}, then=Cast(first, TextField())),
        default=Concat(F(first), Value(before), F(reason), output_field=TextField()),
        output_field=TextField(),
    )


def acts_where(condition: Q, *, detail: str = "reason", before: str = "，理由：") -> QuerySet:
    """Steps as rows of an exception. Args: detail: the field that says why; before: its words."""
    return Act.objects.filter(condition).annotate(
        x_at=F("entered_at"),
        x_person_id=F("acted_by_id"),
        x_person=F("actor_name"),
        x_table=F("subject_table"),
        x_key=F("subject_key"),
        x_words=words_of("action", detail, before),
    )


def acts_of_code(*codes: str) -> QuerySet:
    """Steps of these codes that were not taken back."""
    return acts_where(Q(code__in=codes, taken_back_at=None))


def _delegated() -> QuerySet:
    return acts_where(~Q(on_behalf_of=""), detail="on_behalf_of", before="，")


def _taken_back() -> QuerySet:
    rows = Act.objects.filter(taken_back_at__isnull=False)
    return rows.annotate(
        x_at=F("taken_back_at"),
        x_person_id=F("taken_back_by_id"),
        x_person=F("taken_back_by__name"),
        x_table=F("subject_table"),
        x_key=F("subject_key"),
        x_words=Concat(Value("撤回："), F("action"), output_field=TextField()),
    )


def _confirmed_alone() -> QuerySet:
    rows = OfflineResult.objects.filter(confirmed_by=F("entered_by"))
    return rows.annotate(
        x_at=F("confirmed_at"),
        x_person_id=F("confirmed_by_id"),
        x_person=F("confirmed_by__name"),
        x_table=F("subject_table"),
        x_key=F("subject_key"),
        x_words=Cast("code", TextField()),
    )


def _delegations() -> QuerySet:
    return Delegation.objects.annotate(
        **row_about(Delegation, at="created_at", person="from_user"),
        x_words=Concat(Value("委托给"), F("to_user__name"), output_field=TextField()),
    )


def register() -> None:
    """Declare the kinds of this room; called once when the app is ready."""
    offline = Q(confirmed_by__isnull=False, offline_result__isnull=False)
    for order, (code, label, explanation, rows) in enumerate(
        (
            ("backfill", "补录", "办理之后才录入的步骤，附原件扫描件。",
             lambda: acts_where(Q(is_backfill=True))),
            ("delegated", "代批", "受领导委托代为审定、签署的步骤。", _delegated),
            ("delegation", "授权代批", "领导出具的代批委托。", _delegations),
            ("offline", "线下登记", "在会议、纸面或公文系统中决定，由两人登记和确认的步骤。",
             lambda: acts_where(offline)),
            ("taken_back", "撤回", "办理后又撤回的步骤。", _taken_back),
            ("limit_changed", "停表和延长", "停表、恢复计时和延长的时限。",
             lambda: acts_of_code(PAUSE, RESUME, EXTEND)),
        ),
        start=10,
    ):  # fmt: skip
        exception_kinds.add(
            ExceptionKind(code=code, label=label, explanation=explanation, rows=rows, order=order)
        )
    controls.add(
        Control(
            code="confirmed_alone",
            label="线下结果由填报人自己确认",
            explanation="线下结果中，填报人与确认人是同一人的。数据库也不接受这样的记录。",
            rows=_confirmed_alone,
            order=20,
        )
    )
