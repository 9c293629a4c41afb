"""What is out of the ordinary about changes of units, and that two people did each."""

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from ipcontact.ui.registry import Control, ExceptionKind, controls, exception_kinds, row_about
from registry.changes.choices import ChangeKind, ChangeState, DifferenceState
from registry.changes.models import Difference, UnitChange
from registry.units.models import Unit


def changed_codes() -> QuerySet:
    """Units that got another code: the number by which everybody else knows them."""
    rows = UnitChange.objects.filter(kind=ChangeKind.CODE, state=ChangeState.EFFECTIVE)
    return rows.annotate(
        **row_about(UnitChange, at="effective_at", person="checked_by"),
        x_words=Concat(Value("统一代码变更，依据："), F("basis"), output_field=TextField()),
    )


def set_aside() -> QuerySet:
    """Differences from the registration data that somebody decided not to follow."""
    rows = Difference.objects.filter(state=DifferenceState.SET_ASIDE)
    return rows.annotate(
        **row_about(Unit, at="settled_at", person="settled_by", key="unit_id"),
        x_words=Concat(Value("搁置登记信息差异，理由："), F("reason"), output_field=TextField()),
    )


def checked_alone() -> QuerySet:
    """Changes checked by the person who had registered them."""
    return UnitChange.objects.filter(checked_by=F("proposed_by")).annotate(
        **row_about(UnitChange, at="created_at", person="checked_by"),
        x_words=Cast("basis", TextField()),
    )


def register() -> None:
    """Declare the kinds and the control of this part; called once when the app is ready."""
    for order, (code, label, explanation, rows) in enumerate(
        (
            ("code_changed", "统一代码变更", "已生效的统一社会信用代码变更。", changed_codes),
            ("difference_set_aside", "搁置比对差异",
             "登记信息与档案不同，写明理由没有采用的差异。", set_aside),
        ),
        start=62,
    ):  # fmt: skip
        exception_kinds.add(
            ExceptionKind(code=code, label=label, explanation=explanation, rows=rows, order=order)
        )
    controls.add(
        Control(
            code="change_checked_alone",
            label="变更由登记人自己核对",
            explanation="单位变更的核对人与登记人是同一人的。数据库也不接受这样的记录。",
            rows=checked_alone,
            order=60,
        )
    )
