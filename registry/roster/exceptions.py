"""Editions entered afterwards, for the list of exceptions."""

from django.db.models import CharField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from ipcontact.ui.registry import ExceptionKind, exception_kinds
from registry.roster.models import RosterEdition


def backfilled() -> QuerySet:
    """Editions of past days that were entered from their papers."""
    return RosterEdition.objects.filter(is_backfill=True).annotate(
        x_at=F("created_at"),
        x_person_id=F("created_by_id"),
        x_person=F("created_by__name"),
        x_table=Value(RosterEdition._meta.db_table, CharField()),
        x_key=Cast("pk", CharField()),
        x_words=Concat(Value("补录版次："), F("name"), output_field=TextField()),
    )


def register() -> None:
    """Declare the kind; called once when the app is ready."""
    exception_kinds.add(
        ExceptionKind(
            code="edition_backfill",
            label="补录名录版次",
            explanation="公布之后才录入的名录版次。",
            rows=backfilled,
            order=15,
        )
    )
