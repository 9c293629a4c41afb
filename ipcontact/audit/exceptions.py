"""Accesses that an auditor looks at in the list of exceptions."""

from django.db.models import Case, CharField, F, Q, QuerySet, TextField, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat

from ipcontact.audit.models import AccessEvent, AccessKind
from ipcontact.ui.registry import ExceptionKind, exception_kinds


def accesses_where(condition: Q) -> QuerySet:
    """Accesses of signed-in people, as rows of an exception: what was accessed and why."""
    rows = AccessEvent.objects.filter(condition, user_id__isnull=False)
    reason = KT("detail__reason")
    words = Case(
        When(
            detail__has_key="reason",
            then=Concat(F("target"), Value("，事由："), reason, output_field=TextField()),
        ),
        default=Cast("target", TextField()),
        output_field=TextField(),
    )
    return rows.annotate(
        x_at=F("at"),
        x_person_id=F("user_id"),
        x_person=F("user_name"),
        x_table=Value(AccessEvent._meta.db_table, CharField()),
        x_key=Cast("pk", CharField()),
        x_words=words,
    )


def register() -> None:
    """Declare the kinds of this room; called once when the app is ready."""
    for order, (kind, label, explanation) in enumerate(
        (
            (AccessKind.REVEAL, "脱敏查看", "显示了完整的联系方式，写明了事由。"),
            (AccessKind.EXPORT, "批量导出", "登录人员把清单、卷宗或上会材料导出为文件。"),
        ),
        start=80,
    ):
        exception_kinds.add(
            ExceptionKind(
                code=kind.value,
                label=label,
                explanation=explanation,
                rows=lambda kind=kind: accesses_where(Q(kind=kind)),
                order=order,
            )
        )
