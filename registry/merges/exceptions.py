"""Merges of units, for the list of exceptions, and that two people did each."""

from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast

from ipcontact.acts.exceptions import acts_of_code
from ipcontact.ui.registry import Control, ExceptionKind, controls, exception_kinds, row_about
from registry.merges.models import UnitMerge
from registry.merges.services import CONFIRM, UNDO


def merged_alone() -> QuerySet:
    """Merges confirmed by the person who proposed them."""
    return UnitMerge.objects.filter(settled_by=F("proposed_by")).annotate(
        **row_about(UnitMerge, at="proposed_at", person="settled_by"),
        x_words=Cast("reason", TextField()),
    )


def register() -> None:
    """Declare the kind and the control; called once when the app is ready."""
    exception_kinds.add(
        ExceptionKind(
            code="merge",
            label="合并单位",
            explanation="两家单位认定为同一家而合并，以及撤销的合并。",
            rows=lambda: acts_of_code(CONFIRM, UNDO),
            order=60,
        )
    )
    controls.add(
        Control(
            code="merged_alone",
            label="合并由提出人自己确认",
            explanation="单位合并的确认人与提出人是同一人的。数据库也不接受这样的记录。",
            rows=merged_alone,
            order=40,
        )
    )
