"""What is out of the ordinary about assessments, for the list of exceptions."""

from django.db.models import CharField, Count, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from ipcontact.ui.registry import ExceptionKind, exception_kinds
from registry.applications.models import Application
from registry.reviews.models import ConflictDeclaration, Inspection


def _of_application(rows: QuerySet, *, at: str, person: str, words: object) -> QuerySet:
    return rows.annotate(
        x_at=F(at),
        x_person_id=F(f"{person}_id"),
        x_person=F(f"{person}__name"),
        x_table=Value(Application._meta.db_table, CharField()),
        x_key=Cast("application_id", CharField()),
        x_words=words,
    )


def inspected_alone() -> QuerySet:
    """Assessments in force in which one person alone took part."""
    rows = Inspection.objects.in_force().annotate(people=Count("inspectors")).filter(people=1)
    words = Concat(
        Value("一人考察（"), Cast("done_on", CharField()), Value("）"), output_field=TextField()
    )
    return _of_application(rows, at="recorded_at", person="recorded_by", words=words)


def corrected() -> QuerySet:
    """Assessments that correct an earlier one."""
    rows = Inspection.objects.filter(corrects__isnull=False)
    words = Concat(Value("更正考察："), F("correction_reason"), output_field=TextField())
    return _of_application(rows, at="recorded_at", person="recorded_by", words=words)


def recusals() -> QuerySet:
    """Who stood aside; the reason is the person's own and is read on the record."""
    words = Value("申明回避", TextField())
    rows = ConflictDeclaration.objects.all()
    return _of_application(rows, at="declared_at", person="user", words=words)


def register() -> None:
    """Declare the kinds of this part; called once when the app is ready."""
    for order, (code, label, explanation, rows) in enumerate(
        (
            ("inspected_alone", "单人考察", "只有一名考察人的综合考察（实地考察须两人以上）。",
             inspected_alone),
            ("inspection_corrected", "更正考察", "登记后更正过的考察。", corrected),
            ("recusal", "回避", "有关人员申明回避，包括后来撤回的。", recusals),
        ),
        start=30,
    ):  # fmt: skip
        exception_kinds.add(
            ExceptionKind(code=code, label=label, explanation=explanation, rows=rows, order=order)
        )
