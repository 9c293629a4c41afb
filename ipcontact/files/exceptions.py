"""Attachments taken away after they had been handed in, for the list of exceptions."""

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat

from ipcontact.audit.models import Change
from ipcontact.files.models import StoredFile
from ipcontact.ui.registry import ExceptionKind, exception_kinds


def removed_files() -> QuerySet:
    """Removed files whose contents are kept; what was replaced in a draft is no exception.

    Who removed it, when and in which act is read from the row history.
    """
    removal = Change.objects.filter(
        table_name=StoredFile._meta.db_table,
        row_key=Cast(OuterRef("pk"), CharField()),
        after__is_removed=True,
        operation="update",
    ).order_by("-pk")
    rows = StoredFile.objects.filter(is_removed=True).exclude(owner_table="")
    return (
        rows.exclude(storage_name="")
        .annotate(act=Subquery(removal.values("act")[:1]))
        .annotate(
            x_at=Subquery(removal.values("at")[:1]),
            x_person_id=Subquery(removal.values("user_id")[:1]),
            x_person=Subquery(removal.values("user_name")[:1]),
            x_table=F("owner_table"),
            x_key=F("owner_key"),
            x_words=Concat(
                Value("删除附件（"), F("purpose"), Value("）："), F("act"), output_field=TextField()
            ),
        )
    )


def register() -> None:
    """Declare the kind of this room; called once when the app is ready."""
    exception_kinds.add(
        ExceptionKind(
            code="file_removed",
            label="删除附件",
            explanation="交来之后被移除的附件。内容和校验值仍保留，起草中更换的不算。",
            rows=removed_files,
            order=70,
        )
    )
