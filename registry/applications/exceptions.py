"""What is out of the ordinary on the way of an application, for the list of exceptions."""

from django.db.models import CharField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from ipcontact.acts.exceptions import acts_of_code
from ipcontact.ui.registry import ExceptionKind, exception_kinds, row_about
from registry.applications.choices import ApplicationAction
from registry.applications.models import Application, CorrectionNotice
from registry.applications.services.undo import PREFIX

A = ApplicationAction


def second_returns() -> QuerySet:
    """Correction notices after the first one: what is asked should be told at once."""
    rows = CorrectionNotice.objects.filter(number__gte=2, sent_on__isnull=False)
    return rows.annotate(
        **row_about(Application, at="created_at", person="drafted_by", key="application_id"),
        x_words=Concat(
            Value("第"),
            Cast("number", CharField()),
            Value("次退回，理由："),
            F("second_reason"),
            output_field=TextField(),
        ),
    )


def late_ones() -> QuerySet:
    """Files submitted in the minutes of grace after the round had closed."""
    return Application.objects.filter(is_in_grace=True, submitted_at__isnull=False).annotate(
        x_at=F("submitted_at"),
        x_person_id=F("owner_id"),
        x_person=Value("申报单位", TextField()),
        x_table=Value(Application._meta.db_table, CharField()),
        x_key=Cast("pk", CharField()),
        x_words=Concat(Value("宽限内提交："), F("application_no"), output_field=TextField()),
    )


def register() -> None:
    """Declare the kinds of this part; called once when the app is ready."""
    for order, (code, label, explanation, rows) in enumerate(
        (
            ("second_return", "二次退回", "同一件申报第二次以上的退回修改。", second_returns),
            ("bypass", "越过推荐单位", "没有推荐单位意见，由区局直接复核的申报。",
             lambda: acts_of_code(f"{PREFIX}{A.BYPASS}")),
            ("displaced", "认定代表单位", "两件申报都主张代表同一单位，由工作人员认定。",
             lambda: acts_of_code(f"{PREFIX}{A.DISPLACE}")),
            ("grace", "宽限内提交", "截止后在宽限时间内提交的申报。", late_ones),
        ),
        start=20,
    ):  # fmt: skip
        exception_kinds.add(
            ExceptionKind(code=code, label=label, explanation=explanation, rows=rows, order=order)
        )
