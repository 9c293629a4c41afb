"""Editions entered afterwards, for the list of exceptions."""

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Concat

from ipcontact.ui.registry import ExceptionKind, exception_kinds, row_about
from registry.roster.models import RosterEdition


def backfilled() -> QuerySet:
    """Editions of past days that were entered from their papers."""
    return RosterEdition.objects.filter(is_backfill=True).annotate(
        **row_about(RosterEdition, at="created_at", person="created_by"),
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
