"""What is out of the ordinary about removals, and that nobody decided what they had proposed."""

from django.db.models import CharField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast

from ipcontact.acts.exceptions import acts_of_code, words_of
from ipcontact.ui.registry import Control, ExceptionKind, controls, exception_kinds
from registry.removals.choices import RemovalState
from registry.removals.models import Removal
from registry.removals.services.steps import CANCEL


def _as_rows(removals: QuerySet) -> QuerySet:
    return removals.annotate(
        x_at=Cast("decided_on", DateTimeField()),
        x_person_id=F("decided_by_id"),
        x_person=F("decided_by__name"),
        x_table=Value(Removal._meta.db_table, CharField()),
        x_key=Cast("pk", CharField()),
        x_words=words_of("unit_name", "decision_reason"),
    )


def unheard() -> QuerySet:
    """Removed against its will, and the unit had said nothing."""
    removed = Removal.objects.filter(state=RemovalState.REMOVED, is_own_wish=False)
    return _as_rows(removed.filter(statement=""))


def kept() -> QuerySet:
    """Proposed for removal and kept by the leader."""
    return _as_rows(Removal.objects.filter(state=RemovalState.KEPT))


def decided_alone() -> QuerySet:
    """Removals decided by the person who had proposed them."""
    return _as_rows(Removal.objects.filter(decided_by=F("proposed_by")))


def register() -> None:
    """Declare the kinds and the control of this part; called once when the app is ready."""
    for order, (code, label, explanation, rows) in enumerate(
        (
            ("removed_unheard", "没有陈述就移出", "单位没有陈述意见就决定移出的，自愿退出的除外。",
             unheard),
            ("removal_kept", "拟移出而继续在库", "提出移出之后，领导决定继续在库的。", kept),
            ("removal_cancelled", "撤销移出", "提出移出或者申请退出之后又撤销的。",
             lambda: acts_of_code(CANCEL)),
        ),
        start=65,
    ):  # fmt: skip
        exception_kinds.add(
            ExceptionKind(code=code, label=label, explanation=explanation, rows=rows, order=order)
        )
    controls.add(
        Control(
            code="removal_decided_alone",
            label="移出由提出人自己决定",
            explanation="移出的决定人与提出人是同一人的。数据库也不接受这样的记录。",
            rows=decided_alone,
            order=70,
        )
    )
